"""Fields of blocks that store invalid input in a draft, and refuse it on publication."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.blocks import AddressBlock, ChartBlock, EmbedBlock, NumberBlock, QuoteBlock
from core.blocks.fields import read_number
from news.blocks import AnchorBlock, ArticleStoryBlock


def quote(address: str) -> dict:
    return {"text": "We wait.", "source_url": address}


@pytest.mark.parametrize("typed", ["htps://quay.example", "http//:x y", "javascript:alert(1)"])
def test_a_draft_stores_an_invalid_address(typed):
    block = ArticleStoryBlock()
    value = block.to_python([{"type": "quote", "value": quote(typed), "id": "q"}])
    stored = block.get_prep_value(block.clean_deferred(value))
    assert stored[0]["value"]["source_url"] == typed
    again = block.to_python(stored)
    assert again[0].value["source_url"] == ""
    form = block.get_form_state(again)
    assert form[0]["value"]["source_url"] == typed
    assert typed not in str(again[0])


@pytest.mark.parametrize("typed", ["http//:x y", "javascript:alert(1)", "https://"])
def test_publishing_refuses_an_address_that_is_none(typed):
    block = QuoteBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python(quote(typed)))


def test_an_address_without_scheme_gets_one():
    block = AddressBlock()
    assert block.clean(block.to_python("quay.example/a")) == "https://quay.example/a"


@pytest.mark.parametrize(
    ("address", "is_known"),
    [
        ("https://www.youtube.com/watch?v=jNQXAC9IVRw", True),
        ("https://vimeo.com/76979871", True),
        ("https://video.example/1", False),
        ("https://www.youtube.com/@somebody", False),
    ],
)
def test_an_address_that_no_player_supports_is_refused_with_a_message(address, is_known):
    block = EmbedBlock()
    value = block.to_python({"url": address, "title": "A film"})
    assert block.clean_deferred(value)["url"] == address
    if is_known:
        assert block.clean(value)["url"] == address
        return
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    words = str(refused.value.block_errors["url"])
    assert "YouTube, Vimeo, Internet Archive" in words


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1200", 1200), ("1,200", 1200), ("1 200", 1200), ("1\u202f200", 1200), ("-3", -3),
        ("\u22123.5", -3.5), ("12.50", 12.5), (".5", 0.5), ("1,200,000.25", 1200000.25),
        ("1200.0", 1200), (" 7 ", 7), ("0", 0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written(typed, number):
    read = read_number(typed)
    assert read == number and type(read) is type(number)


@pytest.mark.parametrize("typed", ["twelve", "1,5", "12,00", "1,2000", "1_200", "nan", "12%", "-"])
def test_an_invalid_number_is_stored_in_drafts_and_refused_on_publication(typed):
    block = NumberBlock(required=False)
    assert block.get_form_state(block.clean_deferred(typed)) == typed
    with pytest.raises(ValidationError, match="is no number"):
        block.clean(typed)


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_comes_back_as_it_was_typed(number):
    block = NumberBlock()
    stored = block.get_prep_value(block.clean(str(number)))
    assert block.get_form_state(block.to_python(stored)) == str(number)
    assert block.get_form_state(block.to_python(float(number))) == str(number)


def chart(cell) -> dict:
    columns = [{"type": "text", "heading": ""}, {"type": "number", "heading": "Visits"}]
    rows = [{"values": ["May", 1200.0]}, {"values": ["June", cell]}]
    return {
        "title": "Visits", "description": "Two months.", "kind": "column",
        "data": {"columns": columns, "rows": rows, "caption": ""},
    }  # fmt: skip


def test_the_table_of_a_chart_prints_whole_numbers_as_such():
    block = ChartBlock()
    html = block.render(block.to_python(chart(800.0)))
    assert ">1200</td>" in html and ">800</td>" in html


def test_a_draft_stores_a_cell_that_is_not_a_number_and_draws_the_rest():
    block = ArticleStoryBlock()
    value = block.to_python([{"type": "chart", "value": chart("about 900"), "id": "c"}])
    again = block.to_python(block.get_prep_value(block.clean_deferred(value)))
    assert "1,200" in str(again[0])
    rows = block.get_form_state(again)[0]["value"]["data"]["rows"]
    assert rows[1]["values"][1] == "about 900"


def test_a_draft_makes_a_link_name_of_what_was_typed():
    block = AnchorBlock()
    assert block.clean_deferred("The Moon, again") == "the-moon-again"
    with pytest.raises(ValidationError):
        block.clean("The Moon, again")


def empty_section(*content: dict) -> list[dict]:
    value = {"heading": "The moon", "content": list(content)}
    return [{"type": "section", "value": value, "id": "s"}]


@pytest.mark.parametrize(
    "words", ["", "<p></p>", '<p data-block-key="a1b2c"></p>', "<p>\u00a0</p>"]
)
@pytest.mark.parametrize("is_draft", [True, False])
def test_a_text_in_which_nothing_was_written_is_left_out(words, is_draft):
    block = ArticleStoryBlock()
    written = {"type": "paragraph", "value": "<p>It pulls.</p>", "id": "b"}
    raw = empty_section({"type": "paragraph", "value": words, "id": "a"}, written)
    clean = block.clean_deferred if is_draft else block.clean
    stored = block.get_prep_value(clean(block.to_python(raw)))
    assert [each["id"] for each in stored[0]["value"]["content"]] == ["b"]


def test_an_error_behind_an_empty_text_is_shown_where_it_is():
    block = ArticleStoryBlock()
    empty = {"type": "paragraph", "value": "", "id": "a"}
    wrong = {"type": "quote", "value": quote("a b"), "id": "b"}
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python([empty, wrong]))
    assert list(refused.value.block_errors) == [1]


def test_a_new_section_has_a_text_and_a_stored_one_without_content_has_none():
    block = ArticleStoryBlock()
    section = block.child_blocks["section"]
    assert [child.block_type for child in section.get_default()["content"]] == ["paragraph"]
    stored = block.to_python([{"type": "section", "value": {"heading": "The moon"}, "id": "s"}])
    assert len(stored[0].value["content"]) == 0
