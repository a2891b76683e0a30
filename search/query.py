"""What a reader typed, understood. Nothing typed is ever passed on as syntax."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from core.text import visible
from search.text import LONGEST_WORD, WORD, WORDS, fold

LONGEST_QUERY = 256
# The parameters that may carry a query: ours, and the one of Wagtail's project template.
QUERY_NAMES = ("q", "query")
MOST_TERMS = 12

# Too common to be required. A query of nothing else is searched as it stands.
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
# A run is words joined without a space: COVID-19, o'neill, node.js, 10,000, a@b.example
RUN = rf"{WORD}(?:(?:[-'._@+]|(?<=\d),(?=\d)){WORD})*"
TERM = re.compile(rf'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"|(?P<run>{RUN}))')


@dataclass(frozen=True)
class Term:
    """One word, or the words of a phrase in their order; any of the `synonyms` serves as well.

    `articles` is about how many articles have it; the fewer, the more its `weight`.
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
        """What an article may hold to have the term: the words, or one of their synonyms."""
        return [self.text, *self.synonyms]

    @property
    def is_stop_word(self) -> bool:
        return len(self.words) == 1 and self.words[0] in STOP_WORDS


@dataclass(frozen=True)
class Query:
    """What was typed, as `text` (cleaned, for display) and as terms.

    `asked` are the wanted terms as typed, in their order; `terms` are what is searched for.
    """

    text: str
    asked: tuple[Term, ...] = ()
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def words(self) -> list[str]:
        """All wanted words as typed, in order."""
        return [word for term in self.asked for word in term.words]


def typed_query(query_params) -> str:
    """The cleaned words of the first parameter that has any; "" where none has."""
    found = (normalise(query_params.get(name) or "") for name in QUERY_NAMES)
    return next(filter(None, found), "")


def normalise(typed: str) -> str:
    """NFKC, without control characters and surrogates, single spaces, at most 256 characters."""
    # Cut first: normalising costs by length, and a character becomes at most eighteen.
    text = visible(re.sub(r"\s+", " ", typed[: 4 * LONGEST_QUERY]))
    return unicodedata.normalize("NFKC", text)[:LONGEST_QUERY].strip()


def parse(typed: str) -> Query:
    """Words, "phrases" and -exclusions; at most twelve of each kind are searched for."""
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
        terms=telling(wanted),
        excluded=tuple(dict.fromkeys(excluded))[:MOST_TERMS],
    )


def telling(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The first twelve terms, once each, without stop words where anything else remains."""
    terms = list(dict.fromkeys(terms))
    return tuple([term for term in terms if not term.is_stop_word] or terms)[:MOST_TERMS]
