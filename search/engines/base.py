"""The seam: what an engine does. Everything that needs judgement about queries is above it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from search.documents import Entry
from search.query import Term

# Beyond this many hits nobody counts; the count says "10,000+".
MOST_MATCHES = 10_000


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
    """One question to the engine: all the terms (or any), without the excluded ones."""

    terms: Sequence[Term]
    excluded: Sequence[Term] = ()
    any_term: bool = False
    filters: Filters = field(default_factory=Filters)
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """An article that fits. `title` is folded; `sections`, `topics`, `authors` are JSON lists of
    [slug, label] as stored, so that counting thousands needs no parsing of each."""

    page_id: int
    score: float
    title: str
    published_at: datetime | None
    year: int | None
    sections: str
    topics: str
    authors: str


@dataclass(frozen=True)
class Matches:
    """At most MOST_MATCHES, best (or newest) first."""

    found: list[Match]
    is_capped: bool = False


class SearchEngine(Protocol):
    def index(self, entries: Sequence[Entry]) -> None:
        """Stores the entries in place of what there was of their pages."""

    def delete(self, page_ids: Iterable[int]) -> None:
        """Forgets the pages; unknown ones are no error."""

    def rebuild(self) -> None:
        """Makes the engine's own structures anew from what is stored, and tunes them."""

    def search(self, lookup: Lookup) -> Matches:
        """The public articles that fit. Scores are positive; higher is better."""
