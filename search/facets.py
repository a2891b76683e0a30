"""Filters of a result list, as plain links: ?q=…&section=…&topic=…&author=…&year=…"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from news.facets import MOST_OPTIONS, Facet, Option, chosen_filters
from search.engines import Filters, Match
from search.text import visible

LONGEST_SLUG = 255


def filters_of(query_params) -> Filters:
    """The filters asked for; anything that cannot be one is left out."""
    section = visible(query_params.get("section") or "").strip()[:LONGEST_SLUG]
    return Filters(section=section, **chosen_filters(query_params))


def labels(match: Match, name: str) -> str:
    """JSON of the [slug, label] pairs that a match has for a facet."""
    if name == "year":
        return f'[["{match.year}", "{match.year}"]]' if match.year else "[]"
    return getattr(match, f"{name}s")


def narrow(matches: list[Match], filters: Filters) -> list[Match]:
    """The matches that fit every filter."""
    for name, value in filters.chosen().items():
        fits = remembered(lambda raw, value=value: value in dict(json.loads(raw)))
        matches = [match for match in matches if fits(labels(match, name))]
    return matches


def remembered(function: Callable[[str], bool]) -> Callable[[str], bool]:
    """The function, called once for each value: thousands of hits share few labels."""
    known: dict[str, bool] = {}

    def call(raw: str) -> bool:
        if raw not in known:
            known[raw] = function(raw)
        return known[raw]

    return call


def facets(matches: list[Match], filters: Filters, kept: dict[str, str]) -> list[Facet]:
    """Section, topic, author and year with counts, each over the hits of the other filters.

    `kept` are the parameters that every link carries.
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
        if values:
            choices = options(name, (every, len(fitting)), values, filters, kept)
            found.append(Facet(title, choices))
    return found


def most_common(matches: list[Match], name: str, chosen: str) -> list[tuple[str, str, int]]:
    """(slug, label, hits), most hits first (years: newest first); the chosen one always."""
    counts: Counter[tuple[str, str]] = Counter()
    for raw, hits in Counter(labels(match, name) for match in matches).items():
        for slug, label in json.loads(raw):
            counts[slug, label] += hits
    rows = [(slug, label, hits) for (slug, label), hits in counts.items()]
    if name == "year":
        rows.sort(reverse=True)
    else:
        rows.sort(key=lambda row: (-row[2], row[1]))
    shown = rows[:MOST_OPTIONS]
    return shown + [row for row in rows[MOST_OPTIONS:] if row[0] == chosen]


def options(name, every: tuple[str, int], values, filters: Filters, kept) -> list[Option]:
    current = getattr(filters, name)
    label, total = every
    choices = [Option(label, link(kept, filters, **{name: ""}), total, not current)]
    for slug, label, hits in values:
        choices.append(Option(label, link(kept, filters, **{name: slug}), hits, slug == current))
    return choices


def link(kept: dict[str, str], filters: Filters, **changed: str) -> str:
    """A relative link with the kept parameters and the filters, some of them changed."""
    params = {**kept, **replace(filters, **changed).chosen()}
    return f"?{urlencode(params)}" if params else "?"
