"""Pages that Word and Google Docs write: emphasis by style, titles, lists, counted links."""

import pytest

from news.manuscripts import Manuscript, read
from news.manuscripts.rich.inline import safe_href
from news.manuscripts.rich.looks import looks_of


def first(text: str) -> Manuscript:
    manuscript = next(iter(read(text, "html")))
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def introduction(text: str) -> str:
    return "".join(piece.html for piece in first(f"<h1>Title</h1>{text}").introduction)


SHEET = (
    "<style><!-- .c1{font-weight:700} span.c2{font-style:italic} .c3{font-weight:400} --></style>"
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<p>A <span style="font-weight:700">b</span> c</p>', "<p>A <b>b</b> c</p>"),
        ('<p>A <span style="font-weight: 600 !important">b</span></p>', "<p>A <b>b</b></p>"),
        ('<p>A <font style="font-weight:bold">b</font></p>', "<p>A <b>b</b></p>"),
        ('<p>A <span style="font-weight:500">b</span></p>', "<p>A b</p>"),
        ('<p>A <span style="font-style:italic;font-weight:400">b</span></p>', "<p>A <i>b</i></p>"),
        (
            '<p>A <span style="font-style:oblique;font-weight:800">b</span></p>',
            "<p>A <b><i>b</i></b></p>",
        ),
        ('<b style="font-weight:normal"><p>A b</p></b>', "<p>A b</p>"),
        ('<p><b>A <span style="font-weight:normal">b</span></b></p>', "<p><b>A</b> b</p>"),
        ('<p>A <b style="mso-bidi-font-weight:normal">b</b></p>', "<p>A <b>b</b></p>"),
        ('<p>A <em style="font-style:normal">b</em></p>', "<p>A b</p>"),
        (f'{SHEET}<p>A <span class="c1">b</span></p>', "<p>A <b>b</b></p>"),
        (f'{SHEET}<p>A <span class="x c2">b</span></p>', "<p>A <i>b</i></p>"),
        (f'{SHEET}<p>A <span class="c1" style="font-weight:400">b</span></p>', "<p>A b</p>"),
        (f'{SHEET}<p>A <b class="c3">b</b></p>', "<p>A b</p>"),
        (
            f'{SHEET}<p>A <a class="c1" href="https://e.example">b</a></p>',
            '<p>A <a href="https://e.example">b</a></p>',
        ),
        (
            '<style>@media print{.c9{font-weight:700}}</style><p>A <span class="c9">b</span></p>',
            "<p>A b</p>",
        ),
    ],
)
def test_emphasis_by_style(text, html):
    assert introduction(text) == html


@pytest.mark.parametrize("style", ["", ";;", "font-weight", "font-weight:;", "color:red"])
def test_a_style_without_emphasis_has_no_effect(style):
    assert looks_of(style)[:2] in {(None, None), (False, None)}


@pytest.mark.parametrize(
    ("wrapped", "target"),
    [
        ("https://www.google.com/url?q=https://e.example/a?b%3D1&sa=D", "https://e.example/a?b=1"),
        ("https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fe.example%2F", "https://e.example/"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fe.example%2F&h=x", "https://e.example/"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.example&data=x",
            "https://e.example",
        ),
        ("https://www.google.com/search?q=https://e.example", None),
        ("https://www.google.com/url?q=javascript:alert(1)", None),
        ("https://e.example/url?q=https://other.example", None),
    ],
)
def test_counting_redirects_are_unwrapped(wrapped, target):
    assert safe_href(wrapped) == (target or wrapped)


@pytest.mark.parametrize("marks", ["title c3", "MsoTitle", "MsoTitleCxSpFirst"])
def test_the_paragraph_in_the_style_title_is_the_headline(marks):
    manuscript = first(
        f"<html><head><title>Draft 7</title></head><body><p class='{marks}'>Counting owls</p>"
        "<p class='MsoSubtitle'>A year of nights.</p><p>They call at dusk.</p>"
        "<h1>Where</h1><p>In the barn.</p></body></html>"
    )
    assert manuscript.title == "Counting owls"
    assert manuscript.standfirst == "A year of nights."
    assert [section.heading for section in manuscript.sections] == ["Where"]


def test_a_kicker_of_the_class_title_is_no_headline():
    manuscript = first(
        "<html><head><meta property='og:title' content='Counting owls'></head><body><article>"
        "<p class='title'>Nature</p><h1>Counting owls</h1><p>At dusk.</p></article></body></html>"
    )
    assert manuscript.title == "Counting owls"


def word(marker: str, words: str, level: int = 1, name: str = "l0", extra: str = "") -> str:
    return (
        f"<p class=MsoListParagraph style='{extra}mso-list:{name} level{level} lfo1'>"
        f"<![if !supportLists]><span style='mso-list:Ignore'>{marker}<span style='font:7.0pt "
        f'"Times New Roman"\'>&nbsp;&nbsp; </span></span><![endif]>{words}<o:p></o:p></p>'
    )


def test_list_paragraphs_become_lists_within_lists():
    html = introduction(
        word("·", "rope") + word("o", "thin", 2) + word("§", "thinner", 3) + word("·", "<b>oil</b>")
        + word("1.", "weigh", name="l1") + word("a)", "again", 2, "l1")
        + word("2.", "note", name="l1") + "<p>End.</p>"
    )  # fmt: skip
    assert html == (
        "<ul><li>rope<ul><li>thin<ul><li>thinner</li></ul></li></ul></li><li><b>oil</b></li></ul>"
        "<ol><li>weigh<ol><li>again</li></ol></li><li>note</li></ol><p>End.</p>"
    )


def test_lists_of_filtered_html_are_known_by_their_markers():
    html = introduction(
        "<p class=MsoListParagraphCxSpFirst style='margin-left:36.0pt;text-indent:-18.0pt'><span"
        " style='font-family:Symbol'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp; &nbsp;"
        "</span></span>rope</p>"
        "<p class=MsoListParagraphCxSpLast style='margin-left:72.0pt;text-indent:-18.0pt'>"
        "<span>o&nbsp;&nbsp;&nbsp;</span>thin</p><p class=MsoNormal>End.</p>"
    )
    assert html == "<ul><li>rope<ul><li>thin</li></ul></li></ul><p>End.</p>"


def test_a_continued_list_is_reported_because_its_numbers_start_again():
    manuscript = first(f"<h1>T</h1><p>One.</p>{word('3.', 'third')}{word('4.', 'fourth')}")
    assert any("numbering of a list" in loss for loss in manuscript.losses)


def test_a_paragraph_within_an_item_is_a_paragraph():
    html = introduction(word("·", "rope") + "<p class=MsoListParagraph>It is long.</p>")
    assert html == "<ul><li>rope</li></ul><p>It is long.</p>"
