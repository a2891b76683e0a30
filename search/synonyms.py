"""Words that editors declared to mean the same."""

from dataclasses import replace

from search.models import SynonymSet
from search.query import Query, Term, telling
from search.stemming import stems

LONGEST_PHRASE = 6

# By the stems of a phrase, the other phrases of its sets.
Synonyms = dict[tuple[str, ...], list[str]]


def synonyms() -> Synonyms:
    """Everything that editors declared; read at each search, so that an entry works at once."""
    found: Synonyms = {}
    for row in SynonymSet.objects.all():
        phrases = [" ".join(words) for words in row.phrases]
        for phrase, stemmed in zip(phrases, row.stems, strict=False):
            others = [other for other in phrases if other != phrase]
            found.setdefault(tuple(stemmed), []).extend(others)
    return found


def expanded(query: Query, synonyms: Synonyms) -> Query:
    """The query with the longest phrases that have synonyms as one term each; quoted words stay."""
    if not synonyms:
        return query
    stem = dict(zip(query.words, stems(query.words), strict=True))
    terms = []
    start = 0
    while start < len(query.asked):
        taken, term = longest(query.asked[start:], stem, synonyms)
        terms.append(term)
        start += taken
    return replace(query, terms=telling(terms))


def longest(asked: tuple[Term, ...], stem: dict[str, str], synonyms: Synonyms) -> tuple[int, Term]:
    """The term that begins here, and of how many terms as typed it is made."""
    for taken in range(min(len(asked), LONGEST_PHRASE), 0, -1):
        if any(term.is_quoted for term in asked[:taken]):
            continue
        words = tuple(word for term in asked[:taken] for word in term.words)
        others = synonyms.get(tuple(stem[word] for word in words))
        if others:
            return taken, Term(words, synonyms=tuple(dict.fromkeys(others)))
    return 1, asked[0]
