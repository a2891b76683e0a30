"""JSON Lines: a line an article, a bad line a failure."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from news.manuscripts import Failure, Manuscript, Paragraph, Source, read

RECORD = {
    "id": "test:1",
    "title": "A title",
    "slug": "a-title",
    "date": "2026-03-04",
    "authors": ["Jane Doe"],
    "topics": ["Health"],
    "summary": "A *short* [summary](/x).",
    "body": "First <b>words</b>.\n\n## Part\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "faqs": [{"question": "Why?", "answer": "Because:\n- one\n- two < three\n\nThat is all."}],
    "synonyms": ["Another name", "A third"],
    "source": "Example (https://example.org/a)",
    "licence": "CC0-1.0",
}


def line(**changes) -> str:
    return json.dumps(RECORD | changes)


def read_one(**changes) -> Manuscript:
    (manuscript,) = read(line(**changes), "jsonl")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def test_all_fields():
    manuscript = read_one()
    assert (manuscript.key, manuscript.title, manuscript.slug) == ("test:1", "A title", "a-title")
    assert manuscript.date == date(2026, 3, 4)
    assert manuscript.byline == "Jane Doe"
    assert manuscript.standfirst == "A short summary."
    assert manuscript.introduction == [
        Paragraph("<p>First <b>words</b>.</p><p>Also called: Another name; A third</p>")
    ]
    assert manuscript.questions[0].answer == (
        "<p>Because:</p><ul><li>one</li><li>two &lt; three</li></ul><p>That is all.</p>"
    )
    assert manuscript.sources == [Source("Example", url="https://example.org/a", note="CC0-1.0")]
    assert manuscript.losses == []


def test_no_date_stays_none():
    assert read_one(date=None).date is None


def test_values_of_the_wrong_shape_are_reported():
    manuscript = read_one(
        date="soon", authors="Jane Doe", mood="sad", topics=[{"a": 1}], faqs=["x"]
    )
    assert manuscript.byline == "Jane Doe"
    assert len(manuscript.losses) == 4
    assert all(loss.startswith("line 1: ") for loss in manuscript.losses)


def test_bad_records_name_their_line_and_the_rest_goes_on(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    lines = [
        line(),
        "{broken",
        "",
        "[1]",
        line(title="", body=None, faqs=[], synonyms=[], summary=""),
        line(title="Last"),
    ]
    path.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    results = list(read(path))
    assert [type(result).__name__ for result in results] == [
        "Manuscript",
        "Failure",
        "Failure",
        "Failure",
        "Manuscript",
    ]
    assert [result.location for result in results] == [f"{path}:{n}" for n in (1, 2, 4, 5, 6)]
    assert results[-1].title == "Last"


def test_lines_are_read_one_at_a_time():
    from news.manuscripts.readers.jsonl import read_jsonl

    def endless():
        while True:
            yield line()

    results = read_jsonl(endless())
    assert isinstance(next(results), Manuscript)
    assert isinstance(next(results), Manuscript)


def test_html_after_a_blank_line_is_no_code():
    body = "<table>\n  <tr>\n\n    <td>one</td>\n\n    <td>two</td>\n  </tr>\n</table>\n"
    manuscript = read_one(body=body)
    assert manuscript.introduction[0].rows == [["one", "two"]]
    assert "<td" not in json.dumps(manuscript.as_dict())


def test_missing_file_is_a_failure(tmp_path: Path):
    (failure,) = read(tmp_path / "no.jsonl")
    assert isinstance(failure, Failure)


ESCAPED = {
    "title": "Half a \ud83d tide",
    "topics": ["Sea\u0002"],
    "body": "The harbour \ud83d is full.",
    "faqs": [{"question": "Is it\u0004 full?", "answer": "Yes\ud83d, to the brim."}],
}


def test_escapes_hide_no_character_that_cannot_be_stored():
    (manuscript,) = read(json.dumps(ESCAPED), "jsonl")
    dumped = json.dumps(manuscript.as_dict(), ensure_ascii=False)
    dumped.encode()
    assert not re.search("[\x00-\x08\x0e-\x1f\ud800-\udfff]", dumped)
    assert "Is it full?" in dumped and "Yes, to the brim." in dumped
    assert "Characters that cannot be stored were left out" in manuscript.losses


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_references_to_characters_neither(format):
    (manuscript,) = read("<h1>A &#4;tide</h1>\n\n<p>The &#xD83D; sea &#2; came in.</p>", format)
    json.dumps(manuscript.as_dict(), ensure_ascii=False).encode()
    assert not re.search("[\x00-\x08\x0e-\x1f\ud800-\udfff]", str(manuscript.as_dict()))
