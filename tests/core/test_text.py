"""Counting words and taking the opening of a text, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import LONGEST_OPENING, columns, opening, word_count


def test_words_are_counted_by_spaces_signs_and_letters():
    assert word_count("Two crews, one bend.") == 4
    assert word_count("العبّارة لا تبحر") == 3
    assert word_count("猫が四十匹いる。") == 7
    assert word_count("钟 Harbour Trust 慢") == 4
    assert word_count("เรือข้ามฟาก") == 3
    assert word_count("서점은 새벽에 연다") == 3
    assert word_count("") == 0


def test_the_opening_is_made_of_whole_sentences():
    text = "Mr. A. B. Jones, of No. 4, e.g. the lock, waited. " + "He waited for the dredger. " * 12
    assert opening(text) == (
        "Mr. A. B. Jones, of No. 4, e.g. the lock, waited. He waited for the dredger. "
        "He waited for the dredger."
    )


def test_a_short_text_is_its_own_opening():
    assert opening("Seven lines\n on the  tide") == "Seven lines on the tide"


@pytest.mark.parametrize(
    "sentence",
    [
        "港の猫がいま四十匹いる。",
        "这座钟每天慢三分钟，谁也没有抱怨过。",
        "هل تعود العبّارة إلى الميناء القديم؟ ",
        "नाव हर सुबह छह बजे चलती है। ",
    ],
)
def test_sentences_end_in_every_script(sentence):
    found = opening(sentence * 30)
    assert found.count(sentence.strip()) >= 2
    assert found == (sentence * found.count(sentence.strip())).strip()


def test_a_text_without_sentences_is_cut_between_words():
    found = opening("the tide and the lamp " * 40)
    assert found.endswith(("the…", "tide…", "and…", "lamp…"))
    assert columns(found) <= LONGEST_OPENING


def test_a_text_without_spaces_is_cut_between_letters():
    found = opening("เรือข้ามฟากที่ท่าน้ำ" * 30)
    assert found.endswith("…") and found[-2] not in "เแโใไ"
    cut = ("เรือข้ามฟากที่ท่าน้ำ" * 30)[len(found) - 1]
    assert unicodedata.category(cut) != "Mn"


@given(st.text(max_size=600))
def test_an_opening_is_the_beginning_and_never_too_long(text):
    found, whole = opening(text), " ".join(text.split())
    assert columns(found) <= LONGEST_OPENING
    assert whole.startswith(found.removesuffix("…"))


@given(st.text(max_size=300))
def test_any_text_has_a_number_of_words(text):
    assert 0 <= word_count(text) <= len(text)
