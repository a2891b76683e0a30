"""Synonyms that editors defined."""

from dataclasses import replace

from search.models import LONGEST_PHRASE, SynonymSet
from search.query import Query, Term, significant_terms
from search.stemming import stems

# The stems of a phrase to the other phrases of its sets.
Synonyms = dict[tuple[str, ...], list[str]]


def synonyms() -> Synonyms:
    """All synonyms. Each search reads them, so a new set works at once."""
    found: Synonyms = {}
    for row in SynonymSet.objects.all():
        phrases = [" ".join(words) for words in row.phrases]
        for phrase, stemmed in zip(phrases, row.stems, strict=False):
            others = [other for other in phrases if other != phrase]
            found.setdefault(tuple(stemmed), []).extend(others)
    return found


def expanded(query: Query, synonyms: Synonyms) -> Query:
    """The query with each phrase that has synonyms as one term. Quoted words are left unchanged."""
    if not synonyms:
        return query
    stem = dict(zip(query.words, stems(query.words), strict=True))
    terms = []
    start = 0
    while start < len(query.asked):
        taken, term = longest(query.asked[start:], stem, synonyms)
        terms.append(term)
        start += taken
    return replace(query, terms=significant_terms(terms))


def longest(asked: tuple[Term, ...], stem: dict[str, str], synonyms: Synonyms) -> tuple[int, Term]:
    """The longest term that `asked` begins with, and the number of typed terms that it replaces."""
    for taken in range(min(len(asked), LONGEST_PHRASE), 0, -1):
        if any(term.is_quoted for term in asked[:taken]):
            continue
        words = tuple(word for term in asked[:taken] for word in term.words)
        others = synonyms.get(tuple(stem[word] for word in words))
        if others:
            return taken, Term(words, synonyms=tuple(dict.fromkeys(others)))
    return 1, asked[0]
