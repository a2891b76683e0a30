"""The command: what it reads, what it prints, how it fails."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from core.models import EditorialDocument, EditorialImage
from news.manuscripts import SUFFIXES, detect_format
from news.models import ArticlePage, ImportRecord

MARKDOWN = """---
title: The ferry at six
section: health
---

By then the quay is quiet.

## What follows

Routine, which is the point.
"""


def command(*args) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_articles", *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path) -> Path:
    """Three manuscripts of three formats, a hidden one and a file of another kind."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "ferry.md").write_text(MARKDOWN, "utf-8")
    (tmp_path / "deep" / "tides.txt").write_text("The tides\n\nThey come and go.\n", "utf-8")
    record = {"id": "x:1", "title": "Harbour", "slug": "harbour", "body": "Boats."}
    (tmp_path / "more.jsonl").write_text(json.dumps(record) + "\n{broken\n", "utf-8")
    (tmp_path / ".hidden.md").write_text(MARKDOWN, "utf-8")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    return tmp_path


def test_a_folder_is_imported_and_a_bad_line_named(news, health, folder):
    with pytest.raises(CommandError, match=r"^1 could not be imported\.$"):
        command(folder, "--publish")
    slugs = ArticlePage.objects.values_list("slug", flat=True)
    assert sorted(slugs) == ["harbour", "the-ferry-at-six", "the-tides"]
    assert ArticlePage.objects.get(slug="the-ferry-at-six").get_parent().pk == health.pk
    assert ArticlePage.objects.get(slug="harbour").get_parent().pk == news.pk


def test_the_summary_and_the_failure_name_what_happened(news, folder):
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_articles", str(folder), "--into=/news/", stdout=out, stderr=err)
    assert out.getvalue().strip().splitlines()[-1].startswith("3 created, 0 updated, 0 unchanged")
    assert "1 failed" in out.getvalue()
    assert f"{folder / 'more.jsonl'}:2: " in err.getvalue()


def test_into_wins_over_the_manuscript(news, health, folder):
    command(folder / "ferry.md", "--into", "news")
    assert ArticlePage.objects.get().get_parent().pk == news.pk
    assert not ArticlePage.objects.get().live


def test_a_file_without_an_id_is_known_by_its_path(news, health, folder):
    command(folder / "ferry.md")
    assert ImportRecord.objects.get().key == str(folder / "ferry.md")
    (folder / "ferry.md").write_text(MARKDOWN.replace("quiet", "loud"), "utf-8")
    out, _err = command(folder / "ferry.md")
    assert "0 created, 1 updated" in out


def test_records_with_one_id_and_two_addresses_are_two_articles(news, tmp_path):
    records = [{"id": "x", "title": name, "slug": name, "body": "b"} for name in ("one", "two")]
    path = tmp_path / "twins.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    assert "2 created" in command(path)[0]
    assert "2 unchanged" in command(path)[0]


def test_a_dry_run_prints_json_only_and_touches_no_database(folder):
    # Without the db fixture pytest-django forbids every query.
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 could not be read"):
        call_command("import_articles", str(folder), "--dry-run", "--json", stdout=out, stderr=err)
    objects = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [each["title"] for each in objects] == ["The ferry at six", "Harbour", "The tides"]
    assert set(objects[0]) == {
        "location", "title", "standfirst", "authors", "date", "topics", "takeaways", "introduction",
        "sections", "questions", "dropped", "losses",
        "visibility", "kept_as_draft", "go_live_at", "expire_at",
    }  # fmt: skip
    assert [Path(each["location"]).relative_to(folder).as_posix() for each in objects] == [
        "ferry.md:1",
        "more.jsonl:1",
        "deep/tides.txt:1",
    ]
    assert objects[0]["sections"][0]["anchor"] == "what-follows"
    assert "more.jsonl:2" in err.getvalue()


def test_a_dry_run_reports_missing_pictures(tmp_path):
    (tmp_path / "a.md").write_text("# T\n\n![x](gone.png)\n\nWords.\n", "utf-8")
    out, _err = command(tmp_path / "a.md", "--dry-run", "--json")
    assert any("gone.png" in loss for loss in json.loads(out)["losses"])


def test_a_dry_run_makes_no_query(db, folder):
    with CaptureQueriesContext(connection) as captured:
        command(folder / "ferry.md", "--dry-run")
    assert len(captured) == 0


def test_json_reports_outcomes(news, health, folder):
    out, _err = command(folder / "ferry.md", "--json")
    report = json.loads(out)
    assert report["status"] == "created" and report["page"] == ArticlePage.objects.get().pk


def test_standard_input(news, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b"# From a pipe\n\nWords that arrived.\n\n## Part\n\nMore.\n")

    monkeypatch.setattr("sys.stdin", Stdin())
    out, _err = command("-", "--format", "markdown")
    assert "1 created" in out


def test_a_wrong_section_lists_those_there_are(news, health, folder):
    with pytest.raises(CommandError, match=r"No section at /nws/\. There are: /news/, /health/"):
        command(folder, "--into", "/nws/")


def test_no_section_at_all(db, folder):
    with pytest.raises(CommandError, match="There is no section yet"):
        command(folder / "ferry.md", "--into", "/news/")
    with pytest.raises(CommandError, match="1 could not be imported"):
        command(folder / "ferry.md")


def test_a_path_that_is_not_there(db):
    with pytest.raises(CommandError, match="No such file or folder: /nowhere/at-all"):
        command("/nowhere/at-all.md")


def test_an_empty_folder(news, tmp_path):
    assert "0 created" in command(tmp_path)[0]


def test_pictures_and_documents_come_along_once(news, tmp_path):
    Image.new("RGB", (60, 40), "red").save(tmp_path / "red.png")
    (tmp_path / "copy.png").write_bytes((tmp_path / "red.png").read_bytes())
    (tmp_path / "broken.png").write_bytes(b"no picture")
    (tmp_path / "data.csv").write_text("a,b\n")
    text = (
        "---\ntitle: Pictures\nhero: {image: red.png, alt: A square}\n---\n\n"
        '![A red square](copy.png "Caption"){credit="Studio"}\n\n![x](broken.png)\n\n'
        "::: document data.csv\nThe figures\n:::\n"
    )
    (tmp_path / "pictures.md").write_text(text, "utf-8")
    out, _err = command(tmp_path / "pictures.md", "--publish")
    article = ArticlePage.objects.get()
    image = EditorialImage.objects.get()
    assert article.hero_image == image and image.width == 60
    figure = next(block for block in article.body_data if block["type"] == "figure")
    assert figure["value"]["image"] == {
        "image": image.pk,
        "decorative": False,
        "alt_text": "A red square",
    }
    assert EditorialDocument.objects.get().title == "The figures"
    assert "Picture not taken: broken.png (it cannot be read as a picture)" in out
    assert "1 unchanged" in command(tmp_path / "pictures.md", "--publish")[0]
    Image.new("RGB", (60, 40), "blue").save(tmp_path / "red.png")
    assert "1 updated" in command(tmp_path / "pictures.md", "--publish")[0]
    assert EditorialImage.objects.count() == 2


def test_no_file_outside_the_folder_is_taken(news, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text(
        "# T\n\nWords.\n\n::: document ../secret.txt\nRead\n:::\n", "utf-8"
    )
    out, _err = command(tmp_path / "in")
    assert "Document not found: ../secret.txt" in out
    assert not EditorialDocument.objects.exists()


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_ending_taken_from_a_folder_is_known_to_the_readers(suffix):
    looks_like_something_else = "text" if suffix not in {".txt", ".text"} else "html"
    text = "<html><p>x</p>" if looks_like_something_else == "html" else "plain words"
    assert detect_format(f"name{suffix}", text) != looks_like_something_else


def test_the_import_of_a_folder_reports_the_files_that_it_skipped(news, folder):
    (folder / "old.rst").write_text("Old\n===\n", "utf-8")
    (folder / "deep" / "b.rst").write_text("Old\n===\n", "utf-8")
    (folder / "more.jsonl").unlink()
    _out, err = command(folder, "--dry-run")
    assert "Passed over: 1 .pdf, 2 .rst." in err


def test_a_folder_without_any_manuscript_is_an_error(news, tmp_path):
    (tmp_path / "site.xml").write_text("<rss/>", "utf-8")
    with pytest.raises(CommandError, match="No manuscript was found"):
        command(tmp_path)


def test_an_export_is_refused_with_an_exit_status(news, tmp_path):
    (tmp_path / "site.xml").write_text('<rss xmlns:wp="http://wordpress.org/export/1.2/"/>')
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 could not be imported"):
        call_command("import_articles", str(tmp_path / "site.xml"), stderr=err)
    assert "this is a WordPress export" in err.getvalue()
    assert not ArticlePage.objects.exists()


def test_a_link_out_of_the_folder_is_not_followed(news, tmp_path):
    outside, folder = tmp_path / "outside.md", tmp_path / "in"
    outside.write_text(MARKDOWN.replace("section: health\n", ""), "utf-8")
    folder.mkdir()
    (folder / "inside.md").write_text("# Inside\n\nWords.\n", "utf-8")
    (folder / "link.md").symlink_to(outside)
    (folder / "own.md").symlink_to(folder / "inside.md")
    out, err = command(folder, "--dry-run", "--json")
    assert [json.loads(line)["title"] for line in out.splitlines()] == ["Inside", "Inside"]
    assert "link.md: a symbolic link out of the folder is not followed" in err
