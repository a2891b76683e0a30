"""How well search finds what it should: scores over queries whose right answers are known."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

FIRST = 10
ALL = "all"
GOLDEN = Path(__file__).with_name("golden.jsonl")


@dataclass(frozen=True)
class Judged:
    """A query and the slugs of the articles that answer it.

    `is_held_out`: not used to tune the ranking. `synonyms`: words and phrases that editors
    enter as one set before the query.
    """

    query: str
    kind: str
    expected: frozenset[str]
    is_held_out: bool = False
    synonyms: tuple[str, ...] = ()


class Score(NamedTuple):
    """Means over queries: 1 / the place of the first right hit, and the share of right ones found.

    Both look at the first ten hits; more than ten right answers count as ten.
    """

    mrr: float
    recall: float


def load(path: Path = GOLDEN) -> list[Judged]:
    with path.open(encoding="utf-8") as lines:
        return [judged(json.loads(line)) for line in lines if line.strip()]


def judged(record: dict) -> Judged:
    return Judged(
        query=record["query"],
        kind=record["kind"],
        expected=frozenset(record["expected"]),
        is_held_out=record.get("held_out", False),
        synonyms=tuple(record.get("synonyms", ())),
    )


def scores(queries: Iterable[Judged], find: Callable[[str], Sequence[str]]) -> dict[str, Score]:
    """The scores by kind of query, and of all. `find` gives the slugs of the hits, best first."""
    by_kind = defaultdict(list)
    for each in queries:
        score = score_of(each.expected, find(each.query)[:FIRST])
        by_kind[each.kind].append(score)
        by_kind[ALL].append(score)
    return {kind: mean(found) for kind, found in by_kind.items()}


def score_of(expected: frozenset[str], found: Sequence[str]) -> Score:
    places = [place for place, slug in enumerate(found, start=1) if slug in expected]
    return Score(
        mrr=1 / places[0] if places else 0.0,
        recall=len(places) / min(len(expected), FIRST),
    )


def mean(found: list[Score]) -> Score:
    return Score(fmean(score.mrr for score in found), fmean(score.recall for score in found))
