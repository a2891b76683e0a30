"""The report of searches for the newsroom: figures, a chart and lists of queries."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import nice_ticks, percent
from search.models import SearchDay

CHART_DAYS = 30
CHART_HEIGHT = 120
BAR_SHARE = 0.75
MOST_ROWS = 50
# Spreadsheets execute cells that begin with these as formulas, and readers wrote the queries.
FORMULA = ("=", "+", "-", "@")

# One statement, since summing a quarter of a year takes a second on a large site.
LISTS = """
    WITH sums AS (
        SELECT query, SUM(searches) AS asked, SUM(without_results) AS missed, SUM(clicks) AS chosen
        FROM search_searchday WHERE day >= %(first)s GROUP BY query
    )
    SELECT * FROM (
        SELECT 'asked' AS list, asked AS weight, query, asked, missed, chosen FROM sums
        ORDER BY weight DESC, query LIMIT %(most)s
    ) AS of_all
    UNION ALL SELECT * FROM (
        SELECT 'missed', missed AS weight, query, asked, missed, chosen FROM sums
        WHERE missed > 0 ORDER BY weight DESC, query LIMIT %(most)s
    ) AS of_missed
    UNION ALL SELECT * FROM (
        SELECT 'ignored', asked AS weight, query, asked, missed, chosen FROM sums
        WHERE chosen = 0 AND asked > missed ORDER BY weight DESC, query LIMIT %(most)s
    ) AS of_ignored
    ORDER BY weight DESC, query
"""


@dataclass(frozen=True)
class KeyFigure:
    label: str
    value: str


@dataclass(frozen=True)
class QueryRow:
    """`asked`: searches. `missed`: those without results. `chosen`: clicks on a result."""

    query: str
    asked: int
    missed: int
    chosen: int


@dataclass(frozen=True)
class QueryList:
    name: str
    title: str
    note: str
    rows: list[QueryRow]


@dataclass(frozen=True)
class Bar:
    """One day of the chart; `x` is in percent, heights are in pixels."""

    day: date
    asked: int
    missed: int
    x: str
    asked_height: float
    missed_height: float

    @property
    def asked_y(self) -> float:
        return CHART_HEIGHT - self.asked_height

    @property
    def missed_y(self) -> float:
        return CHART_HEIGHT - self.missed_height

    @property
    def tip(self) -> str:
        return f"{date_format(self.day, 'j M')}: {summary(self.asked, self.missed)}"


@dataclass(frozen=True)
class SearchChart:
    """`most` is the number of searches that a bar of full height represents."""

    summary: str
    most: str
    height: int
    bar_width: str
    bars: list[Bar]


def since(days: int) -> QuerySet[SearchDay]:
    """The counts of the last `days` days, including today."""
    return SearchDay.objects.filter(day__gte=first_day(days))


def first_day(days: int) -> date:
    return timezone.localdate() - timedelta(days=days - 1)


def figures(days: int) -> list[KeyFigure]:
    # A search may lead to several clicks.
    led_to_click = Sum(Least("clicks", "searches"))
    sums = since(days).aggregate(
        asked=Sum("searches"), missed=Sum("without_results"), chosen=led_to_click
    )
    asked = sums["asked"] or 0
    return [
        KeyFigure(_("Searches"), show(asked)),
        KeyFigure(_("Without results"), share(sums["missed"], asked)),
        KeyFigure(_("Led to a click"), share(sums["chosen"], asked)),
    ]


def show(number: int) -> str:
    return number_format(number, force_grouping=True)


def share(part: int | None, whole: int) -> str:
    return f"{part / whole:.0%}" if part is not None and whole else "–"


def chart() -> SearchChart:
    """Searches on each of the last 30 days, and those of them without results."""
    by_day = since(CHART_DAYS).values("day")
    rows = by_day.annotate(asked=Sum("searches"), missed=Sum("without_results"))
    counts = {row["day"]: (row["asked"], row["missed"]) for row in rows}
    asked, missed = (sum(numbers) for numbers in zip((0, 0), *counts.values(), strict=True))
    most = nice_ticks(0, max((day[0] for day in counts.values()), default=0), whole=True)[-1]
    return SearchChart(
        summary=summary(asked, missed),
        most=show(int(most)),
        height=CHART_HEIGHT,
        bar_width=percent(BAR_SHARE * 100 / CHART_DAYS),
        bars=[bar(number, counts, CHART_HEIGHT / most) for number in range(CHART_DAYS)],
    )


def bar(number: int, counts: dict[date, tuple[int, int]], scale: float) -> Bar:
    day = first_day(CHART_DAYS) + timedelta(days=number)
    asked, missed = counts.get(day, (0, 0))
    return Bar(
        day=day,
        asked=asked,
        missed=missed,
        x=percent((number + (1 - BAR_SHARE) / 2) * 100 / CHART_DAYS),
        asked_height=round(asked * scale, 1),
        missed_height=round(missed * scale, 1),
    )


def summary(asked: int, missed: int) -> str:
    """ "1,204 searches, 31 without results" """
    searches = ngettext("%(number)s search", "%(number)s searches", asked)
    return _("%(searches)s, %(missed)s without results") % {
        "searches": searches % {"number": show(asked)},
        "missed": show(missed),
    }


def lists(days: int) -> list[QueryList]:
    """The three lists of the report, with at most fifty queries each."""
    rows: dict[str, list[QueryRow]] = {"asked": [], "missed": [], "ignored": []}
    with connection.cursor() as cursor:
        cursor.execute(LISTS, {"first": first_day(days), "most": MOST_ROWS})
        for name, _weight, *row in cursor.fetchall():
            rows[name].append(QueryRow(*row))
    words = {
        "asked": (_("Most asked"), _("What readers look for most.")),
        "missed": (
            _("Without results"),
            _("What readers do not find. Synonyms help where there is an article in other words."),
        ),
        "ignored": (_("Without clicks"), _("There were results, but nobody chose one.")),
    }
    return [QueryList(name, *words[name], rows[name]) for name in rows]


def write_csv(file, days: int) -> None:
    """Writes every query with its sums to an open text file, most searches first."""
    sums = {"asked": Sum("searches"), "missed": Sum("without_results"), "chosen": Sum("clicks")}
    rows = since(days).values_list("query").annotate(**sums).order_by("-asked", "query")
    writer = csv.writer(file)
    writer.writerow([_("Query"), _("Searches"), _("Without results"), _("Clicks")])
    writer.writerows((as_text(query), *numbers) for query, *numbers in rows.iterator())


def as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
