"""The goals, the results of a run, and the table that shows both."""

import statistics
from dataclasses import dataclass, field
from enum import StrEnum

# What was measured of WordPress once, on one machine with plain Wagtail beside it: the same 10,000
# articles, one core for the server. Its ratio to plain Wagtail: of requests a second for
# articles and sections, of seconds for searches.
QUOTED_SIZE = 10_000
WORDPRESS = {
    "article": 55 / 92,
    "section": 37 / 21,
    "search": 1.7 / 17,
}


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Goal:
    """A bound on a ratio, and the ratios that the rounds of a run gave."""

    name: str
    bound: float
    is_least: bool
    ratios: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def verdict(self) -> Verdict:
        if not self.ratios:
            return Verdict.SKIPPED
        is_met = self.ratio >= self.bound if self.is_least else self.ratio <= self.bound
        return Verdict.MET if is_met else Verdict.MISSED

    @property
    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.is_least else "≤"
        if not self.ratios:
            return self.name, f"{sign} {self.bound:g}", "–", "–", self.verdict, self.note
        spread = f"{number(min(self.ratios))} – {number(max(self.ratios))}"
        return (
            self.name,
            f"{sign} {self.bound:g}",
            number(self.ratio),
            spread,
            self.verdict,
            self.note,
        )


def at_least(name: str, bound: float, ratios: list[float], note: str = "") -> Goal:
    return Goal(name, bound, True, ratios, note)


def at_most(name: str, bound: float, ratios: list[float], note: str = "") -> Goal:
    return Goal(name, bound, False, ratios, note)


def skipped(name: str, bound: float, is_least: bool, why: str) -> Goal:
    return Goal(name, bound, is_least, note=why)


def divided(these: list[float], those: list[float]) -> list[float]:
    """Round by round: what drifts from round to round drifts on both sides."""
    return [this / that for this, that in zip(these, those, strict=True)]


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


HEADINGS = ("What", "Goal", "This run", "Spread", "Verdict", "Note")


def as_text(rows: list[tuple[str, ...]]) -> str:
    """A table for a terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def as_markdown(rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
