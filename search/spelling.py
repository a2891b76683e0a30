"""Misspelt words and the words of the index that were meant."""

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
# A word with another typo is as likely as one that is this much rarer.
TYPO_COSTS = 50
# Few mistake the first letter.
FIRST_LETTER_COSTS = 10
# A word in so few articles may be a typo of theirs, if another is so much more frequent.
RARE = 3
MUCH_MORE = 10


def correctable(words: list[str]) -> list[str]:
    """The words long enough to tell what was meant, once each."""
    long = [word for word in words if len(word) >= SHORTEST_FOR_ONE_TYPO and word.isalpha()]
    return [word for word in dict.fromkeys(long) if word not in STOP_WORDS][:MOST_CORRECTED]


@dataclass(frozen=True)
class Candidate:
    """A word that may have been meant; `likeness` falls from 1 with every typo."""

    text: str
    articles: int
    typos: int
    likeness: float

    @property
    def likelihood(self) -> float:
        return self.articles * self.likeness


def candidates(word: str, alike: list[IndexedWord], at_least: int) -> list[Candidate]:
    """What may have been meant by the word, likeliest first: words in so many articles at least."""
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
    """Whether an English word that the archive lacks is as near as the candidate, at two typos.

    A single typo is no doubt: the archive's own words are likelier to be asked for.
    """
    if candidate.typos < MOST_TYPOS:
        return False
    near = [other for other in english_like(word) if distance(word, other) <= candidate.typos]
    own, *others = stems([candidate.text, *near])
    return any(other != own for other in others)


def distance(one: str, other: str) -> int:
    """Letters wrong, missing, in excess or swapped with their neighbour between two words.

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
    """The query as if it had been typed with these words in place of others."""
    text = re.sub(WORD, lambda found: words.get(index_text(found[0]), found[0]), query.text)
    return parse(text)
