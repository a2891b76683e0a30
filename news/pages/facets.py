"""Filters of a section page as links: ?topic=…&author=…&year=…"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.dependencies import know, note
from news.models import Author, NewsIndex, Topic
from news.pages.archive import span
from news.projection.lists import ArticleList, tallied

MOST_OPTIONS = 8
UNKNOWN = -1
NAMES = ("topic", "author", "year")


@dataclass(frozen=True)
class Option:
    """`value` is the value of the URL parameter, empty for "all"."""

    label: str
    url: str
    count: int | None
    is_active: bool
    value: str = ""


@dataclass(frozen=True)
class Facet:
    """`name` is the URL parameter."""

    title: str
    options: list[Option]
    name: str = ""


class UnknownFilters(tuple):
    """Filters without any article. Anybody can invent such, so fragments for them are not cached
    (`kept` in core.templatetags.masthead).
    """

    known_public = False


def told(chosen: dict[str, str], count: int) -> tuple[tuple[str, str], ...]:
    """The filters as names and values. If any article is left, their values may be cached
    (core.dependencies).
    """
    if chosen and not count:
        return UnknownFilters(chosen.items())
    for name, value in chosen.items():
        know(name, value)
    return tuple(chosen.items())


def chosen_filters(query_params) -> dict[str, str]:
    """The valid filters among the parameters: slugs and a year."""
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
    # In other time zones, earlier or later years begin or end outside the range of datetime.
    return value.isdigit() and "1000" <= value <= "9998" and len(value) == 4


def list_of(place: int, chosen: dict[str, str]) -> ArticleList:
    """The articles of a place that match the filters."""
    return ArticleList(
        place,
        topic=key_of(Topic.objects.current, chosen.get("topic")),
        author=key_of(Author.objects.all, chosen.get("author")),
        span=span(int(chosen["year"])) if "year" in chosen else None,
    )


def key_of(rows: Callable[[], QuerySet], slug: str | None) -> int:
    """The key of the row with that slug; 0 without a slug, UNKNOWN if there is no such row."""
    return (rows().filter(slug=slug).values_list("pk", flat=True).first() or UNKNOWN) if slug else 0


def facets(section: NewsIndex, chosen: dict[str, str]) -> list[Facet]:
    """Topic, author and year, with the numbers of articles in the whole section.

    Facets with a single option are left out.
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
    """Slug, name and number of articles of the most frequent topics or authors."""
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
