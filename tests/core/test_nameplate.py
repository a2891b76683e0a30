"""The nameplate: how a name is measured and divided, and which form a logo takes."""

import math
from types import SimpleNamespace as Given

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from core.lettering import MOST_HALVES, digits, widest_line, widest_word, width
from core.media.share_cards import FONTS
from core.nameplate import bound, nameplate
from tests.hard_cases.pictures import drawing, stored
from tests.hard_cases.words import NAMES

LATIN = [name for name in NAMES.values() if name.isascii()]
TITLES = st.lists(st.text("abcdefgWM é", min_size=1, max_size=12).filter(str.strip), min_size=1)


def publication(name, logo=None, logo_dark=None):
    return Given(name=name, logo=logo, logo_dark=logo_dark)


@pytest.mark.parametrize("name", LATIN)
def test_no_name_is_wider_than_its_computed_width(name):
    font = ImageFont.truetype(str(FONTS / "newsreader-latin.woff2"), 1000)
    font.set_variation_by_axes([600, 72])
    real = font.getlength(name) / 1000 - 0.038 * len(name)
    assert real <= width(name) <= 1.12 * real


@given(TITLES, st.integers(1, 4))
def test_lines_hold_the_words_and_more_lines_are_no_wider(words, lines):
    widest = widest_line(words, lines)
    assert widest >= max(map(width, words)) - 0.001
    assert widest * lines >= sum(map(width, words)) - 0.001
    assert widest_line(words, lines + 1) <= widest + 0.001


def test_two_lines_are_divided_as_evenly_as_words_allow():
    assert widest_line(["aaa", "aaa", "aaa", "aaa"], 2) == pytest.approx(width("aaa aaa"))
    assert widest_line(["a", "a", "aaaaaaa"], 2) == pytest.approx(width("aaaaaaa"))


def test_the_widest_word_ignores_the_spaces_around_it():
    assert widest_word(" of  Constance ") == pytest.approx(width("Constance"))
    assert widest_word("") == 0


@given(st.floats(0, 200))
def test_the_digits_of_a_width_are_a_little_more_than_the_width(ems):
    tens, units = digits("broad", ems).split()
    halves = int(tens.removeprefix("broad-t")) * 10 + int(units.removeprefix("broad-u"))
    assert halves == min(MOST_HALVES, max(1, math.ceil(ems * 2)))


def test_scripts_that_our_fonts_lack_are_measured_as_well():
    assert width("北港新聞") > 4
    assert width("e\N{COMBINING ACUTE ACCENT}") == pytest.approx(width("e"))
    assert width("صحيفة") > 2


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Masthead", "short"),
        ("北港新聞", "short"),
        ("Fenland Chronicle", "one"),
        (NAMES["name-31"], "long"),
        (NAMES["name-60"], "longest"),
        ("W" * 30, "longest"),
    ],
)
def test_the_size_follows_the_width_of_the_name(name, size):
    assert nameplate(publication(name)).size == size


def test_small_words_stay_with_what_they_belong_to():
    assert bound("The Post for the North") == [
        "The\N{NO-BREAK SPACE}Post",
        "for\N{NO-BREAK SPACE}the\N{NO-BREAK SPACE}North",
    ]


@pytest.mark.parametrize(
    ("name", "last"), [("Masthead", "Masthead"), ("The Morning Herald", "Herald"), ("Gazette", "")]
)
def test_the_pennant_flies_from_a_last_letter_that_is_tall(name, last):
    plate = nameplate(publication(name))
    assert plate.last == last
    assert f"{plate.first} {plate.last}".split() == name.split()


@pytest.mark.parametrize("name", ["", "   "])
def test_a_publication_without_a_name_has_a_nameplate(name):
    assert nameplate(publication(name)).first == ""


def logo(settings, tmp_path, *size):
    settings.MEDIA_ROOT = tmp_path
    return stored(drawing(*size))


def html(plate):
    return Template('{% include "components/logo.html" %}').render(Context({"plate": plate}))


def test_a_wide_logo_is_shown_alone_with_the_name_as_its_text(settings, tmp_path, db):
    plate = nameplate(publication("Fen Gazette", logo(settings, tmp_path, 600, 200)))
    assert plate.size == "logo"
    assert html(plate).count("Fen Gazette") == 1 and 'alt="Fen Gazette"' in html(plate)


def test_a_squarer_logo_is_before_the_name_and_takes_space(settings, tmp_path, db):
    plain = nameplate(publication("Fen Gazette"))
    marked = nameplate(publication("Fen Gazette", logo(settings, tmp_path, 300, 200)))
    assert 'alt=""' in html(marked) and "<span>Fen Gazette</span>" in html(marked)
    assert marked.widths != plain.widths


def test_a_second_logo_is_for_dark_ground_and_else_there_is_a_plate(settings, tmp_path, db):
    light, dark = (logo(settings, tmp_path, 600, 200) for _ in range(2))
    pair = html(nameplate(publication("Fen Gazette", light, dark)))
    assert "logo--pair" in pair and "logo__picture--dark" in pair
    alone = html(nameplate(publication("Fen Gazette", light)))
    assert "logo--plate" in alone and "logo__picture--dark" not in alone


def test_a_logo_whose_file_is_missing_leaves_the_name(settings, tmp_path, db):
    lost = logo(settings, tmp_path, 600, 200)
    lost.file.storage.delete(lost.file.name)
    assert nameplate(publication("Fen Gazette", lost)).first == "Fen Gazette"
