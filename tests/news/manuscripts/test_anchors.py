"""Anchors of headings: lowercase ASCII, unique, never one of the page's own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.anchors import MAX_LENGTH, RESERVED, slug_for
from news.manuscripts import read


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("What’s in the First Report?", "whats-in-the-first-report"),
        ("Überraschung in Łódź", "uberraschung-in-lodz"),
        ("москва", "moskva"),
        ("!!!", "section"),
        ("Sources", "sources-2"),
        ("Taken", "taken-3"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 80, "x" * 60),
    ],
)
def test_slug_for(text: str, slug: str):
    assert slug_for(text, "section", {"taken", "taken-2"}) == slug


@given(st.lists(st.text(max_size=80), max_size=20))
def test_slugs_are_unique_and_plain(texts: list[str]):
    taken: set[str] = set()
    for text in texts:
        slug = slug_for(text, "section", taken)
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
        assert slug not in taken | RESERVED
        assert len(slug) <= MAX_LENGTH + 4
        taken.add(slug)


def test_every_heading_and_question_has_its_own_anchor():
    (manuscript,) = read(
        "---\ntitle: T\n---\n## Same\n\n### Same\n\nx\n\n## Given {#same}\n\nx\n\n"
        "## FAQs\n\n### Same\n\nx",
        "markdown",
    )
    sections = [section.anchor for section in manuscript.sections]
    assert sections == ["same-2", "same"]
    assert manuscript.sections[0].pieces[0].anchor == "same-3"
    assert manuscript.faqs[0].anchor == "faqs"
    assert manuscript.questions[0].anchor == "same-4"
