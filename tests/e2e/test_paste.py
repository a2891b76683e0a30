# ruff: noqa: E501 - what programs put on the clipboard has lines of its own
"""Pasting into a text that is no block of its own, from the programs that people write in.

Headings and tables become lines there; test_paste_blocks has the texts in which they become blocks.
"""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.test_newsroom import insert, log_in

pytestmark = pytest.mark.browser

PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", new DOMParser().parseFromString(html, "text/html").body.innerText);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""

GOOGLE_DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">
<h1 dir="ltr"><span style="font-weight:400;">Keeping bees on a roof</span></h1>
<p dir="ltr"><span style="font-weight:400;">Two hives need </span><span style="font-weight:700;">one
 keeper</span><span style="font-weight:400;"> and </span><span style="font-style:italic;font-weight:400;">
a railing</span><span style="font-weight:400;">.</span></p><br>
<ol><li dir="ltr"><p dir="ltr"><span style="font-weight:400;">Ask the neighbours</span></p></li>
<ol><li dir="ltr"><p dir="ltr"><span style="font-weight:400;">all of them</span></p></li></ol></ol>
<p dir="ltr"><a href="https://www.google.com/url?q=https://bees.example/law%3Fa%3D1&amp;sa=D">The law</a></p></b>"""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--
p.MsoNormal {margin:0cm;} span.Loud {font-weight:bold;} --></style></head><body lang=EN-GB>
<!--StartFragment--><h2>What they eat<o:p></o:p></h2>
<p class=MsoNormal>Lime trees, <span class=Loud>mostly</span>, in <i>June</i>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>nectar<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='margin-left:72pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New";mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>and dew<o:p></o:p></p>
<table class=MsoTable><tr><td><p class=MsoNormal><b>Month</b></p></td><td><p class=MsoNormal><b>Honey</b></p></td></tr>
<tr><td><p class=MsoNormal>June</p></td><td><p class=MsoNormal>1200 g</p></td></tr></table>
<p class=MsoNormal>It was <del cite="mailto:a" datetime="2026-01-02T10:00">ten</del><ins cite="mailto:a"
datetime="2026-01-02T10:00">twelve</ins> jars.<a href="#_msocom_1">[AB1]</a></p><!--EndFragment--></body></html>"""

LIBREOFFICE = """<html><head><style type="text/css">h2.western { font-size: 14pt }</style></head>
<body><h2 class="western">The first winter</h2><p><font face="Liberation Serif"><b>Snow</b> lay on both.</font></p>
<ul><li><p>wrap</p></li><li><p>wait</p><ul><li><p>until March</p></li></ul></li></ul></body></html>"""

WEB = """<div><h3><a href="https://bees.example/">Swarms</a></h3><p style="font-weight:600">Call us.</p>
<table><caption>Whom to call</caption><thead><tr><th>Where</th><th>Number</th></tr></thead>
<tbody><tr><td>North<br>quay</td><td><a href="https://bees.example/n">1200</a></td></tr></tbody></table>
<p><b style="font-weight:400">Thin</b> <strong>thick</strong></p><pre>wind the springs
set the hands</pre></div>"""

FIELD = "body-0-value-text"
UL, OL, P = "unordered-list-item", "ordered-list-item", "unstyled"
EXPECTED = {
    "google": (
        GOOGLE_DOCS,
        [
            (P, 0, "Keeping bees on a roof", ["Keeping bees on a roof"]),
            (P, 0, "Two hives need one keeper and a railing.", ["one keeper"]),
            (OL, 0, "Ask the neighbours", []),
            (OL, 1, "all of them", []),
            (P, 0, "The law", []),
        ],
        ["https://bees.example/law?a=1"],
    ),
    "word": (
        WORD,
        [
            (P, 0, "What they eat", ["What they eat"]),
            (P, 0, "Lime trees, mostly, in June.", ["mostly"]),
            (UL, 0, "nectar", []),
            (UL, 1, "and dew", []),
            (P, 0, "Month | Honey", ["Month", "Honey"]),
            (P, 0, "June | 1200 g", []),
            (P, 0, "It was twelve jars.", []),
        ],
        [],
    ),
    "libreoffice": (
        LIBREOFFICE,
        [
            (P, 0, "The first winter", ["The first winter"]),
            (P, 0, "Snow lay on both.", ["Snow"]),
            (UL, 0, "wrap", []),
            (UL, 0, "wait", []),
            (UL, 1, "until March", []),
        ],
        [],
    ),
    "web": (
        WEB,
        [
            (P, 0, "Swarms", ["Swarms"]),
            (P, 0, "Call us.", ["Call us."]),
            (P, 0, "Whom to call", ["Whom to call"]),
            (P, 0, "Where | Number", ["Where", "Number"]),
            (P, 0, "North quay | 1200", []),
            (P, 0, "Thin thick", ["thick"]),
            (P, 0, "wind the springs set the hands", []),
        ],
        ["https://bees.example/", "https://bees.example/n"],
    ),
}


@pytest.fixture
def desk(open_page, editor, health):
    page = open_page()
    log_in(page, editor)
    page.goto(f"/admin/pages/add/news/articlepage/{health.pk}/")
    insert(page, page.locator("#panel-child-story-body-content"), "Fact box")
    box = page.locator(f'input[name="{FIELD}"] + .Draftail-Editor__wrapper [role="textbox"]')
    box.click()
    expect(box).to_be_focused()
    return page


def content(page) -> dict:
    # Draftail hands its text to the form after a pause.
    page.wait_for_timeout(800)
    return json.loads(page.locator(f'input[name="{FIELD}"]').input_value())


def bold(block) -> list[str]:
    ranges = [each for each in block["inlineStyleRanges"] if each["style"] == "BOLD"]
    return [block["text"][r["offset"] : r["offset"] + r["length"]].strip() for r in ranges]


@pytest.mark.parametrize("source", EXPECTED)
def test_the_output_of_a_writing_program_is_imported(desk, source):
    html, blocks, links = EXPECTED[source]
    desk.evaluate(PASTE, html)
    found = content(desk)
    found_blocks = [
        (b["type"], b["depth"], " ".join(b["text"].split()), bold(b)) for b in found["blocks"]
    ]
    assert found_blocks == blocks
    urls = [entity["data"].get("url") for entity in found["entityMap"].values()]
    assert urls == links


def test_text_copied_within_the_editor_is_pasted_unchanged(desk):
    desk.evaluate(PASTE, LIBREOFFICE)
    before = content(desk)["blocks"]
    desk.keyboard.press("Control+a")
    copied = desk.evaluate(
        """() => {
          const data = new DataTransfer();
          const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
          return data.getData("text/html");
        }"""
    )
    desk.keyboard.press("Delete")
    desk.evaluate(PASTE, copied)
    after = content(desk)["blocks"]
    assert [(b["type"], b["depth"], b["text"], bold(b)) for b in after] == [
        (b["type"], b["depth"], b["text"], bold(b)) for b in before
    ]


def test_plain_text_is_pasted_as_it_is(desk):
    desk.evaluate(PASTE.replace('data.setData("text/html", html);', ""), "<p>One line</p>")
    assert [block["text"] for block in content(desk)["blocks"]] == ["One line"]
