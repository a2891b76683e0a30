"""What all cases share."""

import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.goals import QUOTED_SIZE, WORDPRESS, Goal, at_most, divided, skipped
from tests.bench.load import Load
from tests.bench.serving import Cores
from tests.bench.sites import Site

WORKERS = 2


@dataclass
class Bench:
    """What the cases measure, how long and where; they leave their figures here.

    `seconds` are those of each load, `load_seconds` those of the load while articles are
    published. `imported` is the number of articles that each round imports into ours.
    """

    ours: dict[int, Site]
    plain: Site
    home: Path
    cores: Cores
    port: int
    seconds: float
    load_seconds: float
    rounds: int
    imported: int
    figures: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def small(self) -> Site:
        return self.ours[min(self.ours)]

    @property
    def large(self) -> Site:
        return self.ours[max(self.ours)]

    @property
    def all_ours(self) -> list[Site]:
        return [self.ours[size] for size in sorted(self.ours)]

    @property
    def at_size(self) -> str:
        return f"at {self.large.size:,} articles"

    @property
    def beside(self) -> str:
        return f"plain Wagtail at {self.plain.size:,}"

    def alternate(self, tasks: dict) -> dict:
        """The figure of each task in each round; the tasks follow each other in every round."""
        found = defaultdict(list)
        for _round in range(self.rounds):
            for name, task in tasks.items():
                found[name].append(task())
        return found

    def flat(self, case: str, bound: float, ratios: list[float]) -> Goal:
        """The goal that the larger archive takes no longer than the smaller one."""
        name = f"{case}: time at {self.large.size:,} to time at {self.small.size:,}"
        if self.large is self.small:
            return skipped(name, bound, False, "one size only")
        return at_most(name, bound, ratios)

    def note(self, case: str, system: str, *figures: str) -> None:
        self.figures.append((case, system, "; ".join(figures)))
        print(f"  {case}: {system}: {'; '.join(figures)}", flush=True)

    def note_loads(self, case: str, system: str, loads: list[Load]) -> None:
        self.note(
            case,
            system,
            f"{median(loads, 'requests_per_second'):,.0f} req/s",
            f"{median(loads, 'cpu_microseconds'):,.0f} µs CPU",
            f"core busy {median(loads, 'busy'):.0%}",
            f"p99 {median(loads, 'p99_milliseconds'):,.1f} ms",
        )

    def quoted(self) -> str:
        if self.plain.size == QUOTED_SIZE:
            return "quoted anchor"
        return f"quoted anchor, which is of {QUOTED_SIZE:,} articles"


def median(figures: list, name: str) -> float:
    """Of an attribute."""
    return statistics.median(getattr(each, name) for each in figures)


def ratios(these: list, those: list, name: str) -> list[float]:
    """Of an attribute, round by round."""
    return divided([getattr(each, name) for each in these], [getattr(each, name) for each in those])


def compared(these: list[Load], those: list[Load]) -> list[float]:
    """Capacities: steadier than requests a second, and right where the client is the limit.

    They are the same where the server's core is busy all the time.
    """
    return ratios(these, those, "capacity")


def to_wordpress(ratios: list[float], anchor: str) -> list[float]:
    """Compared through plain Wagtail, which was measured beside both."""
    return [ratio / WORDPRESS[anchor] for ratio in ratios]


def past_the_cache(path: str) -> str:
    """With a query parameter that makes a page uncacheable, because a view may read it."""
    return f"{path}{'&' if '?' in path else '?'}anew=1"
