"""From a query to articles in their order, whatever the engine."""

import math
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from search.engines import Filters, Lookup, Match, Matches, SearchEngine
from search.facets import narrow
from search.query import Query

# With fewer hits than this for all words, articles with any of them follow.
FEW = 10
RERANKED = 200
SAME_TITLE = 1.6
TITLE_HOLDS_QUERY = 1.25
RECENCY = 0.15
RECENCY_YEARS = 3.0
YEAR = 365.25 * 86400


@dataclass(frozen=True)
class Ranking:
    """`matches` fit the filters, in order; `unfiltered` is what facets are counted over."""

    matches: list[Match]
    unfiltered: list[Match]
    is_capped: bool


def rank(engine: SearchEngine, query: Query, filters: Filters, newest_first: bool) -> Ranking:
    """All words first, then any; by relevance or the newest first."""
    if not query.terms:
        return Ranking([], [], is_capped=False)
    lookup = Lookup(query.terms, query.excluded, newest_first=newest_first)
    every = tiers(engine, lookup, query)
    fitting = Matches(narrow(every.found, filters), every.is_capped)
    if every.is_capped and filters.chosen():
        # What fits the filters may lie beyond the cap.
        fitting = tiers(engine, replace(lookup, filters=filters), query)
    return Ranking(fitting.found, every.found, fitting.is_capped)


def tiers(engine: SearchEngine, lookup: Lookup, query: Query) -> Matches:
    first = engine.search(lookup)
    found = reranked(first.found, query, lookup.newest_first)
    if len(found) >= FEW or len(lookup.terms) < 2:
        return Matches(found, first.is_capped)
    second = engine.search(replace(lookup, any_term=True))
    seen = {match.page_id for match in found}
    rest = [match for match in second.found if match.page_id not in seen]
    return Matches(found + reranked(rest, query, lookup.newest_first), second.is_capped)


def reranked(matches: list[Match], query: Query, newest_first: bool) -> list[Match]:
    if newest_first:
        return matches
    now = timezone.now()
    top = sorted(
        matches[:RERANKED],
        key=lambda match: match.score * title_factor(match, query) * recency(match, now),
        reverse=True,
    )
    return top + matches[RERANKED:]


def title_factor(match: Match, query: Query) -> float:
    wanted = " ".join(query.words)
    if match.title == wanted:
        return SAME_TITLE
    if f" {wanted} " in f" {match.title} ":
        return TITLE_HOLDS_QUERY
    return 1.0


def recency(match: Match, now: datetime) -> float:
    if match.published_at is None:
        return 1.0
    years = max(0.0, (now - match.published_at).total_seconds() / YEAR)
    return 1.0 + RECENCY * math.exp(-years / RECENCY_YEARS)
