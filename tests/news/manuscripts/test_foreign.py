"""Files that are no manuscripts are named, and refused in the same words everywhere."""

import io
import json
import zipfile

import pytest

from news.manuscripts import Failure, read
from news.manuscripts.foreign import foreign_kind


def archive(*members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for member in members:
            opened.writestr(member, "x")
    return file.getvalue()


WXR = (
    '<?xml version="1.0"?>\n<!-- generator="WordPress/6" -->\n'
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><item/></channel></rss>'
)
GHOST = json.dumps({"db": [{"meta": {"exported_on": 1}, "data": {"posts": []}}]})
NEW_GHOST = json.dumps({"meta": {"exported_on": 1}, "data": {"posts": []}}, indent=2)
MOVABLE_TYPE = "AUTHOR: Ada\nTITLE: The lock\nSTATUS: Draft\n-----\nBODY:\nWords.\n--------\n"
MHTML = "From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tx\n\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("story.docx", archive("[Content_Types].xml", "word/document.xml"), "Word document"),
        ("renamed.md", archive("[Content_Types].xml", "word/document.xml"), "Word document"),
        ("site.zip", archive("posts/a.html"), "ZIP"),
        ("figures.xlsx", archive("xl/workbook.xml"), "Excel"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "old Word"),
        ("a.pdf", b"%PDF-1.7\n", "PDF"),
        ("a.rtf", b"{\\rtf1\\ansi Words}", "RTF"),
        ("dump.gz", b"\x1f\x8b\x08\x00", "GZIP"),
        ("site.xml", WXR.encode(), "WordPress export"),
        ("", WXR, "WordPress export"),
        ("", "\ufeff" + GHOST, "Ghost export"),
        ("backup.json", NEW_GHOST, "Ghost export"),
        ("feed.xml", "<rss><channel/></rss>", "feed (RSS)"),
        ("a.enex", '<?xml version="1.0"?><!DOCTYPE en-export SYSTEM "x"><en-export/>', "Evernote"),
        ("a.xml", '<?xml version="1.0"?><catalogue/>', "XML file"),
        ("posts.txt", MOVABLE_TYPE, "Movable Type"),
        ("page.mhtml", MHTML, "MHTML"),
        ("", '[{"title": "a"}, {"title": "b"}]', "list of JSON objects"),
        ("kiln.rst", "Kiln\n====\n", "reStructuredText"),
        ("", "A lock\n======\n\n:date: 2022-02-02\n\nWords.\n", "reStructuredText"),
        ("", "% notes\n\\documentclass{article}\n", "LaTeX"),
        ("a.adoc", "= Lock\n", "AsciiDoc"),
        ("a.bin", bytes(range(256)) * 20, "binary"),
    ],
)
def test_a_foreign_file_is_named_and_refused(name, content, kind):
    (failure,) = read(content, "auto", name)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("this is ") and kind in failure.reason


@pytest.mark.parametrize("content", [WXR, GHOST, archive("word/document.xml"), MOVABLE_TYPE])
@pytest.mark.parametrize("format", ["text", "markdown", "html", "jsonl"])
def test_an_export_is_refused_in_a_named_format_too(content, format):
    (failure,) = read(content, format)
    assert "no reader" in failure.reason


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", "# About RSS\n\n<rss> is the root element of a feed.\n"),
        ("a.xhtml", '<?xml version="1.0"?>\n<!DOCTYPE html>\n<html><body><p>x</p></body></html>'),
        ("", '<?xml:namespace prefix = "o" /><p>Pasted from an old word processor.</p>'),
        ("", "<article><h1>x</h1><p>y</p></article>"),
        ("", "Meta: what it means\n\nA sentence: with a colon.\n"),
        ("a.jsonl", '{"title": "The database", "data": "x", "body": "posts"}'),
        ("", "Pictures\n========\n\nA setext heading, and prose.\n"),
        ("a.txt", "UTF-16 without a mark".encode("utf-16-le")),
        ("", "STATUS: DRAFT\nTITLE: Not an export\n\nWords.\n"),
        ("", ""),
    ],
)
def test_a_manuscript_is_not_taken_for_something_else(name, content):
    assert foreign_kind(name, content) == ""


@pytest.mark.parametrize("ending", ["mdx", "mkd", "qmd", "Rmd", "mmd"])
def test_dialects_of_markdown_are_read_as_markdown(ending, tmp_path):
    path = tmp_path / f"lock.{ending}"
    path.write_text("---\ntitle: A lock\n---\n\n## Gates\n\nTwo *of* them.\n", "utf-8")
    (manuscript,) = read(path)
    assert (manuscript.title, manuscript.sections[0].heading) == ("A lock", "Gates")
