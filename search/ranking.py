"""Orders the matches of a query, independently of the engine."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from search.engines import Filters, Lookup, Match, Matches, SearchEngine
from search.facets import narrow
from search.query import Query, Term

# With fewer hits than this for all words, articles with any word follow. For a corrected query one
# hit is enough: articles with a single word of a guess would be a guess at a guess.
FEW = 10
FEW_CORRECTED = 1
RERANKED = 200
MOST_WITH_ANY = 3_000
SAME_TITLE = 1.6
TITLE_HOLDS_QUERY = 1.25
RECENCY = 0.15
RECENCY_YEARS = 3.0
YEAR = 365.25 * 86400


@dataclass(frozen=True)
class Ranking:
    """`matches` pass the filters, in order; facets are counted over `unfiltered`."""

    matches: list[Match]
    unfiltered: list[Match]
    is_capped: bool


def rank(
    engine: SearchEngine, query: Query, filters: Filters, newest_first: bool, few: int = FEW
) -> Ranking:
    """Articles with all words; if they are fewer than `few`, articles with any word follow."""
    if not query.terms:
        return Ranking([], [], is_capped=False)
    lookup = Lookup(query.terms, excluded=query.excluded, newest_first=newest_first)
    every = tiers(engine, lookup, query, few)
    fitting = Matches(narrow(every.found, filters), every.is_capped)
    if every.is_capped and filters.chosen():
        # Articles that pass the filters may lie beyond the cap.
        fitting = tiers(engine, replace(lookup, filters=filters), query, few)
    return Ranking(fitting.found, every.found, fitting.is_capped)


def has_all(engine: SearchEngine, query: Query) -> bool:
    """Whether a public article contains all the words."""
    lookup = Lookup(query.terms, excluded=query.excluded)
    return bool(engine.counts([lookup], most=1)[0])


def tiers(engine: SearchEngine, lookup: Lookup, query: Query, few: int) -> Matches:
    first = engine.search(lookup)
    found = reranked(first.found, query, lookup.newest_first)
    if len(found) >= few or len(lookup.terms) < 2:
        return Matches(found, first.is_capped)
    second = engine.search(replace(lookup, any_of=rarest(lookup.terms)))
    seen = {match.page_id for match in found}
    rest = [match for match in second.found if match.page_id not in seen]
    return Matches(found + reranked(rest, query, lookup.newest_first), second.is_capped)


def rarest(terms: Sequence[Term]) -> list[Term]:
    """The rarest terms, together in at most MOST_WITH_ANY articles, so that all can be ranked.

    Beside a rare word, articles that contain only a common one are noise.
    """
    known = sorted((term for term in terms if term.articles), key=lambda term: term.articles)
    total = 0
    chosen = []
    for term in known:
        total += term.articles
        if chosen and total > MOST_WITH_ANY:
            break
        chosen.append(term)
    return chosen or list(terms)


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
    published = match.published_at
    if published is None:
        return 1.0
    years = max(0.0, (now - published).total_seconds() / YEAR)
    return 1.0 + RECENCY * math.exp(-years / RECENCY_YEARS)
