"""Finds the indexed words that misspelt words may stand for."""

import re
from dataclasses import dataclass

from search.engines.base import IndexedWord
from search.english import like as english_like
from search.query import STOP_WORDS, Query, parse
from search.stemming import stems
from search.text import WORD, index_text

SHORTEST_FOR_ONE_TYPO = 5
SHORTEST_FOR_TWO_TYPOS = 9
MOST_CORRECTED = 3
MOST_TYPOS = 2
# One more typo is as unlikely as a word that is this many times rarer.
TYPO_COSTS = 50
# Typos in the first letter are rare.
FIRST_LETTER_COSTS = 10
# A word in at most this many articles may be a typo of one that is MUCH_MORE times as frequent.
RARE = 3
MUCH_MORE = 10


def correctable(words: list[str]) -> list[str]:
    """The distinct words that are long enough to correct."""
    long = [word for word in words if len(word) >= SHORTEST_FOR_ONE_TYPO and word.isalpha()]
    return [word for word in dict.fromkeys(long) if word not in STOP_WORDS][:MOST_CORRECTED]


@dataclass(frozen=True)
class Candidate:
    """A word that may have been meant; `likeness` starts at 1 and falls with every typo."""

    text: str
    articles: int
    typos: int
    likeness: float

    @property
    def likelihood(self) -> float:
        return self.articles * self.likeness


def candidates(word: str, alike: list[IndexedWord], at_least: int) -> list[Candidate]:
    """Candidates for the word in at least `at_least` articles, likeliest first."""
    likely = [candidate(word, known) for known in alike if known.articles >= at_least]
    return sorted(filter(None, likely), key=lambda one: (-one.likelihood, one.text))


def candidate(word: str, known: IndexedWord) -> Candidate | None:
    most = MOST_TYPOS if len(word) >= SHORTEST_FOR_TWO_TYPOS else 1
    typos = distance(word, known.text)
    if not 0 < typos <= most:
        return None
    first = 1 if known.text[0] == word[0] else FIRST_LETTER_COSTS
    return Candidate(known.text, known.articles, typos, 1 / (TYPO_COSTS**typos * first))


def is_doubtful(word: str, candidate: Candidate) -> bool:
    """Whether an English word that is not in the archive is as near as a candidate with two typos.

    A candidate with one typo is not doubtful: readers mostly search for words of the archive.
    """
    if candidate.typos < MOST_TYPOS:
        return False
    near = [other for other in english_like(word) if distance(word, other) <= candidate.typos]
    own, *others = stems([candidate.text, *near])
    return any(other != own for other in others)


def distance(one: str, other: str) -> int:
    """The number of typos between two words: wrong, missing, additional or swapped letters.

    The restricted Damerau-Levenshtein distance, https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            costs = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                costs = min(costs, earlier[j - 2] + 1)
            row.append(costs)
    return row[-1]


def respelt(query: Query, words: dict[str, str]) -> Query:
    """The query, parsed again with these words replaced."""
    text = re.sub(WORD, lambda found: words.get(index_text(found[0]), found[0]), query.text)
    return parse(text)
