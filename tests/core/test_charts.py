"""The geometry of charts: places, ticks and the values that cannot be drawn."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import KINDS, chart, chart_of_table, nice_ticks, show

WEEKS = ["1", "2", "3"]


class Table:
    def __init__(self, headings, rows):
        self.columns = [{"heading": heading} for heading in headings]
        self.row_data = [{"values": row} for row in rows]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 2, [0, 0.5, 1, 1.5, 2]),
        (0, 55.4, [0, 20, 40, 60]),
        (-3, 9, [-5, 0, 5, 10]),
        (4, 4, [3, 3.5, 4, 4.5, 5]),
        (0, 0.3, [0, 0.1, 0.2, 0.3]),
    ],
)
def test_ticks_are_round_and_enclose_the_values(low, high, ticks):
    assert nice_ticks(low, high) == ticks


def test_whole_numbers_get_whole_ticks():
    assert nice_ticks(0, 2, whole=True) == [0, 1, 2]
    assert nice_ticks(0, 9, whole=True) == [0, 5, 10]


@given(
    st.floats(-1e12, 1e12, allow_nan=False),
    st.floats(-1e12, 1e12, allow_nan=False),
)
def test_any_two_values_get_a_handful_of_ticks_around_them(one, other):
    low, high = sorted((one, other))
    ticks = nice_ticks(low, high)
    slack = max(abs(low), abs(high), 1) * 1e-6
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= 12


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("labels", "series"),
    [
        ([], [("a", [])]),
        (WEEKS, []),
        (WEEKS, [("a", [None, None, None])]),
        (WEEKS, [("a", ["n/a", nan, inf])]),
    ],
)
def test_nothing_to_draw_is_none(kind, labels, series):
    assert chart(kind, labels, series) is None


def test_columns_start_at_zero_and_are_proportional():
    drawn = chart("column", WEEKS, [("Visits", [2, 1, 0])])
    first, second, third = drawn.rects
    assert first.height == 2 * second.height
    assert third.height == 0
    assert first.y + first.height == second.y + second.height == drawn.zeros[0].y1
    assert [text.text for text in drawn.values] == ["2", "1", "0"]


def test_negative_columns_hang_below_zero():
    drawn = chart("column", ["a", "b"], [("", [3, -2])])
    up, down = drawn.rects
    assert up.y + up.height == drawn.zeros[0].y1 == down.y
    assert drawn.values[1].text == "−2"


def test_bars_are_as_long_as_their_values():
    drawn = chart("bar", ["a", "b"], [("", [50, 25])])
    long, short = (float(rect.width.rstrip("%")) for rect in drawn.rects)
    assert long == 2 * short
    assert drawn.zeros == []


def test_negative_bars_leave_room_for_their_values():
    drawn = chart("bar", ["a", "b"], [("", [4, -4])])
    right, left = (float(rect.x.rstrip("%")) for rect in drawn.rects)
    assert left < right
    assert float(drawn.values[1].x.rstrip("%")) > 5
    assert len(drawn.zeros) == 2


def test_lines_pass_over_missing_values():
    drawn = chart("line", ["2021", "2022", "2023", "2024"], [("a", [1, None, 3, 4])])
    assert len(drawn.points) == 3
    assert len(drawn.lines) == 2


def test_several_series_have_a_key_and_styles_of_their_own():
    drawn = chart("column", WEEKS, [("Men", [1, 2, 3]), ("Women", [3, 2, 1])])
    assert [(key.name, key.style) for key in drawn.keys] == [("Men", 1), ("Women", 2)]
    assert {rect.style for rect in drawn.rects} == {1, 2}
    assert chart("column", WEEKS, [("Men", [1, 2, 3])]).keys == []


def test_many_labels_are_thinned_out():
    years = [str(year) for year in range(1990, 2026)]
    drawn = chart("line", years, [("", list(range(36)))])
    assert len(drawn.categories) <= 14
    assert any(text.spare for text in drawn.categories)


def test_an_unknown_kind_is_drawn_as_columns():
    assert chart("pie", WEEKS, [("", [1, 2, 3])]).kind == "column"


@given(
    st.sampled_from([*KINDS, ""]),
    st.lists(st.lists(st.none() | st.floats() | st.text(max_size=3), max_size=6), max_size=4),
)
def test_no_numbers_break_a_chart(kind, columns):
    drawn = chart(kind, ["a", "b", "c", "d"], [("s", values) for values in columns])
    assert drawn is None or (drawn.height > 0 and (drawn.rects or drawn.points))


@pytest.mark.parametrize(
    ("value", "text"), [(12500, "12,500"), (3.25, "3.25"), (-2, "−2"), (0.1 + 0.2, "0.3")]
)
def test_numbers_are_printed_as_in_print(value, text):
    assert show(value) == text


def test_a_typed_table_gives_labels_and_series():
    table = Table(["Week", "Visits", "Hours"], [["1", 2.0, 4.0], ["2", None, 2.0]])
    drawn = chart_of_table("column", table)
    assert [key.name for key in drawn.keys] == ["Visits", "Hours"]
    assert [text.text for text in drawn.categories] == ["1", "2"]
    assert len(drawn.rects) == 3


def test_a_table_without_numbers_gives_no_chart():
    assert chart_of_table("bar", Table(["Week"], [["1"]])) is None
    assert chart_of_table("bar", None) is None


@pytest.mark.parametrize(
    ("values", "side"),
    [([1, 9], -1), ([9, 1, 5], -1), ([9, 5, 6, 4], 1), ([9, 5, 0], -1), ([5], -1)],
)
def test_the_last_value_of_a_line_does_not_overlap_it(values, side):
    # The last but one case has no room beneath.
    drawn = chart("line", list("abcd")[: len(values)], [("s", values)])
    assert (drawn.values[0].y - drawn.points[-1].y) * side > 0


@pytest.mark.parametrize(("count", "crowded"), [(24, False), (25, True)])
def test_many_points_of_a_line_are_crowded(count, crowded):
    assert chart("line", ["a"] * count, [("s", range(count))]).is_crowded is crowded


def test_values_smaller_than_any_step_get_ticks_as_well():
    ticks = nice_ticks(0.0, 5e-324)
    assert ticks[0] <= 0 <= ticks[-1]
