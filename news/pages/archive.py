"""The archive: articles by year and month, in the time zone of the site."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from news.models import Listed
from news.projection.lists import ArticleList, tallied

# In other time zones, earlier or later years begin or end outside the range of datetime.
FIRST_YEAR, LAST_YEAR = 1000, 9998


@dataclass(frozen=True)
class Month:
    first_day: date
    count: int = 0

    @property
    def url(self) -> str:
        return reverse("archive_month", args=[self.first_day.year, self.first_day.month])

    @property
    def year_url(self) -> str:
        return year_url(self.first_day.year)


@dataclass(frozen=True)
class Year:
    """A year with all twelve months, even without articles."""

    number: int
    months: list[Month]

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)

    @property
    def url(self) -> str:
        return year_url(self.number)


def year_url(year: int) -> str:
    return reverse("archive_year", args=[year])


class YearConverter:
    """A year in a URL: four digits, 1000 to 9998."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        year = int(value)
        if year > LAST_YEAR:
            raise ValueError(value)
        return year

    def to_url(self, value: int) -> str:
        if not FIRST_YEAR <= value <= LAST_YEAR:
            raise ValueError(value)
        return str(value)


class MonthConverter:
    """A month in a URL: two digits, 01 to 12."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


def years() -> list[Year]:
    """The years with public articles, newest first."""
    counts = Counter(
        {
            date(month // 100, month % 100, 1): count
            for month, count in tallied("month").items()
            if FIRST_YEAR <= month // 100 <= LAST_YEAR
        }
    )
    numbers = sorted({first_day.year for first_day in counts}, reverse=True)
    return [
        Year(number, [Month(day, counts[day]) for day in first_days(number)]) for number in numbers
    ]


def first_days(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def span(year: int, month: int | None = None) -> tuple[datetime, datetime]:
    """The first moment of a year or a month, and the first moment after it."""
    if month is None:
        return midnight(year, 1), midnight(year + 1, 1)
    return midnight(year, month), midnight(year + month // 12, month % 12 + 1)


def midnight(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=timezone.get_current_timezone())


def nearest(begin: datetime, end: datetime) -> tuple[datetime | None, datetime | None]:
    """The local times of the last article before `begin` and of the first one from `end` on; None
    if there is none in the years of the archive.
    """
    # SQLite uses one bound of a range in its index, so each side gets its own narrow range.
    earlier = ArticleList(span=(midnight(FIRST_YEAR, 1), begin)).rows()
    later = ArticleList(span=(end, midnight(LAST_YEAR + 1, 1))).rows()
    before, after = (
        Listed.objects.filter(pk__in=side.values("pk")[:1]).values_list("published_at", flat=True)
        for side in (earlier, later.order_by("published_at"))
    )
    found = {moment < begin: timezone.localtime(moment) for moment in before.union(after, all=True)}
    return found.get(True), found.get(False)
