"""Facets of a result list, as plain links: ?q=…&section=…&topic=…&author=…&year=…"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from operator import attrgetter
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core.text import visible
from news.pages.facets import MOST_OPTIONS, Facet, Option, chosen_filters
from search.documents import BETWEEN
from search.engines import Filters, Match

LONGEST_SLUG = 255
ATTRIBUTES = {"section": "sections", "topic": "topics", "author": "authors"}


def filters_of(query_params) -> Filters:
    """The filters in the query parameters; invalid values are ignored."""
    section = visible(query_params.get("section") or "").strip()[:LONGEST_SLUG]
    return Filters(section=section, **chosen_filters(query_params))


def narrow(matches: list[Match], filters: Filters) -> list[Match]:
    """The matches that pass every filter."""
    for name, value in filters.chosen().items():
        fits = is_year(value) if name == "year" else has_slug(ATTRIBUTES[name], value)
        matches = [match for match in matches if fits(match)]
    return matches


def is_year(value: str) -> Callable[[Match], bool]:
    return lambda match: str(match.year) == value


def has_slug(attribute: str, slug: str) -> Callable[[Match], bool]:
    # SQLite stores JSON with ASCII escapes as Python writes it, PostgreSQL without them.
    prefixes = {f"[{json.dumps(slug, ensure_ascii=escaped)}, " for escaped in (True, False)}
    return lambda match: any(prefix in getattr(match, attribute) for prefix in prefixes)


def facets(matches: list[Match], filters: Filters, base_params: dict[str, str]) -> list[Facet]:
    """Facets for section, topic, author and year. Each counts the matches of all other filters; a
    facet with a single value is left out unless it is in use.

    `base_params` are the query parameters that every link contains besides the filters.
    """
    titles = {
        "section": (_("Section"), _("All sections")),
        "topic": (_("Topic"), _("All topics")),
        "author": (_("Author"), _("All authors")),
        "year": (_("Year"), _("All years")),
    }
    found = []
    for name, (title, every) in titles.items():
        others = replace(filters, **{name: ""})
        fitting = narrow(matches, others)
        values = most_common(fitting, name, getattr(filters, name))
        if len(values) > 1 or getattr(filters, name):
            choices = options(name, (every, len(fitting)), values, filters, base_params)
            found.append(Facet(title, choices, name))
    return found


def most_common(matches: list[Match], name: str, chosen: str) -> list[tuple[str, str, int]]:
    """(slug, label, hits) by hits, years by date, both descending; always with the chosen one."""
    if name == "year":
        years = Counter(map(attrgetter("year"), matches))
        rows = sorted(((str(y), str(y), hits) for y, hits in years.items() if y), reverse=True)
    else:
        pairs = pair_counts(map(attrgetter(ATTRIBUTES[name]), matches))
        rows = [(*json.loads(f"[{pair}]"), hits) for pair, hits in pairs.items()]
        rows.sort(key=lambda row: (-row[2], row[1]))
    shown = rows[:MOST_OPTIONS]
    return shown + [row for row in rows[MOST_OPTIONS:] if row[0] == chosen]


def pair_counts(labels: Iterable[str]) -> Counter[str]:
    """How often each `"slug", "label"` occurs in JSON lists of such pairs.

    Equal lists are counted together and then split at their brackets: parsing thousands of JSON
    lists took most of a search's time.
    """
    counts: Counter[str] = Counter()
    for raw, articles in Counter(labels).items():
        if raw != "[]":
            for pair in raw[2:-2].split(BETWEEN):
                counts[pair] += articles
    return counts


def options(name, every: tuple[str, int], values, filters: Filters, base_params) -> list[Option]:
    current = getattr(filters, name)
    label, total = every
    choices = [Option(label, link(base_params, filters, **{name: ""}), total, not current)]
    for slug, label, hits in values:
        url = link(base_params, filters, **{name: slug})
        choices.append(Option(label, url, hits, slug == current, slug))
    return choices


def link(base_params: dict[str, str], filters: Filters, **changed: str) -> str:
    """A relative URL with `base_params` and the filters, some of them changed."""
    params = {**base_params, **replace(filters, **changed).chosen()}
    return f"?{urlencode(params)}" if params else "?"
