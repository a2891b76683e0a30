"""The interface of search engines. Everything that interprets queries is above it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from search.documents import Entry
from search.query import Term

# The count stops here and reads "5,000+". Reading twice as many made the slowest searches among
# 100,000 articles half as slow again.
MOST_MATCHES = 5_000
# Additional candidates, since some may no longer be public.
SPARE = 200


class TooBroad(Exception):
    """The engine gave up because the query would take longer than a reader waits."""


class IndexBroken(Exception):
    """The index is missing or damaged; `manage.py rebuild_search` restores it."""


@dataclass(frozen=True)
class Filters:
    """The values by which hits are filtered; an empty string means no filter."""

    section: str = ""
    topic: str = ""
    author: str = ""
    year: str = ""

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Lookup:
    """One query to the engine: articles with all `terms` and none of `excluded`.

    If `any_of` is given, one of its terms suffices, and all `terms` count for the rank. Each form
    of a term matches it. The weight is for engines that do not know how rare a term is.
    """

    terms: Sequence[Term]
    excluded: Sequence[Term] = ()
    any_of: Sequence[Term] = ()
    filters: Filters = field(default_factory=Filters)
    newest_first: bool = False


class Match(NamedTuple):
    """A matching article, with raw column values, since there may be thousands.

    `title` is folded; `sections`, `topics` and `authors` are JSON lists of [slug, label];
    `published` is an ISO timestamp, in UTC unless it has an offset.
    """

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
    """At most MOST_MATCHES matches, best (or newest) first."""

    found: list[Match]
    is_capped: bool = False


@dataclass(frozen=True)
class Completion:
    """A suggestion that begins as typed or contains the typed words (search.models.Suggestion)."""

    kind: str
    target: str
    text: str
    label: str


@dataclass(frozen=True)
class IndexedWord:
    """A word of the index, its stem, and the number of articles that contain it."""

    text: str
    stem: str
    articles: int


class SearchEngine(Protocol):
    """Methods that read raise TooBroad and IndexBroken, and no other errors of the engine.

    `writers` is the number of threads that can index different pages without blocking each other.
    """

    writers: int

    def index(self, entries: Sequence[Entry], is_rebuild: bool = False) -> None:
        """Stores the entries, replacing those of the same pages. With `is_rebuild`, skips whatever
        end_rebuild() computes."""

    def delete(self, page_ids: Iterable[int]) -> None:
        """Deletes the entries of the pages; unknown pages are ignored."""

    def is_sound(self) -> bool:
        """Whether the engine's structures exist and can be read."""

    def repair(self) -> None:
        """Recreates missing or damaged structures, so that index() works again."""

    def begin_rebuild(self) -> None:
        """Prepares for the entries of all articles."""

    def end_rebuild(self) -> None:
        """Rebuilds the engine's structures from the stored entries, without blocking readers and
        writers."""

    def search(self, lookup: Lookup) -> Matches:
        """The public articles that match. Scores are positive; higher is better."""

    def counts(self, lookups: Sequence[Lookup], most: int) -> list[int]:
        """The number of public articles that match each lookup, counted up to `most`."""

    def suggest(self, words: Sequence[str], limit: int) -> list[Completion]:
        """Completions that contain all the words, the last one as a prefix; at most `limit` of each
        group (topics and authors; texts that begin as typed; others), in no particular order."""

    def known(self, stems: Iterable[str]) -> list[IndexedWord]:
        """The words of the index with these stems."""

    def alike(self, words: Sequence[str]) -> dict[str, list[IndexedWord]]:
        """Maps each word to the indexed words that share most of its letters, best first."""

    def similar(self, words: Mapping[str, int], most: int) -> list[int]:
        """The primary keys of at most `most` public articles that contain two or more of the rarest
        words, most similar first. `words` maps stems to their weight."""

    def articles(self) -> int:
        """The approximate number of articles in the index."""
