"""Interprets a query for this archive: synonyms, rare words, and misspelt words."""

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

SIZE_CACHE_SECONDS = 300
# The number of candidates for a misspelt word, and of articles, that are tried with its neighbours.
MOST_TRIED = 4
MOST_COUNTED = 200

# A word as typed to the word that was probably meant.
Corrections = dict[str, Candidate]


@dataclass
class Reading:
    """A query with synonyms and weights; `counts` is the number of articles with each word."""

    query: Query
    counts: dict[str, int] = field(default_factory=dict)

    def words(self, at_most: int) -> list[str]:
        """The unquoted typed words without synonyms that occur in at most so many articles."""
        loose = [term for term in self.query.terms if not term.synonyms and not term.is_quoted]
        words = [word for term in loose for word in term.words]
        return [word for word in words if self.counts[word] <= at_most]

    def knows_another(self, corrections: Corrections) -> bool:
        """Whether the query contains a known word besides these."""
        return any(
            term.articles for term in self.query.terms if not corrections.keys() & {*term.words}
        )


class Understanding:
    """Interprets queries with one engine; asks the engine for each value once."""

    def __init__(self, engine: SearchEngine):
        self.engine = engine
        self.synonyms: Synonyms = synonyms()
        self.articles_of: dict[str, int] = {}
        self.near: dict[str, list[IndexedWord]] = {}

    def read(self, query: Query) -> Reading:
        """The query with synonyms and weights. Replacement words are known from likely()."""
        query = expanded(query, self.synonyms)
        counts = self.counts([word for term in query.terms for word in words_of(term)])
        size = cache.get_or_set("search.articles", self.engine.articles, SIZE_CACHE_SECONDS)
        terms = tuple(weighed(term, counts, size) for term in query.terms)
        return Reading(replace(query, terms=terms), counts)

    def counts(self, words: list[str]) -> dict[str, int]:
        """The number of articles with each word, in its most frequent form with the same stem."""
        stem = dict(zip(words, stems(words), strict=True))
        if not self.articles_of:
            self.store_counts(self.engine.known(stem.values()))
        return {word: self.articles_of.setdefault(stem[word], 0) for word in words}

    def store_counts(self, words: Iterable[IndexedWord]) -> None:
        for known in words:
            most = max(self.articles_of.get(known.stem, 0), known.articles)
            self.articles_of[known.stem] = most

    def corrections(self, reading: Reading) -> Corrections:
        """Maps words that are in no article to the words of public articles that were probably
        meant.

        English words are not corrected, even if they are in no article.
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
        """The candidates that a public article contains: the index may still have words of other
        articles, and must not reveal them."""
        tried = [(word, one) for word, found in likely.items() for one in found[:MOST_TRIED]]
        counts = self.engine.counts([Lookup((Term((one.text,)),)) for _word, one in tried], most=1)
        public: dict[str, list[Candidate]] = {}
        for (word, one), count in zip(tried, counts, strict=True):
            if count:
                public.setdefault(word, []).append(one)
        return public

    def suggested(self, reading: Reading) -> Query | None:
        """The query with English words that are in no article replaced by words of the archive, and
        rare words replaced by far more frequent ones; None if there is nothing to replace."""
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
        """Candidates for these words of the query that occur in at least `at_least` articles."""
        # Asks for all words at once, so that corrections() and suggested() share one statement.
        unasked = [word for word in correctable(reading.words(RARE)) if word not in self.near]
        self.near |= self.engine.alike(unasked)
        for known in self.near.values():
            self.store_counts(known)
        found = {word: candidates(word, self.near.get(word, []), at_least) for word in wanted}
        return {word: likely for word, likely in found.items() if likely}

    def respelt(self, reading: Reading, best: Corrections) -> Query:
        words = {word: candidate.text for word, candidate in best.items()}
        return respelt(reading.query, words)

    def fitting(self, query: Query, word: str, likely: list[Candidate]) -> Candidate:
        """The candidate that occurs most often together with the other words of the query."""
        queries = [respelt(query, {word: candidate.text}) for candidate in likely]
        lookups = [Lookup(expanded(query, self.synonyms).terms) for query in queries]
        counts = self.engine.counts(lookups, MOST_COUNTED)
        best = max(range(len(likely)), key=lambda n: counts[n] * likely[n].likeness)
        return likely[best] if counts[best] else likely[0]


def words_of(term: Term) -> list[str]:
    return [word for form in term.forms for word in form.split()]


def weighed(term: Term, counts: dict[str, int], size: int) -> Term:
    """The term, weighted by inverse document frequency; a phrase is as rare as its rarest word."""
    articles = max(min(counts[word] for word in form.split()) for form in term.forms)
    weight = math.log(1 + max(size, articles) / (1 + articles))
    return replace(term, articles=articles, weight=weight)
