"""Filters of a section page as links: ?topic=…&author=…&year=…"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from core.compiled import compiled
from core.sharing import accept_parameter
from news.models import Author, Tally, Topic
from news.pages.archive import span
from news.projection.lists import ArticleList

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


def known(chosen: dict[str, str], count: int) -> dict[str, str]:
    """The filters. If they leave any article, pages with these values may be cached
    (core.sharing.accept_parameter): readers could invent others without end.
    """
    if count:
        for name, value in chosen.items():
            accept_parameter(name, value)
    return chosen


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


def facets(place: int, chosen: dict[str, str]) -> list[Facet]:
    """Topic, author and year, with the numbers of articles in the whole place. One query.

    Facets with a single option are left out.
    """
    titles = {
        "topic": (_("Topic"), _("All topics")),
        "author": (_("Author"), _("All authors")),
        "year": (_("Year"), _("All years")),
    }
    values = counted(place)
    return [
        Facet(title, options(name, every, values[name], chosen), name)
        for name, (title, every) in titles.items()
        if len(values[name]) > 1 or name in chosen
    ]


def counted(place: int) -> dict[str, list[tuple[str, str, int]]]:
    """Value, label and number of articles of the most frequent topics and authors, the largest
    first, and of all years, the newest first.
    """
    found, years = {"topic": [], "author": []}, Counter()
    for facet, month, count, slug, name in tallies_of(place):
        if facet == "year":
            years[str(month // 100)] += count
        elif slug:
            found[facet].append((slug, name, count))
    for rows in found.values():
        rows.sort(key=lambda row: (-row[2], row[1]))
    return {**found, "year": [(year, year, years[year]) for year in sorted(years)[::-1]]}


@compiled
def tallies_of(place: int):
    """Facet, month, number of articles, slug and name: of all months, and of the most frequent
    topics and authors.
    """
    tallies = Tally.objects.filter(place=place, articles__gt=0)
    by_month = tallies.filter(topic=0, author=0, month__gt=0)
    months = described(by_month, "year", slug=Value(""), name=Value(""))
    most = [
        described(
            Tally.objects.filter(pk__in=most_frequent(tallies, name)),
            name,
            slug=of_row(model, name, "slug"),
            name=of_row(model, name, "name"),
        )
        for name, model in (("topic", Topic), ("author", Author))
    ]
    return months.union(*most, all=True)


def described(tallies: QuerySet, facet: str, **texts) -> QuerySet:
    kind = Value(facet, output_field=CharField())
    rows = tallies.order_by().annotate(facet=kind, **texts)
    return rows.values_list("facet", "month", "articles", "slug", "name")


def most_frequent(tallies: QuerySet, name: str) -> QuerySet:
    others = {other: 0 for other in ("topic", "author", "month") if other != name}
    rows = tallies.filter(**{f"{name}__gt": 0}, **others)
    return rows.order_by("-articles", name).values("pk")[:MOST_OPTIONS]


def of_row(model: type[Model], key: str, field: str) -> Subquery:
    return Subquery(model.objects.filter(pk=OuterRef(key)).values(field))


def options(name, every, values, chosen) -> list[Option]:
    current = chosen.get(name)
    rest = {key: value for key, value in chosen.items() if key != name}
    choices = [Option(every, link(rest), None, current is None)]
    for slug, label, count in values:
        choices.append(Option(label, link({**rest, name: slug}), count, slug == current, slug))
    return choices


def link(filters: dict[str, str]) -> str:
    return f"?{urlencode(filters)}" if filters else "?"
