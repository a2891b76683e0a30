"""What a writing program marks as not being the text never reaches readers."""

import json

import pytest

from news.manuscripts import Manuscript, read
from news.manuscripts.report import Report
from news.manuscripts.rich.critic import without_remarks


def first(text: str, format: str) -> Manuscript:
    manuscript = next(iter(read(text, format)))
    assert isinstance(manuscript, Manuscript), manuscript
    return manuscript


def shown(manuscript: Manuscript) -> str:
    """Everything of the article that readers see."""
    found = manuscript.as_dict()
    for report in ("dropped", "losses"):
        del found[report]
    return json.dumps(found, ensure_ascii=False)


def counted(manuscript: Manuscript, kind: str) -> str:
    return next((loss for loss in manuscript.losses if kind in loss), "")


GOOGLE = """<html><body><p>The gate opens at noon.<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>
It shuts at dusk.<sup><a href="#cmnt2" id="cmnt_ref2">[b]</a></sup></p><h2>Keepers</h2><p>Two.</p>
<div style="border:1px solid black"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Ask the mayor
SECRET one</span></p><p>and his SECRET brother</p></div>
<div style="border:1px solid black"><p><a href="#cmnt_ref2" id="cmnt2">[b]</a>SECRET two</p></div>
</body></html>"""
WORD = """<html><body><div class=WordSection1><p class=MsoNormal>The gate
<a style='mso-comment-reference:RB_1'>opens</a><span class=MsoCommentReference><a
class=msocomanchor id="_anchor_1" href="#_msocom_1">[RB1]</a></span> at noon. It shuts at dusk.</p>
<h1>Keepers</h1><p class=MsoNormal>Two.</p></div>
<div style='mso-element:comment-list'><hr class=msocomoff><div style='mso-element:comment'>
<div id="_com_1" class=msocomtxt><p class=MsoCommentText>SECRET: ask the mayor</p></div></div></div>
</body></html>"""
PANDOC = """<article><h1>Gates</h1><p>The gate opens <span class="comment-start" id="0"
data-author="R">SECRET</span>at noon<span class="comment-end" id="0"></span>. It shuts at dusk.</p>
<h2>Keepers</h2><p>Two.</p></article>"""
ARIA = """<article><h1>Gates</h1><p>The gate opens at noon. It shuts at dusk.</p>
<div role="comment">SECRET</div><h2>Keepers</h2><p>Two.</p></article>"""
CRITIC = "The gate opens at noon.{>>SECRET, ask him<<} It shuts at dusk.\n\n## Keepers\n\nTwo.\n"


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (GOOGLE, "html"),
        (WORD, "html"),
        (PANDOC, "html"),
        (ARIA, "html"),
        (f"# Gates\n\n{CRITIC}", "markdown"),
        (f"Gates\n\n{CRITIC}", "text"),
        (json.dumps({"title": "Gates {>>SECRET<<}", "body": CRITIC}), "jsonl"),
        (f"---\ntitle: Gates {{>>SECRET title<<}}\n---\n\n{CRITIC}", "markdown"),
        ("# Gates\n\nOpen at noon. <!-- SECRET for the desk -->\nIt shuts at dusk.", "markdown"),
        ("<h1>Gates</h1><p>Open at noon. <!-- a SECRET of ours -->It shuts at dusk.", "html"),
        ('# Gates\n\nThe gate [SECRET]{.comment-start author="R"}opens at noon[]{.comment-end}. '
         "It shuts at dusk.", "markdown"),
    ],
)  # fmt: skip
def test_remarks_are_counted_and_never_shown(text, format):
    manuscript = first(text, format)
    assert "SECRET" not in shown(manuscript) and "[a]" not in shown(manuscript)
    assert "at noon" in shown(manuscript) and "It shuts at dusk." in shown(manuscript)
    assert counted(manuscript, "remarks of editors left out")
    assert any("SECRET" in each for each in manuscript.dropped)


def test_every_remark_is_counted():
    assert counted(first(GOOGLE, "html"), "remarks").endswith("(2)")
    assert "Two." in shown(first(GOOGLE, "html"))


@pytest.mark.parametrize(
    "comment", ["wp:paragraph", "more", "[if gte mso 9]", "end .entry-content", "StartFragment"]
)
def test_the_comments_of_programs_are_no_remarks(comment):
    manuscript = first(f"<h1>Gates</h1><p>Noon.</p><!-- {comment} --><p>Dusk.</p>", "html")
    assert not counted(manuscript, "remarks")


TRACKED = [
    ('<p>It took <del datetime="2024-01-02">nine</del><ins datetime="2024-01-02">six</ins> '
     "days.</p>", "html"),
    ('<p>It took <del cite="mailto:a@b.example">nine</del><ins>six</ins> days.</p>', "html"),
    ("<p>It took <del>nine</del> <ins>six</ins> days.</p>", "html"),
    ('<p>It took <span class="deletion" data-author="R">nine </span>'
     '<span class="insertion" data-author="R">six</span> days.</p>', "html"),
    ('<p>It took <span class=msoDel>nine</span> <span class=msoIns>six</span> days.</p>', "html"),
    ("It took {--nine--}{++six++} days.", "markdown"),
    ("It took {~~nine~>six~~} days.", "text"),
    ('It took [nine]{.deletion author="R"}[six]{.insertion author="R"} days.', "markdown"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "format"), TRACKED)
def test_deleted_words_go_and_inserted_words_stay(text, format):
    head = "<h1>The repair</h1>" if format == "html" else "# The repair\n\n"
    manuscript = first(head.replace("# ", "" if format == "text" else "# ") + text, format)
    assert "It took six days." in shown(manuscript)
    assert counted(manuscript, "tracked deletions") and "nine" in manuscript.dropped
    assert len(manuscript.losses) == 1


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("# Prices\n\nA rope is ~~10~~ 8 crowns.", "markdown"),
        ("<h1>Prices</h1><p>A rope is <s>10</s> 8 crowns.</p>", "html"),
        ("<h1>Prices</h1><p>A rope is <strike>10</strike> 8 crowns.</p>", "html"),
        ("<h1>Prices</h1><p>A rope is <del>10</del> 8 crowns.</p>", "html"),
        ('<h1>Prices</h1><p>A rope is <u style="text-decoration:line-through">10</u> 8.', "html"),
    ],
)  # fmt: skip
def test_struck_through_words_are_imported_and_reported(text, format):
    manuscript = first(text, format)
    assert "10" in shown(manuscript)
    assert "CHECK THE MEANING: “10” is struck through" in counted(manuscript, "CHECK")


@pytest.mark.parametrize(
    "text",
    [
        "```\n{>>shown<<}\n```\n\nWords.",
        "A brace {-- and no end, shown.",
        "In code, `{--shown--}` is a deletion.",
    ],
)
def test_text_that_only_looks_like_markup_is_imported(text):
    assert "shown" in shown(first(f"# Gates\n\n{text}", "markdown"))


def test_unclosed_marks_take_linear_time():
    """The closing mark is looked for once, and not for every opening one."""

    class Counting(str):
        looked = 0

        def find(self, *args):
            Counting.looked += 1
            return super().find(*args)

    without_remarks(Counting("{>>" * 2_000 + "{--x" * 2_000), Report())
    assert Counting.looked == 2
