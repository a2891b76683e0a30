"""Parses queries. Nothing typed is ever passed on as syntax."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from core.text import visible
from search.text import LONGEST_WORD, WORD, WORDS, fold

LONGEST_QUERY = 256
# Query parameters that may contain the query: ours, and that of Wagtail's project template.
QUERY_NAMES = ("q", "query")
MOST_TERMS = 12

# Too common to be required, unless the query has no other words.
STOP_WORDS = frozenset(
    {
        "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
        "been", "but", "by", "can", "could", "did", "do", "does", "for", "from", "get", "getting",
        "got", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is",
        "it", "its", "may", "me", "my", "no", "not", "of", "on", "or", "our", "out", "s", "shall",
        "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them", "then",
        "there", "these", "they", "this", "those", "to", "too", "us", "was", "we", "were", "what",
        "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would", "you",
        "your",
    }
)  # fmt: skip

POSSESSIVE = re.compile(r"(?<=[^\W_])'s(?![^\W_])")
# A run consists of words joined without a space: COVID-19, o'neill, node.js, 10,000, a@b.example
RUN = rf"{WORD}(?:(?:[-'._@+]|(?<=\d),(?=\d)){WORD})*"
TERM = re.compile(rf'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"|(?P<run>{RUN}))')


@dataclass(frozen=True)
class Term:
    """One word, or the words of a phrase in order; each of the `synonyms` matches as well.

    `articles` is the approximate number of articles with the term; `weight` grows with its rarity.
    """

    words: tuple[str, ...]
    is_quoted: bool = False
    synonyms: tuple[str, ...] = ()
    articles: int = 0
    weight: float = 1.0

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def forms(self) -> list[str]:
        """The texts that match the term: the words themselves, and each synonym."""
        return [self.text, *self.synonyms]

    @property
    def is_stop_word(self) -> bool:
        return len(self.words) == 1 and self.words[0] in STOP_WORDS


@dataclass(frozen=True)
class Query:
    """A parsed query; `text` is the cleaned input, for display.

    `asked` are the terms as typed, in order; `terms` are those that are searched for.
    """

    text: str
    asked: tuple[Term, ...] = ()
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def words(self) -> list[str]:
        """All words of `asked`, in order."""
        return [word for term in self.asked for word in term.words]


def typed_query(query_params) -> str:
    """The cleaned value of the first parameter that has one; "" if none has."""
    found = (normalise(query_params.get(name) or "") for name in QUERY_NAMES)
    return next(filter(None, found), "")


def normalise(typed: str) -> str:
    """NFKC, without control characters and surrogates, single spaces, at most 256 characters."""
    # Truncated first: NFKC takes time by length, and may turn a character into up to eighteen.
    text = visible(re.sub(r"\s+", " ", typed[: 4 * LONGEST_QUERY]))
    return unicodedata.normalize("NFKC", text)[:LONGEST_QUERY].strip()


def parse(typed: str) -> Query:
    """Parses words, "phrases" and -exclusions; at most twelve of each are searched for."""
    text = normalise(typed)
    wanted, excluded = [], []
    for found in TERM.finditer(POSSESSIVE.sub("", fold(text))):
        is_quoted = found["quoted"] is not None
        part = found["quoted"] if is_quoted else found["run"]
        parts = tuple(word[:LONGEST_WORD] for word in WORDS.findall(part))
        if parts:
            (excluded if found["minus"] else wanted).append(Term(parts, is_quoted))
    return Query(
        text=text,
        asked=tuple(wanted),
        terms=significant_terms(wanted),
        excluded=tuple(dict.fromkeys(excluded))[:MOST_TERMS],
    )


def significant_terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The first twelve distinct terms, without stop words if other terms remain."""
    terms = list(dict.fromkeys(terms))
    return tuple([term for term in terms if not term.is_stop_word] or terms)[:MOST_TERMS]
