"""Nothing that a browser would execute gets through, and no input makes a reader fail."""

import json
import re
from dataclasses import asdict

import lxml.html
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from news.manuscripts import Failure, Manuscript, read
from news.manuscripts.errors import UNEXPECTED
from news.manuscripts.rich.inline import safe_href

FORMATS = ("text", "markdown", "html", "jsonl")
ALLOWED = {"p", "b", "i", "a", "ul", "ol", "li", "br"}

EVIL = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' jAvA\tscript:alert(1)' onclick=x>y</a>",
        "[x](javascript:alert(1))",
        "[x](<java\nscript:alert(1)>)",
        "![x](data:text/html,<script>)",
        "<svg onload=alert(1)><p>z</p></svg>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<b onmouseover=alert(1)>b</b>",
        "<table><tr><td><a href=vbscript:x>c</a>",
        "<details><summary onclick=x>q</summary>a",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "</p>",
        "<p",
        "&lt;script&gt;",
        "<div",
        "'\">",
        "::: faq x\n### q?\n",
        ":::",
        "::: table x\n|a|b|\n|-|-|\n|<script>|",
        "> — x",
        "[^1]",
        "[^1]: y",
        "\n\n",
        "\n",
        " ",
        "# ",
        "## FAQs\n",
        "- ",
        "1. ",
        "|",
        "\x00",
        "\ud800",
        "\u2028",
        "word",
    ]
)
SETTINGS = settings(
    max_examples=120,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)


def rich_texts(value) -> list[str]:
    """Every string stored as rich text, anywhere in a manuscript."""
    found: list[str] = []
    if isinstance(value, dict):
        for key, each in value.items():
            if key in ("html", "answer", "takeaways") or (
                key == "introduction" and isinstance(each, str)
            ):
                found.extend(each if isinstance(each, list) else [each])
            elif key == "rows" and "columns" in value:
                kinds = [column["kind"] for column in value["columns"]]
                found.extend(
                    cell
                    for row in each
                    for cell, kind in zip(row, kinds, strict=True)
                    if kind == "rich_text"
                )
            else:
                found.extend(rich_texts(each))
    elif isinstance(value, list):
        for each in value:
            found.extend(rich_texts(each))
    return found


def check(result: Manuscript | Failure) -> None:
    if isinstance(result, Failure):
        assert UNEXPECTED not in result.reason
        return
    json.dumps(result.as_dict()).encode("utf-8")
    for html in rich_texts(asdict(result)):
        assert not re.search(r"<script|<[^>]+\son\w+\s*=", html, re.IGNORECASE)
        if not html:
            continue
        root = lxml.html.fragment_fromstring(html, create_parent="div")
        for element in root.iter():
            if element is root:
                continue
            assert element.tag in ALLOWED
            assert set(element.attrib) <= {"href"}
            if element.tag == "a":
                assert safe_href(element.get("href")) == element.get("href")
            if element.tag in ("p", "li", "b", "i", "a"):
                assert element.text_content().strip()
        # Stored as it is parsed: well-formed.
        lxml.etree.fromstring(f"<div>{html.replace('&nbsp;', ' ')}</div>")


@pytest.mark.parametrize("format", FORMATS)
def test_arbitrary_text(format: str):
    @SETTINGS
    @given(st.text())
    def run(text: str) -> None:
        for result in read(text, format):
            check(result)

    run()


@pytest.mark.parametrize("format", FORMATS)
def test_evil_text(format: str):
    @SETTINGS
    @given(st.lists(EVIL, max_size=20))
    def run(parts: list[str]) -> None:
        text = "".join(parts)
        if format == "jsonl":
            text = json.dumps(
                {"title": "T", "body": text, "faqs": [{"question": text, "answer": text}]}
            )
        for result in read(text, format):
            check(result)

    run()


@SETTINGS
@given(st.binary(), st.sampled_from((*FORMATS, "auto")))
def test_arbitrary_bytes(raw: bytes, format: str):
    for result in read(raw, format):
        check(result)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("/path", "/path"),
        ("page.html", "page.html"),
        ("#part", "#part"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("//cdn.example/x", "https://cdn.example/x"),
        (" https://example.org/a b ", "https://example.org/a%20b"),
        ("javascript:alert(1)", ""),
        ("JaVa\tScRiPt:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("vbscript:x", ""),
        ("ftp://example.org/", ""),
        ("", ""),
        ("#", ""),
        (None, ""),
    ],
)
def test_safe_href(href: str | None, expected: str):
    assert safe_href(href) == expected


def test_unknown_format_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="pdf"):
        read("x", "pdf")
