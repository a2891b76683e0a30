"""Filters of a section front, as plain links: ?topic=…&author=…&year=…"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

MOST_OPTIONS = 8
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


def apply_filters(articles, chosen: dict[str, str]):
    """The articles that fit every filter."""
    if "topic" in chosen:
        articles = articles.filter(topics__slug=chosen["topic"])
    if "author" in chosen:
        articles = articles.filter(article_authors__author__slug=chosen["author"]).distinct()
    if "year" in chosen:
        articles = articles.filter(published_at__year=int(chosen["year"]))
    return articles


def facets(articles, chosen: dict[str, str]) -> list[Facet]:
    """Topic, author and year with counts over `articles` (unfiltered), in three queries.

    What leaves nothing to choose is no facet.
    """
    articles = articles.order_by()
    topics = top(articles.filter(topics__merged_into=None), "topics__slug", "topics__name")
    authors = top(articles, "article_authors__author__slug", "article_authors__author__name")
    years = (
        articles.exclude(published_at=None)
        .annotate(year=ExtractYear("published_at"))
        .values_list("year")
        .annotate(count=Count("pk", distinct=True))
        .order_by("-year")
    )
    rows = {
        "topic": (_("Topic"), _("All topics"), topics),
        "author": (_("Author"), _("All authors"), authors),
        "year": (_("Year"), _("All years"), [(str(y), str(y), n) for y, n in years]),
    }
    return [
        Facet(title, options(name, every, values, chosen), name)
        for name, (title, every, values) in rows.items()
        if len(values) > 1 or name in chosen
    ]


def top(articles, slug: str, label: str) -> list[tuple[str, str, int]]:
    rows = (
        articles.exclude(**{slug: None})
        .values_list(slug, label)
        .annotate(count=Count("pk", distinct=True))
        .order_by("-count", label)
    )
    return list(rows[:MOST_OPTIONS])


def options(name, every, values, chosen) -> list[Option]:
    current = chosen.get(name)
    rest = {key: value for key, value in chosen.items() if key != name}
    choices = [Option(every, link(rest), None, current is None)]
    for slug, label, count in values:
        choices.append(Option(label, link({**rest, name: slug}), count, slug == current, slug))
    return choices


def link(filters: dict[str, str]) -> str:
    return f"?{urlencode(filters)}" if filters else "?"
