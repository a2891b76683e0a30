"""The seam: what an engine does. Everything that needs judgement about queries is above it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from search.documents import Entry
from search.query import Term

# Beyond this many hits nobody counts; the count says "5,000+". Reading twice as many made the
# slowest searches among 100,000 articles half as slow again.
MOST_MATCHES = 5_000
# So many more are picked, as some may turn out not to be public any more.
SPARE = 200


class TooBroad(Exception):
    """The engine gave up: the question would take longer than a reader waits."""


class IndexBroken(Exception):
    """The index is missing or damaged; `manage.py rebuild_search` makes it anew."""


@dataclass(frozen=True)
class Filters:
    """What hits are narrowed to; empty strings leave everything in."""

    section: str = ""
    topic: str = ""
    author: str = ""
    year: str = ""

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Lookup:
    """One question to the engine: articles with all the terms, without the excluded ones.

    Where `any_of` is given, one of those is enough, and all the terms count for the rank. A term is
    met by any of its forms; its weight is for engines that do not know how rare it is.
    """

    terms: Sequence[Term]
    excluded: Sequence[Term] = ()
    any_of: Sequence[Term] = ()
    filters: Filters = field(default_factory=Filters)
    newest_first: bool = False


class Match(NamedTuple):
    """An article that fits, as stored, since thousands are looked at: `title` is folded,
    `sections`, `topics` and `authors` are JSON lists of [slug, label], `published` is the text of a
    time, in UTC if it does not say."""

    page_id: int
    score: float
    title: str
    published: str | None
    year: int | None
    sections: str
    topics: str
    authors: str

    @property
    def published_at(self) -> datetime | None:
        if not self.published:
            return None
        moment = datetime.fromisoformat(self.published)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Matches:
    """At most MOST_MATCHES, best (or newest) first."""

    found: list[Match]
    is_capped: bool = False


@dataclass(frozen=True)
class Completion:
    """Something that begins as typed, or has words that do; see search.models.Suggestion."""

    kind: str
    target: str
    text: str
    label: str


@dataclass(frozen=True)
class IndexedWord:
    """A word of the index, its stem, and the number of articles that have it."""

    text: str
    stem: str
    articles: int


class SearchEngine(Protocol):
    """Reading raises TooBroad and IndexBroken, and nothing else of its own.

    `writers` is how many may index different pages at a time without waiting for each other.
    """

    writers: int

    def index(self, entries: Sequence[Entry], is_rebuild: bool = False) -> None:
        """Stores the entries in place of what there was of their pages. During a
        rebuild, what end_rebuild() makes anew is left to it."""

    def delete(self, page_ids: Iterable[int]) -> None:
        """Forgets the pages; unknown ones are no error."""

    def is_sound(self) -> bool:
        """Whether the engine's structures are there and can be read."""

    def repair(self) -> None:
        """Makes structures that are missing or damaged anew, so that index() works again."""

    def begin_rebuild(self) -> None:
        """Gets ready for the entries of all articles."""

    def end_rebuild(self) -> None:
        """Makes anew what a search needs of the engine's structures, from what is stored. Readers
        and writers go on meanwhile."""

    def search(self, lookup: Lookup) -> Matches:
        """The public articles that fit. Scores are positive; higher is better."""

    def counts(self, lookups: Sequence[Lookup], most: int) -> list[int]:
        """How many public articles fit each; nobody counts further than `most`."""

    def suggest(self, words: Sequence[str], limit: int) -> list[Completion]:
        """Completions that hold all the words, the last one begun; at most `limit` of each sort
        (topics and authors, beginning as typed, any other), in no promised order."""

    def known(self, stems: Iterable[str]) -> list[IndexedWord]:
        """The words of the index with these stems."""

    def alike(self, words: Sequence[str]) -> dict[str, list[IndexedWord]]:
        """For each word those of the index that share most of its letters, likeliest first."""

    def similar(self, words: Mapping[str, int], most: int) -> list[int]:
        """The keys of at most `most` public articles with two or more of the rarest of the words,
        the most alike first. The words are stems; the numbers say how much each counts."""

    def articles(self) -> int:
        """About how many articles are in the index."""
