"""The work of reading grows at most linearly with the text, for every text."""

import gc
import re
import sys
import time
from collections.abc import Callable

import pytest

from news.manuscripts import Failure, read
from tests.news.manuscripts.adversaries import Adversary, adversaries

SIZE = 1_500
# Twice the text is twice the work; work that is done once a text makes it less.
MOST = 2.5
STEP = 140
# Of times: four times the text may take so many times as long, halfway from linear to quadratic.
TIMES, MOST_TIMES = 4, 8
TRIES = 5
# Seconds; less is too short to compare.
SHORTEST = 0.1
FORMATS = ("text", "markdown", "html")
# Each was quadratic once, or led to a RecursionError.
KNOWN = [
    Adversary("", "# a\n"),
    Adversary("", "a\n===\n"),
    Adversary("", "<h2>a</h2>"),
    Adversary("", "<div>"),
    Adversary("", "<http://a>"),
    Adversary("", "<blockquote><a href=a>b"),
    Adversary("", "<div class=share>a</div>"),
    Adversary("", "<span>By Anna Berg</span>"),
    Adversary("", "<h2>Leave a Reply</h2><p>a"),
    Adversary("", "Key points.\n\n"),
    Adversary("", "2. Head\n\nA sentence that ends.\n\n"),
    Adversary("FAQ\n\nQ: why\n\nA: yes.\n\n", "Head\n\nA sentence that ends.\n\n"),
    Adversary("FAQ\n\n1. Why?\n\nYes.\n\n", "Head\n\nA sentence that ends.\n\n"),
    Adversary("", "FAQ\n\nA b. What c?\n\n"),
]


def steps(text: str, format: str) -> int:
    """How many calls, of Python and of C, the reading of a text takes."""
    count = 0

    def profile(frame, event, argument):
        nonlocal count
        count += 1

    sys.setprofile(profile)
    try:
        list(read(text, format))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("adversary", KNOWN, ids=str)
def test_twice_the_text_takes_twice_the_calls(adversary, format):
    once, twice = (steps(adversary.text(size), format) for size in (SIZE, 2 * SIZE))
    assert twice <= MOST * once


@pytest.mark.any_python
@pytest.mark.parametrize("format", FORMATS)
def test_no_generated_text_takes_more_than_linear_work(format):
    found = {}
    for adversary in list(adversaries())[::STEP]:
        once, twice = (steps(adversary.text(size), format) for size in (SIZE, 2 * SIZE))
        if twice > MOST * once:
            found[str(adversary)] = twice / once
    assert found == {}


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time, which other programs lengthen by little."""
    gc.collect()
    start = time.process_time()
    work(text)
    return time.process_time() - start


def growth(work: Callable[[str], object], text: Callable[[int], str], size: int) -> float:
    """How many times as long the work takes on four times the text, each at its quickest.

    It sees what counting calls cannot: a regular expression that backtracks is one call. Linear
    work takes about 4 times as long and quadratic work 16, so that a busy machine, on which a
    measure may be twice what it should, makes neither look like the other.
    """
    small, large = text(size), text(TIMES * size)
    quickest = [float("inf"), float("inf")]
    for _ in range(TRIES):
        quickest = [
            min(least, seconds(work, each))
            for least, each in zip(quickest, (small, large), strict=True)
        ]
        if quickest[1] < SHORTEST:
            return 0.0
        if quickest[1] <= MOST_TIMES * quickest[0]:
            break
    return quickest[1] / quickest[0]


@pytest.fixture
def few_objects():
    """Has gc.collect() look at what a test makes: all the rest takes much longer than the test."""
    gc.collect()
    gc.freeze()


@pytest.mark.any_python
@pytest.mark.usefixtures("few_objects")
@pytest.mark.parametrize("format", FORMATS)
def test_four_times_the_text_takes_far_less_than_sixteen_times_the_time(format):
    growths = {
        str(each): growth(lambda text: list(read(text, format)), each.text, 25_000)
        for each in list(adversaries())[35 :: 2 * STEP]
    }
    assert {name: each for name, each in growths.items() if each > MOST_TIMES} == {}


@pytest.mark.any_python
@pytest.mark.usefixtures("few_objects")
def test_an_expression_that_backtracks_is_seen():
    def looks_ahead_again_from_every_letter(text):
        return re.findall("a*b", text)

    assert growth(looks_ahead_again_from_every_letter, lambda size: size * "a", 6_000) > MOST_TIMES
    assert growth(lambda text: re.findall("a", text), lambda size: size * "a", 900_000) < MOST_TIMES


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_deep_nesting_is_read_and_no_word_of_it_is_lost(format):
    text = "<div>" * 1_900 + "deep <b>words</b>, all" + "</div>" * 1_900
    [manuscript] = read(text, format)
    assert not isinstance(manuscript, Failure)
    words = manuscript.as_dict()["introduction"].split()
    assert words == ["deep", "words,", "all"]


@pytest.mark.parametrize(
    ("format", "text", "reason"),
    [
        ("text", "- x\n" * 20_001, "20,000 lines"),
        ("markdown", "- x\n" * 20_001, "20,000 lines"),
        ("markdown", "*a" * 60_001, "signs of mark-up"),
        ("markdown", "---\ntitle: " + "a" * 200_001 + "\n---\nb", "200,000 characters"),
        ("html", "<div>" * 5_000 + "deep words", "nested too deeply"),
        ("html", "<p>a" * 40_001, "40,000 HTML elements"),
    ],
)
def test_a_text_that_is_too_long_is_refused_with_a_reason(format, text, reason):
    [failure] = read(text, format)
    assert isinstance(failure, Failure)
    assert reason in failure.reason
