"""Parses dates and times as people type them, and formats them in words.

`read_moment` and `read_day` accept the common notations, with day or month first as in the site's
language. They refuse everything else with a message that shows the expected form. Nothing is
guessed: they also refuse a wrong weekday, an hour that the clocks skip or repeat, and a year of two
digits.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, get_format
from django.utils.timezone import get_current_timezone, get_current_timezone_name, localtime
from django.utils.translation import gettext as _

LONGEST = 80
# Other years are typing errors, or times for which time zones cannot be applied.
FIRST_YEAR, LAST_YEAR = 1600, 2999

YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
)
YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[-/.]) ?(?P<second>\d{1,2})(?P=sign) ?(?P<year>\d{4}|\d{2})(?!\d)"
)
WEEKDAY = r"(?:(?P<weekday>[^\W\d_]+)\.?,? )?"
DAY_IN_WORDS = re.compile(
    WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?: (?:of|de)\b)? ?"
    r"(?!(?:st|nd|rd|th)\b)(?P<month>[^\W\d_]+)\.?,?(?: de)? (?P<year>\d{4})(?!\d)"
)
MONTH_IN_WORDS = re.compile(
    WEEKDAY + r"(?P<month>[^\W\d_]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})(?!\d)"
)
DATES = (YEAR_FIRST, YEAR_LAST, DAY_IN_WORDS, MONTH_IN_WORDS)

ZONE = r"(?P<zone>z|[+-]\d{2}:?\d{2}|(?!on\b)[a-z]{2,5})"
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<dots>[:.h])(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d{1,9})?)?)?"
    r"(?: ?(?P<half>am|pm|a\.m\.|p\.m\.))?(?: ?" + ZONE + r")?(?![\w:])"
)
BETWEEN = re.compile(r"(?:,? (?:at )?|, ?|t)")
BEFORE_DATE = re.compile(r"(?:,? on |, ?| )")


class Unreadable(ValueError):
    """The text is not an unambiguous date. `str()` gives the reason and the expected form."""


def read_moment(text: str, zone: tzinfo | None = None) -> datetime:
    """The datetime in the text, in UTC. Without a time it is the first minute of the day.

    `zone` applies to a text without a time zone; by default it is the current one. Raises
    Unreadable.
    """
    zone = zone or get_current_timezone()
    rest = normal(text)
    if len(rest) > LONGEST:
        raise not_understood()
    day, rest = date_at_start(rest)
    if day is None:
        return time_before_date(rest, zone)
    if not rest:
        return in_zone(datetime(day.year, day.month, day.day), zone, "")
    between = BETWEEN.match(rest)
    time = TIME.fullmatch(rest, between.end()) if between else None
    if not time:
        raise not_understood()
    return combined(day, time, zone)


def read_day(text: str) -> date:
    """The day in the text. Raises Unreadable."""
    text = normal(text)
    day, rest = date_at_start(text) if len(text) <= LONGEST else (None, text)
    if day is None or rest:
        raise Unreadable(
            _("This is not understood as a date. Write it like %(example)s or %(iso)s.")
            % {"example": example_day(), "iso": "2026-12-25"}
        )
    return day


def time_before_date(text: str, zone: tzinfo) -> datetime:
    """Reads "10am, 25 December 2026" and similar texts."""
    time = TIME.match(text)
    between = BEFORE_DATE.match(text, time.end()) if time else None
    day, rest = date_at_start(text[between.end() :]) if between else (None, text)
    if day is None or rest:
        raise not_understood()
    return combined(day, time, zone)


def normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def date_at_start(text: str) -> tuple[date | None, str]:
    """The date at the beginning of the text, or None, and the rest of the text."""
    for pattern in DATES:
        if found := pattern.match(text):
            return day_of(found.groupdict()), text[found.end() :]
    return None, text


def day_of(parts: dict[str, str]) -> date:
    if len(parts["year"]) == 2:
        raise Unreadable(_("Write the year with four digits, like %s.") % example_day())
    year = int(parts["year"])
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        day, month = (first, second) if is_day_first() else (second, first)
        if month > 12 >= day:
            order = _("the day comes first") if is_day_first() else _("the month comes first")
            raise Unreadable(
                _("There is no month %(month)d: %(order)s, like %(example)s.")
                % {"month": month, "order": order, "example": example_day()}
            )
    else:
        name = parts["month"]
        month = int(name) if name.isascii() and name.isdigit() else month_names().get(name, 0)
        day = int(parts["day"])
        if not month:
            raise not_understood()
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(
            _("The year must be between %(first)d and %(last)d.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable(_("There is no such day in the calendar.")) from None
    return with_weekday(found, parts.get("weekday"))


def with_weekday(day: date, weekday: str | None) -> date:
    """The day, if it falls on the weekday that was typed with it."""
    if weekday:
        number = weekday_names().get(weekday)
        if number is None:
            raise not_understood()
        if number != day.weekday():
            raise Unreadable(_("That day is a %s.") % WEEKDAYS[day.weekday()])
    return day


def combined(day: date, time: re.Match, zone: tzinfo) -> datetime:
    hour, minute = int(time["hour"]), int(time["minute"] or 0)
    second, half = int(time["second"] or 0), (time["half"] or "").replace(".", "")
    if not (half or time["dots"]) or (half and not 1 <= hour <= 12):
        raise not_understood()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        local = datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError:
        raise Unreadable(_("There is no such time of day.")) from None
    return in_zone(local, zone, time["zone"] or "")


def in_zone(local: datetime, zone: tzinfo, named: str) -> datetime:
    """The UTC datetime at which clocks show `local`: in `zone`, or at the typed offset or zone
    name."""
    if named in {"z", "utc", "gmt"}:
        return local.replace(tzinfo=UTC)
    if named[:1] in {"+", "-"} and named:
        return local.replace(tzinfo=offset(named)).astimezone(UTC)
    times = [local.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    real = [each for each in times if is_shown(each, zone)]
    if not real:
        raise Unreadable(
            _("There is no such time on that day in %s: the clocks go forward over it.") % zone
        )
    differ = len(real) == 2 and real[0].utcoffset() != real[1].utcoffset()
    if named:
        fitting = [each for each in real if (each.tzname() or "").casefold() == named]
        if not fitting and named not in zone_names(zone, local.year):
            raise not_understood()
        if not fitting:
            raise Unreadable(
                _("“%(name)s” is not the time of that day in %(zone)s, which is %(right)s.")
                % {"name": named.upper(), "zone": zone, "right": real[0].tzname()}
            )
        return fitting[0].astimezone(UTC)
    if differ:
        raise Unreadable(
            _("That hour comes twice in %(zone)s, when the clocks go back: add %(one)s or %(two)s.")
            % {"zone": zone, "one": name_of(real[0]), "two": name_of(real[1])}
        )
    return real[0].astimezone(UTC)


def is_shown(moment: datetime, zone: tzinfo) -> bool:
    """Whether clocks ever show this time: they skip an hour in spring."""
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment.replace(
        tzinfo=None
    )


def is_repeated(moment: datetime) -> bool:
    """Whether clocks show the local time of the aware datetime twice."""
    other = moment.replace(fold=1 - moment.fold)
    return other.utcoffset() != moment.utcoffset() and is_shown(other, moment.tzinfo)


def zone_names(zone: tzinfo, year: int) -> list[str]:
    """The names of the zone in January and in July of that year: ["gmt", "bst"]."""
    halves = [datetime(year, month, 1, tzinfo=zone).tzname() or "" for month in (1, 7)]
    return [name.casefold() for name in halves]


def name_of(moment: datetime) -> str:
    """The suffix for a repeated time: BST, or +0100 if the zone has no such names."""
    name = moment.tzname() or ""
    return name if name.isalpha() else f"{moment:%z}"


def offset(named: str) -> tzinfo:
    hours, minutes = int(named[1:3]), int(named[-2:])
    if hours > 14 or minutes > 59:
        raise Unreadable(_("There is no such time zone."))
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if named[0] == "+" else -ahead)


# Settings that depend on the site's language


@cache
def is_day_first(language: str = "") -> bool:
    """Whether the site's language writes 25/12/2026 rather than 12/25/2026."""
    formats = get_format("DATE_INPUT_FORMATS", language or settings.LANGUAGE_CODE, use_l10n=True)
    firsts = [each[:2] for each in formats if each[:2] in {"%d", "%m"}]
    return firsts[:1] != ["%m"]


@cache
def month_names() -> dict[str, int]:
    return names(MONTHS, MONTHS_3)


@cache
def weekday_names() -> dict[str, int]:
    return names(WEEKDAYS, WEEKDAYS_ABBR)


def names(*tables: dict) -> dict[str, int]:
    """Numbers by their names in English and the site's language, in lower case."""
    found = {"sept": 9} if tables[0] is MONTHS else {}
    for language in ("en", settings.LANGUAGE_CODE):
        with translation.override(language):
            for table in tables:
                for number, name in table.items():
                    found[normal(str(name)).rstrip(".")] = number
    return found


# Dates in words


def example_day() -> str:
    return "25/12/2026" if is_day_first() else "12/25/2026"


def not_understood() -> Unreadable:
    return Unreadable(
        _("This is not understood as a date and time. Write it like %(example)s or %(iso)s.")
        % {"example": f"{example_day()} 10:00", "iso": "2026-12-25 10:00"}
    )


def in_words(moment: datetime) -> str:
    """Friday 25 December 2026, 10:00 GMT (Europe/London), in the current time zone."""
    local = localtime(moment)
    day = date_format(local, "l j F Y")
    return f"{day}, {local:%H:%M} {local.tzname()} ({get_current_timezone_name()})"


def zone_in_words() -> str:
    """The current time zone with its names in winter and summer: Europe/London (GMT, BST)."""
    zone, year = get_current_timezone(), datetime.now(UTC).year
    halves = [datetime(year, month, 1, tzinfo=zone).tzname() for month in (1, 7)]
    winter, summer = halves
    if winter == summer:
        return f"{get_current_timezone_name()} ({winter})"
    return _("%(zone)s (%(january)s in January, %(july)s in July)") % {
        "zone": get_current_timezone_name(),
        "january": winter,
        "july": summer,
    }
