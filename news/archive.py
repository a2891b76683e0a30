"""The archive: articles by year and month, in the time zone of the site."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, DateField
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from news.querysets import ArticleQuerySet

# The first year and the last begin or end beyond what dates can say in other time zones.
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
    """Twelve months, also those without an article."""

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
    """1000 to 9998 in an address: four digits."""

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
    """01 to 12 in an address: two digits."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


def addressable(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Those of a time that the archive has addresses for."""
    return within(articles, midnight(FIRST_YEAR, 1), midnight(LAST_YEAR + 1, 1))


def by_month(articles: ArticleQuerySet) -> ArticleQuerySet:
    """The first days of the months with articles, as rows to count by."""
    first_day = TruncMonth("published_at", output_field=DateField())
    return addressable(articles).order_by().annotate(first_day=first_day).values_list("first_day")


def years(articles: ArticleQuerySet) -> list[Year]:
    """The years with articles, newest first, in one query."""
    counts = Counter(dict(by_month(articles).annotate(count=Count("pk"))))
    numbers = sorted({first_day.year for first_day in counts}, reverse=True)
    return [
        Year(number, [Month(day, counts[day]) for day in first_days(number)]) for number in numbers
    ]


def first_days(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def span(year: int, month: int | None = None) -> tuple[datetime, datetime]:
    """The moments at which a year or a month begins and ends, the end not included."""
    if month is None:
        return midnight(year, 1), midnight(year + 1, 1)
    return midnight(year, month), midnight(year + month // 12, month % 12 + 1)


def midnight(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=timezone.get_current_timezone())


def within(articles: ArticleQuerySet, begin: datetime, end: datetime) -> ArticleQuerySet:
    return articles.filter(published_at__gte=begin, published_at__lt=end)


def nearest(
    articles: ArticleQuerySet, begin: datetime, end: datetime
) -> tuple[datetime | None, datetime | None]:
    """The local times of the last article before `begin` and of the first one from `end` on."""
    moments = addressable(articles).order_by().values_list("published_at", flat=True)
    before = moments.filter(published_at__lt=begin).order_by("-published_at").first()
    after = moments.filter(published_at__gte=end).order_by("published_at").first()
    return tuple(moment and timezone.localtime(moment) for moment in (before, after))
