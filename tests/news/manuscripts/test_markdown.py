"""The Markdown dialect, and Markdown as others write it."""

from datetime import date, datetime
from pathlib import Path

import pytest

from news.manuscripts import (
    Author,
    Chart,
    Column,
    Divider,
    Document,
    Embed,
    Event,
    FactBox,
    Failure,
    Figure,
    Gallery,
    Manuscript,
    ManuscriptError,
    Paragraph,
    Picture,
    PullQuote,
    Quote,
    RelatedArticle,
    Source,
    Statistic,
    Statistics,
    Subheading,
    Table,
    Timeline,
    read,
)
from news.manuscripts.readers.markdown import read_markdown

from .retention import word_retention

SAMPLES = Path(__file__).parent / "samples"


def read_one(text: str) -> Manuscript:
    (manuscript,) = read(text, "markdown")
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def body(text: str) -> Manuscript:
    return read_one(f"---\ntitle: T\n---\n{text}")


@pytest.fixture(scope="module")
def everything() -> Manuscript:
    (manuscript,) = read(SAMPLES / "everything.md")
    return manuscript


def test_front_matter(everything: Manuscript):
    assert everything.key == "sample-1"
    assert (everything.slug, everything.section, everything.kind) == (
        "everything",
        "health",
        "explainer",
    )
    assert everything.date == date(2026, 3, 4)
    assert everything.updated == datetime(2026, 3, 5, 10, 30)
    assert everything.authors == [Author("Jane Doe"), Author("John Roe", "photographs")]
    assert everything.takeaways == [
        "One <b>bold</b> point.",
        'A point with a <a href="https://example.org/">link</a>.',
    ]
    assert everything.hero == Picture("hero.jpg", "A hill", "", "J. Roe")
    assert everything.seo.description == "For machines."
    assert everything.related == ["another-article"]


def test_prose(everything: Manuscript):
    assert everything.introduction == [
        Paragraph(
            '<p>The introduction has <i>italics</i>, a <a href="/somewhere/">reference</a>,'
            " and a note.[2]</p>"
        )
    ]
    assert everything.sources == [
        Source("A first source", url="https://example.org/source"),
        Source("A note with a link.", url="https://example.org/note"),
    ]
    prose = everything.sections[0]
    assert prose.anchor == "words"
    assert prose.pieces == [
        Paragraph(
            "<p>A paragraph with raw code and a<br/>break.</p>"
            "<ul><li>one</li><li>two<ol><li>deep</li><li>deeper</li></ol></li></ul>"
        ),
        Subheading("Smaller", "smaller"),
        Quote("We waited for years.", "Ann Poe"),
        Divider(),
    ]
    assert any("code shown as plain text" in loss for loss in everything.losses)


def test_blocks(everything: Manuscript):
    _, pictures, boxes, data, pointers, _ = everything.sections
    assert pictures.pieces == [
        Figure("boat.jpg", "A boat", "At anchor", "J. Roe & Co", "wide"),
        Gallery(
            "The harbour", [Picture("one.jpg", "One", "First", "A"), Picture("two.jpg", "Two")]
        ),
    ]
    assert boxes.pieces == [
        PullQuote("It cannot go on.", "Ann Poe"),
        FactBox("In short", "<p>Some <i>rich</i> text.</p><ul><li>item</li></ul>"),
        Statistics(
            "In numbers",
            [Statistic("14–16", "weeks of waiting"), Statistic("3.5%", "of the harvest")],
            "The office",
        ),
        Timeline(
            "The story",
            [Event("2019", "The law", "It was passed."), Event("2024", "", "Nothing happened.")],
        ),
    ]
    assert data.pieces == [
        Table(
            [Column("City"), Column("Price", "rich_text")],
            [["Lima", "<p>1.90</p>"], ["Lyon", "<p><b>3</b></p>"]],
        ),
        Table(
            [Column("City"), Column("Price")],
            [["Lima", "1.90"]],
            "Prices of bread",
            True,
            "Our count",
        ),
        Chart(
            "Bread",
            "What a kilo costs.",
            "bar",
            [Column("City"), Column("Price", "number"), Column("Change", "number")],
            [["Lima", 1.9, 7], ["Lyon", 3.1, None]],
            "euros",
            "Our count",
        ),
    ]
    assert pointers.pieces == [
        Embed("https://www.youtube.com/watch?v=abc", "A film", "What it shows."),
        Document("report.pdf", "The report"),
        RelatedArticle("another-article", "Read this, too"),
    ]


def test_questions(everything: Manuscript):
    assert [(each.question, each.anchor, each.answer) for each in everything.questions] == [
        ("Is it long?", "long", "<p>It is not.</p>"),
        ("Is it true?", "is-it-true", "<p>Yes.</p>"),
    ]
    assert everything.sections[-1].heading == "The end"


def test_words_are_imported():
    text = (SAMPLES / "everything.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    prose = "\n".join(line for line in text.split("\n") if not line.startswith((":::", "![")))
    manuscript = read_one(f"---\ntitle: T\n---\n{prose}")
    # The footnote is a source, its mark a number; the title of an FAQ is no passage.
    assert word_retention(manuscript, prose) > 0.96


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: [unclosed\nslug: x", 3),
        ("title: a\n\tslug: b", 3),
        ("a: &x [1]\nb: *x", 3),
        ("- a list", 2),
        ("date: 2026-02-30", 1),
    ],
)
def test_bad_front_matter_names_file_and_line(front: str, line: int):
    with pytest.raises(ManuscriptError) as caught:
        read_markdown(f"---\n{front}\n---\ntext", "a.md")
    assert (caught.value.file, caught.value.line) == ("a.md", line)
    (failure,) = read(f"---\n{front}\n---\ntext", "markdown", "a.md")
    assert isinstance(failure, Failure)
    assert failure.location == f"a.md:{line}"


def test_unknown_keys_and_containers_are_reported():
    manuscript = read_one(
        "---\ntitle: T\nmood: sad\nkind: epic\ndate: soon\nauthors: [{name: A, role: cook}]\n---\n"
        "::: spoiler The end\nHe *dies*.\n:::\n"
    )
    assert manuscript.introduction == [Paragraph("<p><b>The end</b></p><p>He <i>dies</i>.</p>")]
    assert [loss.split(":")[0] for loss in manuscript.losses] == [
        "line 3",
        "line 4",
        "line 5",
        "line 6",
        "line 8",
    ]


def test_title_from_heading():
    assert read_one("# The title\n\nText.\n\n## A\n\nMore.").title == "The title"
    manuscript = read_one("---\ntitle: The title\n---\n\n# The Title\n\nText.")
    assert manuscript.sections == []


def test_top_level_headings_are_sections():
    manuscript = body("Intro.\n\n### A\n\nText.\n\n#### B\n\nText.\n\n### C\n\nText.")
    assert [section.heading for section in manuscript.sections] == ["A", "C"]
    assert Subheading("B", "b") in manuscript.sections[0].pieces


def test_setext_bold_and_task_lists():
    manuscript = body("Heading\n---\n\n**Only bold**\n\n- [ ] open\n- [x] done")
    assert manuscript.sections[0].heading == "Heading"
    assert manuscript.sections[0].pieces == [
        Paragraph("<p><b>Only bold</b></p><ul><li>[ ] open</li><li>[x] done</li></ul>")
    ]


def test_code_blocks_become_paragraphs():
    manuscript = body("```python\nif a < b:\n    print(a)\n```")
    assert manuscript.introduction == [
        Paragraph("<p>if a &lt; b:<br/>\xa0\xa0\xa0\xa0print(a)</p>")
    ]
    assert manuscript.losses == ["line 4: code block kept as a paragraph"]


def test_images_in_text_come_after_their_paragraph():
    manuscript = body("Before ![alt](a%20b.png) after.\n\n![x](https://far.example/x.png 'Words')")
    assert manuscript.introduction == [
        Paragraph("<p>Before after.</p>"),
        Figure("a b.png", "alt"),
        Paragraph("<p><i>Words</i></p>"),
    ]
    assert any("https://far.example/x.png" in loss and "“x”" in loss for loss in manuscript.losses)


def test_unused_footnotes_are_imported():
    manuscript = body("Text.\n\n[^a]: Never used.\n\nMore^[An inline note.] text.")
    assert [source.title for source in manuscript.sources] == ["An inline note.", "Never used."]


def test_faq_container_and_what_follows():
    manuscript = body(
        "## A\n\nText.\n\n::: faq Good questions {#good}\nAsked often.\n\n"
        "### Why?\n\nBecause.\n:::\n\nMore."
    )
    group = manuscript.faqs[0]
    assert (group.title, group.anchor, group.introduction) == (
        "Good questions",
        "good",
        "<p>Asked often.</p>",
    )
    assert manuscript.sections[0].pieces == [Paragraph("<p>Text.</p><p>More.</p>")]


def test_links_inside_the_article_follow_their_headings():
    manuscript = body(
        "[Go](#Old_Name) and [lost](#nowhere)\n\n## <a name='Old_Name'></a>Sources\n\nText."
    )
    assert manuscript.sections[0].anchor == "old-name"
    assert 'href="#old-name"' in manuscript.introduction[0].html
    assert any("#nowhere" in loss for loss in manuscript.losses)


def test_empty_files_fail():
    (failure,) = read("  \n", "markdown", "x.md")
    assert failure == Failure("x.md", "there is no article in it")
