"""Filters of a section front, as plain links: ?topic=…&author=…&year=…"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.cache.invalidation import know, note
from news.models import Author, NewsIndex, Topic
from news.pages.archive import span
from news.projection.lists import ArticleList, tallied

MOST_OPTIONS = 8
UNKNOWN = -1
NAMES = ("topic", "author", "year")


@dataclass(frozen=True)
class Option:
    """`value` is what the address has for the option, empty for "all"."""

    label: str
    url: str
    count: int | None
    is_active: bool
    value: str = ""


@dataclass(frozen=True)
class Facet:
    """`name` is the parameter of the address."""

    title: str
    options: list[Option]
    name: str = ""


class UnknownFilters(tuple):
    """Filters that leave nothing: anybody can make up such. No part of a page is kept for them
    (`kept` in core.templatetags.masthead).
    """

    known_public = False


def told(chosen: dict[str, str], count: int) -> tuple[tuple[str, str], ...]:
    """The filters as names and values. Those that leave something are known
    (core.cache.invalidation).
    """
    if chosen and not count:
        return UnknownFilters(chosen.items())
    for name, value in chosen.items():
        know(name, value)
    return tuple(chosen.items())


def chosen_filters(query_params) -> dict[str, str]:
    """The filters asked for: slugs and a year, anything else left out."""
    chosen = {}
    for name in NAMES:
        value = (query_params.get(name) or "").strip()
        if value and len(value) <= 90 and is_slug(value):
            chosen[name] = value
    if not is_year(chosen.get("year", "2000")):
        del chosen["year"]
    return chosen


def is_slug(value: str) -> bool:
    return value.isascii() and value.replace("-", "").replace("_", "").isalnum()


def is_year(value: str) -> bool:
    # Not the first nor the last: in other time zones they begin or end beyond what dates can say.
    return value.isdigit() and "1000" <= value <= "9998" and len(value) == 4


def list_of(place: int, chosen: dict[str, str]) -> ArticleList:
    """What the filters leave of the list of a place."""
    return ArticleList(
        place,
        topic=key_of(Topic.objects.current, chosen.get("topic")),
        author=key_of(Author.objects.all, chosen.get("author")),
        span=span(int(chosen["year"])) if "year" in chosen else None,
    )


def key_of(rows: Callable[[], QuerySet], slug: str | None) -> int:
    """0 where none is asked for, and UNKNOWN, of which there is no list, where there is none."""
    return (rows().filter(slug=slug).values_list("pk", flat=True).first() or UNKNOWN) if slug else 0


def facets(section: NewsIndex, chosen: dict[str, str]) -> list[Facet]:
    """Topic, author and year with counts over the whole list of the section.

    What leaves nothing to choose is no facet.
    """
    note(*section.shown_lists())
    place = section.pk
    years: Counter = Counter()
    for month, count in tallied("month", place).items():
        years[str(month // 100)] += count
    rows = {
        "topic": (_("Topic"), _("All topics"), top("topic", Topic, place)),
        "author": (_("Author"), _("All authors"), top("author", Author, place)),
        "year": (_("Year"), _("All years"), [(y, y, years[y]) for y in sorted(years)[::-1]]),
    }
    return [
        Facet(title, options(name, every, values, chosen), name)
        for name, (title, every, values) in rows.items()
        if len(values) > 1 or name in chosen
    ]


def top(name: str, model, place: int) -> list[tuple[str, str, int]]:
    """Slug, name and number of the topics or authors with most articles in the list."""
    counts = tallied(name, place, MOST_OPTIONS)
    found = model.objects.in_bulk(counts)
    rows = [(found[key].slug, found[key].name, n) for key, n in counts.items() if key in found]
    return sorted(rows, key=lambda row: (-row[2], row[1]))


def options(name, every, values, chosen) -> list[Option]:
    current = chosen.get(name)
    rest = {key: value for key, value in chosen.items() if key != name}
    choices = [Option(every, link(rest), None, current is None)]
    for slug, label, count in values:
        choices.append(Option(label, link({**rest, name: slug}), count, slug == current, slug))
    return choices


def link(filters: dict[str, str]) -> str:
    return f"?{urlencode(filters)}" if filters else "?"
