"""Codes, names and directions of languages."""

import pytest

from core.languages import choices, code_of, language, own_code, speed


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("pt_BR", "pt-br"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh-Hant-HK", "zh-hant"),
        ("iw", "he"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("lo", "lo"),
        ("tlh", ""),
        ("no language at all", ""),
        ("", ""),
    ],
)
def test_a_language_is_known_by_its_tag_or_name(words, code):
    assert code_of(words) == code


@pytest.mark.parametrize(
    ("code", "direction"),
    [("ar", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("ur-PK", "rtl"), ("ckb", "rtl"), ("yi", "rtl"),
     ("az-Arab", "rtl"), ("ku", "ltr"), ("ar-Latn", "ltr"), ("th", "ltr"), ("en-gb", "ltr")],
)  # fmt: skip
def test_a_language_has_a_direction(code, direction):
    assert language(code).direction == direction


def test_tags_are_written_as_usual():
    assert [language(code).tag for code in ("zh-hans", "en-gb", "ar")] == ["zh-Hans", "en-GB", "ar"]


def test_the_language_of_the_site_is_none_of_its_own(settings):
    settings.LANGUAGE_CODE = "en-gb"
    assert [own_code(code) for code in ("en", "en-gb", "ar", "")] == ["", "", "ar", ""]
    settings.LANGUAGE_CODE = "ar"
    assert [own_code(code) for code in ("en", "ar")] == ["en", ""]


def test_every_choice_fits_its_field_and_has_one_name():
    codes = [code for code, _name in choices()]
    assert len(codes) == len(set(codes)) > 90
    assert max(map(len, codes)) <= 12


def test_signs_are_read_at_their_own_speed():
    assert (speed("zh-hans"), speed("ja"), speed("th"), speed("en-gb")) == (255, 357, 238, 238)
