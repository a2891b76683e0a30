"""Which format a manuscript is in."""

import pytest

from news.manuscripts import detect_format


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("a.txt", "# no matter", "text"),
        ("a.MD", "", "markdown"),
        ("a.htm", "", "html"),
        ("a.jsonl", "", "jsonl"),
        ("", '{"title": "x"}\n{"title": "y"}', "jsonl"),
        ("", "\ufeff<!DOCTYPE html><html>", "html"),
        ("", "<article><p>x</p></article>", "html"),
        ("", "---\ntitle: x\n---\ntext", "markdown"),
        ("", "# A\n\n## B\n\ntext", "markdown"),
        ("", "Text with [a](/b) and\n\n```\ncode\n```", "markdown"),
        ("", "A Title\n\nA sentence with * a star.\n\n- point\n- point", "text"),
        ("", "---\n\nA dashed line first.", "text"),
        ("", "", "text"),
    ],
)
def test_detect_format(name: str, text: str, format: str):
    assert detect_format(name, text) == format
