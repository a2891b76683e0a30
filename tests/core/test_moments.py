"""Dates as editors type them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from core import moments
from core.blocks.days import DayBlock
from core.forms.moments import MomentField, as_typed
from core.moments import Unreadable, in_words, read_day, read_moment, zone_in_words

LONDON = ZoneInfo("Europe/London")
CHRISTMAS = datetime(2026, 12, 25, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_london():
    with timezone.override(LONDON):
        yield


@pytest.fixture
def american(settings):
    settings.LANGUAGE_CODE = "en-us"
    moments.is_day_first.cache_clear()
    yield
    moments.is_day_first.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-25 10:00",
        "2026-12-25T10:00",
        "2026-12-25T10:00:00Z",
        "2026-12-25T11:00+01:00",
        "2026/12/25 10:00",
        "25/12/2026 10:00",
        "25/12/2026, 10:00",
        "25.12.2026 10:00",
        "25. 12. 2026 10:00",
        "25-12-2026 10:00",
        "25/12/2026 10:00:00",
        "25/12/2026 10.00",
        "25/12/2026 10h00",
        "25/12/2026 10am",
        "25/12/2026 10 AM",
        "25/12/2026 10:00 a.m.",
        "25/12/2026 10:00 GMT",
        "25 December 2026 10am",
        "25 December 2026, 10:00",
        "25th of December 2026 at 10am",
        "25 Dec 2026 10:00",
        "Fri 25 Dec 2026 10:00",
        "Friday, 25 December 2026, 10:00",
        "December 25, 2026 10:00",
        "Dec. 25th, 2026 at 10 am",
        "10am, 25 December 2026",
        "10:00 on 25/12/2026",
        "  25/12/2026\N{NO-BREAK SPACE}10:00 ",
        "\N{FULLWIDTH DIGIT TWO}5/12/2026 10:00",
    ],
)
def test_a_common_notation_is_read(text):
    assert read_moment(text) == CHRISTMAS


@pytest.mark.parametrize(
    ("text", "hour"), [("12am", 0), ("12pm", 12), ("12:30 am", 0), ("1pm", 13), ("11.59 pm", 23)]
)
def test_the_twelve_hour_clock(text, hour):
    assert read_moment(f"25/12/2026 {text}").astimezone(LONDON).hour == hour


@pytest.mark.parametrize("text", ["25/12/2026", "25.12.2026", "25 December 2026", "2026-12-25"])
def test_a_day_alone_is_its_first_minute(text):
    assert read_moment(text) == datetime(2026, 12, 25, tzinfo=LONDON)
    assert read_day(text) == date(2026, 12, 25)


def test_summer_time_counts():
    assert read_moment("25/07/2026 10:00") == datetime(2026, 7, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tomorrow", "25/12/2026 10:00"),
        ("now", "25/12/2026 10:00"),
        ("25/12/2026 10", "25/12/2026 10:00"),
        ("25/12/2026 10:00 sharp", "25/12/2026 10:00"),
        ("25/12/2026 13pm", "25/12/2026 10:00"),
        ("12/25/2026 10:00", "the day comes first"),
        ("25/12/26 10:00", "four digits"),
        ("31/02/2026 10:00", "no such day"),
        ("25/12/2026 25:00", "no such time"),
        ("25/12/2026 10:61", "no such time"),
        ("Thursday 25 December 2026", "is a Friday"),
        ("25/12/0026 10:00", "between 1600 and 2999"),
        ("25/12/2026 10:00 BST", "which is GMT"),
        ("2026-12-25T10:00+99:00", "no such time zone"),
        ("29/03/2026 01:30", "clocks go forward"),
        ("25/10/2026 01:30", "add BST or GMT"),
        ("2026-12-25 10:00" + " " * 5 + "x" * 500, "not understood"),
    ],
)
def test_all_other_input_is_refused_with_a_helpful_message(text, message):
    with pytest.raises(Unreadable, match=message):
        read_moment(text)


@pytest.mark.parametrize(("name", "hour"), [("BST", 0), ("GMT", 1), ("+01:00", 0), ("Z", 1)])
def test_an_ambiguous_hour_is_resolved_by_its_zone(name, hour):
    expected = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert read_moment(f"25/10/2026 01:30 {name}") == expected
    assert read_moment(as_typed(expected)) == expected


def test_the_month_comes_first_where_the_language_of_the_site_has_it_so(american):
    assert read_moment("12/25/2026 10:00") == CHRISTMAS
    with pytest.raises(Unreadable, match="the month comes first"):
        read_moment("25/12/2026 10:00")


def test_the_language_of_the_editor_changes_no_order():
    with translation.override("en-us"):
        assert read_moment("05/12/2026 10:00").month == 12


@given(
    st.datetimes(datetime(1700, 1, 1), datetime(2900, 1, 1)),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %I:%M:%S %p",
                     "%A %d %B %Y, %H:%M:%S", "%b %d, %Y at %I:%M:%S%p"]),
)  # fmt: skip
def test_every_moment_is_read_as_it_is_written(moment, form):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    with timezone.override(UTC):
        assert read_moment(moment.strftime(form)) == moment


@given(st.datetimes(datetime(1971, 1, 1), datetime(2900, 1, 1)))
def test_the_text_of_the_field_is_parsed_as_the_same_moment(moment):
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    with timezone.override(LONDON):
        assert read_moment(as_typed(moment)) == moment


@given(st.one_of(st.text(), st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{1,4}.*")))
def test_any_text_is_read_or_refused(text):
    for read in (read_moment, read_day):
        try:
            read(text)
        except Unreadable as error:
            assert str(error)


def test_words_name_the_zone_of_that_day():
    assert in_words(CHRISTMAS) == "Friday 25 December 2026, 10:00 GMT (Europe/London)"
    summer = CHRISTMAS - timedelta(days=150)
    assert in_words(summer) == "Tuesday 28 July 2026, 11:00 BST (Europe/London)"
    assert zone_in_words() == "Europe/London (GMT in January, BST in July)"


def test_the_field_shows_what_was_typed_and_its_error():
    field = MomentField()
    with pytest.raises(ValidationError, match="not understood"):
        field.clean("someday")
    assert field.prepare_value("someday") == "someday"


def test_seconds_that_the_field_does_not_show_are_no_change():
    field = MomentField(required=False)
    stored = CHRISTMAS + timedelta(seconds=42)
    assert not field.has_changed(stored, field.prepare_value(stored))
    assert field.has_changed(stored, "2026-12-25 10:01")


@pytest.mark.parametrize("typed", ["05/12/2026", "5.12.2026", "5 December 2026", "2026-12-05"])
def test_a_date_in_a_block_is_read_as_the_site_has_it(typed):
    with translation.override("en-us"):
        assert DayBlock().field.clean(typed) == date(2026, 12, 5)


def test_a_date_in_a_block_that_is_not_understood_is_refused():
    with pytest.raises(ValidationError, match="25/12/2026 or 2026-12-25"):
        DayBlock().field.clean("some day")
