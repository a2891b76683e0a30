"""What a query means in this archive: synonyms, rare words, and words that are not in it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.core.cache import cache

from search.engines.base import IndexedWord, Lookup, SearchEngine
from search.english import is_english
from search.query import Query, Term
from search.spelling import MUCH_MORE, RARE, Candidate, candidates, correctable, respelt
from search.stemming import stems
from search.synonyms import Synonyms, expanded, synonyms

SIZE_KEEPS_SECONDS = 300
# Of the candidates for a misspelt word so many are tried with its neighbours, on so many articles.
MOST_TRIED = 4
MOST_COUNTED = 200

# By a word as typed the word that was meant.
Meant = dict[str, Candidate]


@dataclass
class Reading:
    """A query with its synonyms and weights; `counts` is in how many articles each word is."""

    query: Query
    counts: dict[str, int] = field(default_factory=dict)

    def words(self, at_most: int) -> list[str]:
        """The words as typed that so many articles have at most; quoted ones are meant so."""
        loose = [term for term in self.query.terms if not term.synonyms and not term.is_quoted]
        words = [word for term in loose for word in term.words]
        return [word for word in words if self.counts[word] <= at_most]

    def knows_another(self, meant: Meant) -> bool:
        """Whether the query finds something without these words."""
        return any(term.articles for term in self.query.terms if not meant.keys() & {*term.words})


class Understanding:
    """Reads queries against one engine. What it asked once it does not ask again."""

    def __init__(self, engine: SearchEngine):
        self.engine = engine
        self.synonyms: Synonyms = synonyms()
        self.articles_of: dict[str, int] = {}
        self.near: dict[str, list[IndexedWord]] = {}

    def read(self, query: Query) -> Reading:
        """Words in place of those of a query that was read are known from their neighbours."""
        query = expanded(query, self.synonyms)
        counts = self.counts([word for term in query.terms for word in words_of(term)])
        size = cache.get_or_set("search.articles", self.engine.articles, SIZE_KEEPS_SECONDS)
        terms = tuple(weighed(term, counts, size) for term in query.terms)
        return Reading(replace(query, terms=terms), counts)

    def counts(self, words: list[str]) -> dict[str, int]:
        """In how many articles each word is, in its most frequent form of the same stem."""
        stem = dict(zip(words, stems(words), strict=True))
        if not self.articles_of:
            self.remember(self.engine.known(stem.values()))
        return {word: self.articles_of.setdefault(stem[word], 0) for word in words}

    def remember(self, words: Iterable[IndexedWord]) -> None:
        for known in words:
            most = max(self.articles_of.get(known.stem, 0), known.articles)
            self.articles_of[known.stem] = most

    def meant(self, reading: Reading) -> Meant:
        """What was probably meant by words that no article has: likely words of public articles.

        An English word is no mistake, whether the archive has it or not.
        """
        wrong = [word for word in correctable(reading.words(at_most=0)) if not is_english(word)]
        likely = self.public(self.likely(reading, wrong, at_least=1)) if wrong else {}
        best = {word: candidates[0] for word, candidates in likely.items()}
        if len(likely) == 1 and len(reading.query.terms) > 1:
            [(word, candidates)] = likely.items()
            if len(candidates) > 1:
                best = {word: self.fitting(reading.query, word, candidates)}
        return best

    def public(self, likely: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
        """Of the likeliest candidates those that a public article has: the index may still know
        the words of others, and may not tell them."""
        tried = [(word, one) for word, found in likely.items() for one in found[:MOST_TRIED]]
        counts = self.engine.counts([Lookup((Term((one.text,)),)) for _word, one in tried], most=1)
        held: dict[str, list[Candidate]] = {}
        for (word, one), count in zip(tried, counts, strict=True):
            if count:
                held.setdefault(word, []).append(one)
        return held

    def suggested(self, reading: Reading) -> Query | None:
        """The query in words of the archive in place of right words that are in no article, and
        in far more frequent words in place of rare ones."""
        absent = [word for word in correctable(reading.words(at_most=0)) if is_english(word)]
        rare = [word for word in correctable(reading.words(RARE)) if word not in absent]
        likely = {
            **self.likely(reading, absent, at_least=1),
            **self.likely(reading, rare, at_least=MUCH_MORE * RARE),
        }
        best = {word: candidates[0] for word, candidates in likely.items()}
        return self.respelt(reading, best) if best else None

    def likely(
        self, reading: Reading, wanted: Iterable[str], at_least: int
    ) -> dict[str, list[Candidate]]:
        """What may have been meant by these words of the query, in so many articles at least."""
        # All that may be asked about: meant() and suggested() share one statement.
        unasked = [word for word in correctable(reading.words(RARE)) if word not in self.near]
        self.near |= self.engine.alike(unasked)
        for known in self.near.values():
            self.remember(known)
        found = {word: candidates(word, self.near.get(word, []), at_least) for word in wanted}
        return {word: likely for word, likely in found.items() if likely}

    def respelt(self, reading: Reading, best: Meant) -> Query:
        words = {word: candidate.text for word, candidate in best.items()}
        return respelt(reading.query, words)

    def fitting(self, query: Query, word: str, likely: list[Candidate]) -> Candidate:
        """Of the candidates for one word the one that the other words stand beside most often."""
        queries = [respelt(query, {word: candidate.text}) for candidate in likely]
        lookups = [Lookup(expanded(query, self.synonyms).terms) for query in queries]
        counts = self.engine.counts(lookups, MOST_COUNTED)
        best = max(range(len(likely)), key=lambda n: counts[n] * likely[n].likeness)
        return likely[best] if counts[best] else likely[0]


def words_of(term: Term) -> list[str]:
    return [word for form in term.forms for word in form.split()]


def weighed(term: Term, counts: dict[str, int], size: int) -> Term:
    """With inverse document frequency as weight; a phrase is as rare as its rarest word."""
    articles = max(min(counts[word] for word in form.split()) for form in term.forms)
    weight = math.log(1 + max(size, articles) / (1 + articles))
    return replace(term, articles=articles, weight=weight)
