"""Texts without markup are read as the Markdown parser would read them."""

import random

import pytest

from news.manuscripts.readers import markdown
from news.manuscripts.readers.unmarked import unmarked_items
from news.manuscripts.report import Report

PARTS = [
    *("word", "Sentence end. ", "é", "“q”", "(x)", "1986", "http://a.example/x", "...", "$", "@"),
    *("# ", "## ", "### ", "####### ", "#", "\n", "\n", "\n\n", "\n\n", " ", "  ", "\t"),
    *("-", "- ", "+ ", "1. ", "12) ", "=", "===", "---", ":", ":::", "!", "^", '"', "'", ";"),
    *("\xa0", "\u2028", "\u3000", "\x85", "\u200b", "\ufeff"),
]


def parsed(text: str, offset: int):
    """The parser's result for the text, and all its reports."""
    report = Report()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "unmarked_items", lambda *text: None)
        items, notes = markdown.markdown_items(text, report, offset=offset)
    return items, notes, report.losses, report.dropped


@pytest.mark.parametrize("seed", range(20))
def test_texts_of_any_signs_read_as_the_parser_reads_them(seed):
    chance = random.Random(seed)
    read = 0
    for _text in range(200):
        text = "".join(chance.choices(PARTS, k=chance.randrange(14)))
        items = unmarked_items(text, offset=3)
        if items is not None:
            assert (items, [], [], []) == parsed(text, 3), repr(text)
            read += 1
    assert read > 20


@pytest.mark.parametrize(
    "text",
    [
        "Some *stress*",
        "A [link](https://a.example)",
        "- a list",
        "1. a list",
        "> a quotation",
        "    code",
        "a break  \nhere",
        "A heading\n---",
        "Salt &amp; pepper",
        "<p>HTML</p>",
        "## With an anchor {#here}",
        "## Closed ##",
        "#no heading",
        "::: factbox Title\nText\n:::",
        "| a | b |\n|---|---|",
    ],
)
def test_text_that_may_be_markup_is_left_to_the_parser(text):
    assert unmarked_items(text) is None


def test_headings_and_paragraphs_have_their_line_numbers():
    text = "Lead\ncontinued.\n## First\nText.\n\n\nMore.\n\n### Part"
    items = unmarked_items(text, offset=10)
    assert [item.line for item in items] == [11, 13, 14, 19]
    assert items == parsed(text, 10)[0]
    assert {item.line for item in unmarked_items(text, line=7)} == {7}
