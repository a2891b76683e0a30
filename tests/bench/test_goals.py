"""The table of goals."""

from tests.bench import goals
from tests.bench.goals import Verdict, at_least, at_most


def test_a_goal_is_met_by_the_median_of_the_rounds():
    assert at_least("fast", 4, [3, 5, 6]).verdict == Verdict.MET
    assert at_least("fast", 4, [3, 3, 6]).verdict == Verdict.MISSED
    assert at_most("small", 1.2, [1, 1.1, 2]).verdict == Verdict.MET
    assert at_most("small", 1.2, [1, 1.3, 2]).verdict == Verdict.MISSED


def test_a_skipped_goal_is_not_met():
    assert goals.skipped("fast", 4, True, "no server").verdict == Verdict.SKIPPED


def test_ratios_are_of_the_same_round():
    assert goals.divided([10, 30], [5, 10]) == [2, 3]


def test_the_table_shows_ratio_and_spread():
    assert at_least("fast", 4, [3, 5, 6]).cells[:5] == ("fast", "≥ 4", "5", "3 – 6", "met")


def test_a_table_is_valid_markdown():
    table = goals.as_markdown([("What", "Goal"), ("fast", "≥ 4")])
    assert table == "| What | Goal |\n|---|---|\n| fast | ≥ 4 |"
