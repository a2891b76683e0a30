"""The geometry of charts: turns numbers into the data of an inline SVG.

Horizontal positions are percentages and vertical ones pixels, so a chart stretches to its column
while its lettering keeps its size. This module does not produce HTML.
"""

import math
from dataclasses import dataclass, field
from itertools import pairwise

COLUMN, BAR, LINE = "column", "bar", "line"
KINDS = (COLUMN, BAR, LINE)
PLOT_HEIGHT = 300
TOP = 20  # room for a value above the highest column
FOOT = 32  # room for the labels below the plot
BAR_HEIGHT = 16
BAR_LABEL = 24
BAR_GAP = 18
BAR_SPACE = 84  # Percent of the width for the longest bar; its value is printed beside it.
SERIES_STYLES = 4
LARGEST = 1e15  # Above this, a float cannot represent every integer, and no label would fit.
SMALLEST_SPAN = 1e-12
# Above these numbers, values crowd each other.
MOST_VALUES = 14
MOST_POINTS = 24
MOST_LABELS_NARROW = 6
MOST_LABELS = 14


@dataclass(frozen=True)
class Text:
    x: str
    y: float
    text: str
    anchor: str = "middle"
    spare: bool = False  # Left out on narrow screens.


@dataclass(frozen=True)
class ChartLine:
    x1: str
    y1: float
    x2: str
    y2: float
    style: int = 0


@dataclass(frozen=True)
class Rect:
    x: str
    y: float
    width: str
    height: float
    style: int
    tip: str


@dataclass(frozen=True)
class Point:
    x: str
    y: float
    style: int
    tip: str


@dataclass(frozen=True)
class Key:
    name: str
    style: int


@dataclass
class Chart:
    kind: str
    height: int
    keys: list[Key] = field(default_factory=list)
    ticks: list[Text] = field(default_factory=list)
    grid: list[ChartLine] = field(default_factory=list)
    zeros: list[ChartLine] = field(default_factory=list)
    categories: list[Text] = field(default_factory=list)
    values: list[Text] = field(default_factory=list)
    rects: list[Rect] = field(default_factory=list)
    lines: list[ChartLine] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    is_crowded: bool = False  # So many points that they touch each other.


def chart(kind: str, labels: list[str], series: list[tuple[str, list]]) -> Chart | None:
    """The drawing of `series` (name, one number or None per label); None if there is no number.

    An unknown kind is drawn as columns. Extra numbers are dropped; missing ones stay blank.
    """
    labels = [str(label) for label in labels]
    cleaned = [(str(name), clean(values, len(labels))) for name, values in series]
    cleaned = [(name, values) for name, values in cleaned if any(v is not None for v in values)]
    if not labels or not cleaned:
        return None
    draw = {BAR: bars, LINE: lines}.get(kind, columns)
    drawn = draw(labels, cleaned)
    if len(cleaned) > 1:
        drawn.keys = [Key(name, style(n)) for n, (name, _) in enumerate(cleaned)]
    return drawn


def clean(values, count: int) -> list[float | None]:
    numbers = [number(value) for value in list(values)[:count]]
    return numbers + [None] * (count - len(numbers))


def number(value) -> float | None:
    """A number that a chart can show; None for any other value."""
    if value is None or isinstance(value, bool):
        return None
    try:
        result = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return result if abs(result) <= LARGEST else None


def nice_ticks(low: float, high: float, whole: bool = False, wanted: int = 5) -> list[float]:
    """Round numbers (1, 2, 2.5 or 5 times a power of ten) from at most `low` to at least `high`.

    `whole` excludes fractions: half a visit cannot be counted.
    """
    low, high = min(low, high), max(low, high)
    largest = max(abs(low), abs(high))
    # Nearly equal values need a span of their own, or rounding makes the steps vanish.
    if high - low <= max(largest * 1e-9, SMALLEST_SPAN):
        low, high = low - max(1, largest * 1e-3), high + max(1, largest * 1e-3)
    rough = (high - low) / max(wanted - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((m * power for m in (1, 2, 2.5, 5) if m * power >= rough * (1 - 1e-9)), 10 * power)
    if whole:
        step = max(1.0, 5.0 if step == 2.5 else step)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [tidy(n * step) for n in range(first, last + 1)]


def tidy(value: float) -> float:
    """Removes binary rounding errors (0.30000000000000004) and negative zero."""
    return float(f"{value:.12g}") + 0.0


def show(value: float) -> str:
    """A number in print notation: 12,500 or 3.25, with a real minus sign."""
    text = f"{abs(value):,.10g}"
    return f"\N{MINUS SIGN}{text}" if value < 0 else text


def percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def style(index: int) -> int:
    return index % SERIES_STYLES + 1


@dataclass(frozen=True)
class Scale:
    """Maps numbers to positions: `start` is the position of the lowest tick, `end` of the
    highest."""

    ticks: list[float]
    start: float
    end: float

    def __call__(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        share = (value - low) / (high - low)
        return round(self.start + share * (self.end - self.start), 2)


def extent(series, with_zero: bool) -> tuple[float, float]:
    numbers = [value for _, values in series for value in values if value is not None]
    if with_zero:
        numbers.append(0.0)
    return min(numbers), max(numbers)


def is_whole(series) -> bool:
    return all(v is None or v.is_integer() for _, values in series for v in values)


def vertical(kind: str, labels, series, with_zero: bool) -> tuple[Chart, Scale]:
    """Ticks, grid and labels, which columns and lines share."""
    ticks = nice_ticks(*extent(series, with_zero), whole=is_whole(series))
    scale = Scale(ticks, TOP + PLOT_HEIGHT, TOP)
    drawn = Chart(kind, height=TOP + PLOT_HEIGHT + FOOT)
    drawn.grid = [ChartLine("0", scale(tick), "100%", scale(tick)) for tick in ticks]
    drawn.ticks = [Text("-10", scale(tick) + 4, show(tick), "end") for tick in ticks]
    base = 0.0 if ticks[0] <= 0 <= ticks[-1] else ticks[0]
    drawn.zeros = [ChartLine("0", scale(base), "100%", scale(base))]
    return drawn, scale


def label_row(labels, centre) -> list[Text]:
    """The labels below a plot. Some are left out if they would overlap."""
    every = math.ceil(len(labels) / MOST_LABELS)
    every_narrow = math.ceil(len(labels) / MOST_LABELS_NARROW)
    return [
        Text(percent(centre(n)), TOP + PLOT_HEIGHT + 24, label, spare=n % every_narrow != 0)
        for n, label in enumerate(labels)
        if n % every == 0
    ]


def columns(labels, series) -> Chart:
    drawn, scale = vertical(COLUMN, labels, series, with_zero=True)
    band = 100 / len(labels)
    share = 0.5 if len(series) == 1 else 0.7
    width = band * share / len(series)
    base = drawn.zeros[0].y1
    crowded = len(labels) * len(series) > MOST_VALUES
    for n, label in enumerate(labels):
        for s, (name, values) in enumerate(series):
            if values[n] is None:
                continue
            x = (n + (1 - share) / 2) * band + s * width
            y = scale(values[n])
            drawn.rects.append(
                Rect(
                    percent(x),
                    min(y, base),
                    percent(width * (0.94 if len(series) > 1 else 1)),
                    round(abs(base - y), 2),
                    style(s),
                    tip(label, name, values[n]),
                )
            )
            if not crowded:
                above = y - 7 if values[n] >= 0 else y + 16
                spare = len(labels) * len(series) > MOST_LABELS_NARROW
                drawn.values.append(
                    Text(percent(x + width / 2), above, show(values[n]), spare=spare)
                )
    drawn.categories = label_row(labels, lambda n: (n + 0.5) * band)
    return drawn


def lines(labels, series) -> Chart:
    low, high = extent(series, with_zero=False)
    # A line need not start at zero but must not exaggerate, so zero is shown if it is near.
    drawn, scale = vertical(LINE, labels, series, with_zero=0 <= low < 0.5 * high)
    step = 96 / max(len(labels) - 1, 1)

    def across(n: int) -> float:
        return 2 + n * step if len(labels) > 1 else 50

    for s, (name, values) in enumerate(series):
        known = [(n, value) for n, value in enumerate(values) if value is not None]
        for (n, value), (after, later) in pairwise(known):
            drawn.lines.append(
                ChartLine(
                    percent(across(n)), scale(value), percent(across(after)), scale(later), style(s)
                )
            )
        drawn.points += [
            Point(percent(across(n)), scale(value), style(s), tip(labels[n], name, value))
            for n, value in known
        ]
        n, value = known[-1]
        y = beside_the_end(scale(value), falls=len(known) > 1 and known[-2][1] > value)
        drawn.values.append(Text(percent(across(n)), y, show(value), "end"))
    drawn.is_crowded = len(labels) > MOST_POINTS
    drawn.categories = label_row(labels, across)
    return drawn


def beside_the_end(y: float, falls: bool) -> float:
    """The position of a line's last value: on the side that the line does not come from, if
    there is room below."""
    beneath = y + 20
    return beneath if falls and beneath < TOP + PLOT_HEIGHT else y - 12


def bars(labels, series) -> Chart:
    """Horizontal bars, each group below its label."""
    low, high = extent(series, with_zero=True)
    # Values are printed outside their bars: also on the left if there are negative ones.
    span = (high - low) or 1
    scale = Scale([low, low + span], 100 - BAR_SPACE if low < 0 else 0, BAR_SPACE)
    base = scale(0.0)
    drawn, y = Chart(BAR, height=0), 0
    for n, label in enumerate(labels):
        drawn.categories.append(Text("0", y + 14, label, "start"))
        y += BAR_LABEL
        top = y
        for s, (name, values) in enumerate(series):
            value = values[n]
            if value is None:
                continue
            end = scale(value)
            drawn.rects.append(
                Rect(
                    percent(min(end, base)),
                    y,
                    percent(abs(end - base)),
                    BAR_HEIGHT,
                    style(s),
                    tip(label, name, value),
                )
            )
            away, anchor = (1, "start") if value >= 0 else (-1, "end")
            drawn.values.append(Text(percent(end + away), y + 13, show(value), anchor))
            y += BAR_HEIGHT + 3
        if low < 0:
            drawn.zeros.append(ChartLine(percent(base), top - 2, percent(base), y - 1))
        y += BAR_GAP
    drawn.height = y - BAR_GAP + 4
    return drawn


def tip(label: str, name: str, value: float) -> str:
    return f"{label}, {name}: {show(value)}" if name else f"{label}: {show(value)}"


def chart_of_table(kind: str, table) -> Chart | None:
    """The chart of a typed table. The first column holds the labels, each other column a series."""
    if not table or len(table.columns) < 2:
        return None
    rows = [row["values"] for row in table.row_data]
    labels = [row[0] if row[0] is not None else "" for row in rows]
    series = [
        (column["heading"], [row[n] for row in rows])
        for n, column in enumerate(table.columns)
        if n > 0
    ]
    return chart(kind, labels, series)
