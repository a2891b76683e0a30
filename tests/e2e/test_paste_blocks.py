# ruff: noqa: E501 - what programs put on the clipboard has lines of its own
"""Pasting into a Text block of an article: headings and tables become blocks."""

import re

import pytest
from playwright.sync_api import expect
from wagtail.models import Comment

from news.models import ArticlePage
from tests.e2e.test_newsroom import choose_action, insert, log_in
from tests.e2e.test_paste import PASTE, WORD
from tests.factories import ArticlePageFactory, section

pytestmark = pytest.mark.browser

# Blocks as lines: the kind and its words, those in a section one step in.
OUTLINE = """() => {
  const words = (value) => (JSON.parse(value)?.blocks || []).map((line) => `${line.depth ? "- " : ""}${line.text.trim()}`).join(" / ");
  const table = ({ table }) => [table.columns.map(({ heading }) => heading), ...table.rows.map(({ values }) => values.map((cell) => (cell.startsWith("{") ? words(cell) : cell)))];
  const lines = (blocks) => blocks.flatMap(({ type, value }) => {
    if (type === "paragraph") return [`text: ${words(value)}`];
    if (type === "table") return [`table: ${table(value).map((row) => row.join(" | ")).join(" / ")}`];
    return [`${type}: ${value.heading}`, ...lines(value.content || []).map((line) => `  ${line}`)];
  });
  return lines(window.wagtail.editHandler.getPanelByName("body").getBoundWidget().getValue());
}"""

GOOGLE_TABLE = """<b style="font-weight:normal;" id="docs-internal-guid-2"><h2 dir="ltr"><span style="font-weight:400;">Yields</span></h2>
<div dir="ltr" align="left"><table><colgroup><col><col></colgroup><tbody>
<tr><td><p dir="ltr"><span style="font-weight:700;">Roof</span></p></td><td><p dir="ltr"><span style="font-weight:700;">Jars</span></p></td></tr>
<tr><td><p dir="ltr"><span style="font-weight:400;">Mill </span><span style="font-style:italic;font-weight:400;">east</span></p></td><td rowspan="2"><p dir="ltr"><span>1200</span></p></td></tr>
<tr><td><p dir="ltr"><span>School</span></p><p dir="ltr"><span>annexe</span></p></td></tr></tbody></table></div><br>
<h3 dir="ltr"><span>Why so few</span></h3><ul><li dir="ltr"><p dir="ltr"><span>rain</span></p></li></ul></b>"""


@pytest.fixture
def story(health):
    body = [section("Bees", "Before after."), {"type": "paragraph", "value": "<p>Last words.</p>"}]
    return ArticlePageFactory(parent=health, title="Hives", slug="hives", body=body)


@pytest.fixture
def desk(open_page, editor, story):
    return open_desk(open_page, editor, story)


def open_desk(open_page, editor, story):
    page = open_page()
    log_in(page, editor)
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.wait_for_function("window.wagtail.editHandler?.getPanelByName('body')?.getBoundWidget()")
    return page


def box(page, field):
    return page.locator(f'input[name="{field}"] + .Draftail-Editor__wrapper [role="textbox"]')


def place_caret(page, field, steps):
    """Puts the caret so many characters behind the start of the text."""
    page.locator(f'input[name="{field}"] + .Draftail-Editor__wrapper').hover()
    box(page, field).click()
    expect(box(page, field)).to_be_focused()
    page.keyboard.press("Control+Home")
    for _step in range(steps):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)


def outline(page) -> list[str]:
    # Draftail hands its text to the form after a pause.
    page.wait_for_timeout(800)
    return page.evaluate(OUTLINE)


SECTION_TEXT = "body-0-value-content-0-value"
WORD_OUTLINE = [
    "subheading: What they eat",
    "text: Lime trees, mostly, in June. / nectar / - and dew",
    "table: Month | Honey / June | 1200 g",
]


def test_a_paste_from_word_is_divided_where_the_caret_is(desk):
    place_caret(desk, SECTION_TEXT, len("Before"))
    desk.evaluate(PASTE, WORD)
    assert outline(desk) == [
        "section: Bees",
        "  text: Before",
        *[f"  {line}" for line in WORD_OUTLINE],
        "  text: It was twelve jars. / after.",
        "text: Last words.",
    ]
    desk.keyboard.type(" Caret.")
    assert "It was twelve jars. Caret." in outline(desk)[5]


def test_a_paste_from_google_docs_preserves_header_merged_cells_and_italics(desk):
    place_caret(desk, SECTION_TEXT, len("Before after."))
    desk.evaluate(PASTE, GOOGLE_TABLE)
    assert outline(desk)[1:] == [
        "  text: Before after.",
        "  subheading: Yields",
        "  table: Roof | Jars / Mill east | 1200 / School / annexe | ",
        "  subheading: Why so few",
        "  text: rain",
        "text: Last words.",
    ]
    table = desk.evaluate(
        "() => window.wagtail.editHandler.getPanelByName('body').getBoundWidget().getValue()[0].value.content[2].value"
    )
    assert [column["type"] for column in table["table"]["columns"]] == ["rich_text", "text"]
    assert '"ITALIC"' in table["table"]["rows"][0]["values"][0]
    assert not table["row_headers"]


def test_a_paste_replaces_the_selection(desk):
    place_caret(desk, SECTION_TEXT, 0)
    desk.keyboard.press("Control+a")
    desk.evaluate(PASTE, "<h2>Wax</h2><p>It melts.</p>")
    assert outline(desk)[:3] == ["section: Bees", "  subheading: Wax", "  text: It melts."]


def test_headings_make_sections_where_sections_are(desk):
    place_caret(desk, "body-1-value", len("Last"))
    desk.evaluate(
        PASTE,
        "<p>One</p><h1>All about wax</h1><p>Two</p><h2>Candles</h2><p>Three</p><h3>Wicks</h3>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><h2>Soap</h2><p>Four</p>",
    )
    assert outline(desk)[2:] == [
        "text: Last / One",
        "section: All about wax",
        "  text: Two",
        "section: Candles",
        "  text: Three",
        "  subheading: Wicks",
        "  table: a | b / 1 | 2",
        "section: Soap",
        "  text: Four",
        "text: words.",
    ]


def test_the_text_that_a_new_section_comes_with_is_divided_too(desk):
    insert(desk, desk.locator("#panel-child-story-body-content"), "Section")
    place_caret(desk, "body-2-value-content-0-value", 0)
    desk.evaluate(PASTE, WORD)
    assert outline(desk)[3:] == [
        "section: ",
        *[f"  {line}" for line in WORD_OUTLINE],
        "  text: It was twelve jars.",
    ]


def test_a_comment_goes_with_the_words_behind_the_caret(open_page, editor, health):
    marked = '<p data-block-key="bees1">Before after.</p>'
    story = ArticlePageFactory(parent=health, body=[{"type": "paragraph", "value": marked}])
    Comment.objects.create(
        page=story,
        user=editor,
        text="After what?",
        contentpath=f"body.{story.body[0].id}",
        position='[{"key": "bees1", "start": 7, "end": 12}]',
    )
    desk = open_desk(open_page, editor, story)
    annotation = desk.locator(".Draftail-Editor [data-annotation]")
    expect(annotation).to_have_text("after")
    place_caret(desk, "body-0-value", len("Before"))
    desk.evaluate(
        PASTE, "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert outline(desk) == ["text: Before", "table:  |  / a | b / 1 | 2", "text: after."]
    expect(box(desk, "body-1-value").locator("[data-annotation]")).to_have_text("after")
    # To take the block out would take the comment with it.
    expect(desk.locator(".pasted")).to_contain_text("Pasted as blocks: 1.")
    expect(desk.locator(".pasted button")).to_have_count(0)
    desk.get_by_text("Saved", exact=True).locator("visible=true").first.wait_for()
    story.refresh_from_db()
    last = story.get_latest_revision_as_object().body[2]
    expect(annotation).to_have_text("after")
    assert Comment.objects.get().contentpath == f"body.{last.id}"


def test_a_new_text_is_left_behind_what_begins_with_a_table(desk):
    insert(desk, desk.locator("#panel-child-story-body-content"), "Text")
    expect(box(desk, "body-2-value")).to_be_focused()
    desk.evaluate(
        PASTE, "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert outline(desk)[3:] == ["table:  |  / a | b / 1 | 2", "text: "]
    expect(box(desk, "body-2-value")).to_be_focused()


@pytest.mark.parametrize("by", ["button", "key"])
def test_a_divided_paste_can_be_taken_back(desk, by):
    before = outline(desk)
    place_caret(desk, SECTION_TEXT, len("Before"))
    desk.evaluate(PASTE, WORD)
    message = desk.locator(".pasted")
    expect(message).to_contain_text("Pasted as blocks: 4.")
    assert outline(desk) != before
    if by == "button":
        message.get_by_role("button", name="Undo").click()
    else:
        desk.keyboard.press("Control+z")
    expect(message).to_have_count(0)
    assert outline(desk) == before


def test_the_offer_to_take_back_ends_with_the_next_change(desk):
    place_caret(desk, SECTION_TEXT, len("Before"))
    desk.evaluate(PASTE, WORD)
    expect(desk.locator(".pasted")).to_be_visible()
    desk.wait_for_timeout(300)
    desk.keyboard.type("x")
    expect(desk.locator(".pasted")).to_have_count(0)


def test_a_table_above_the_limit_becomes_lines_and_is_named(desk):
    place_caret(desk, SECTION_TEXT, 0)
    stream = desk.locator("[data-contentpath=content] [data-pasted-cells]")
    stream.evaluate("stream => { stream.dataset.pastedCells = 3 }")
    desk.evaluate(
        PASTE, "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert outline(desk)[1] == "  text: a | b / 1 | 2Before after."
    expect(desk.locator(".pasted")).to_contain_text("A table of 4 cells is too large")
    expect(desk.locator(".pasted button")).to_have_count(0)


def test_a_paste_without_headings_and_tables_goes_into_the_text(desk):
    place_caret(desk, SECTION_TEXT, len("Before"))
    desk.evaluate(PASTE, "<p>one <b>two</b></p>")
    assert outline(desk)[1] == "  text: Beforeone two after."
    expect(desk.locator(".pasted")).to_have_count(0)


def test_a_divided_paste_is_saved_by_itself_and_published(desk, story, open_page, health):
    place_caret(desk, SECTION_TEXT, len("Before"))
    desk.evaluate(PASTE, WORD)
    expect(box(desk, "body-0-value-content-1-value")).to_be_focused()
    desk.wait_for_timeout(300)
    desk.evaluate(PASTE, GOOGLE_TABLE)
    expect(desk.locator(".Draftail-Editor--focus")).to_have_text(re.compile("rain"))
    desk.get_by_text("Saved", exact=True).locator("visible=true").first.wait_for()
    story.refresh_from_db()
    draft = story.get_latest_revision_as_object()
    content = draft.body[0].value["content"]
    kinds = [child.block_type for child in content]
    assert kinds == [
        *["paragraph", "subheading", "paragraph", "table"],
        *["paragraph", "subheading", "table", "subheading", "paragraph"],
    ]
    assert content[1].value["anchor"] == "what-they-eat"
    assert "<b>mostly</b>" in content[2].value.source
    assert "<i>June</i>" in content[2].value.source

    choose_action(desk, "Publish", health)
    assert ArticlePage.objects.get(pk=story.pk).live
    reader = open_page(script=False)
    reader.goto("/health/hives/")
    expect(reader.locator("#what-they-eat")).to_have_count(1)
    expect(reader.locator("table th[scope=col]")).to_have_text(["Month", "Honey", "Roof", "Jars"])
    cells = reader.locator("table td").all_inner_texts()
    assert [" ".join(cell.split()) for cell in cells] == [
        *["June", "1200 g", "Mill east", "1200", "School annexe", ""]
    ]
    expect(reader.locator("table i")).to_have_text(["east"])
    expect(reader.locator("#why-so-few")).to_have_count(1)
    expect(reader.locator("article ul ul li")).to_have_text(["and dew"])
    assert (
        "AB1" not in reader.content()
        and "ten" not in reader.locator("article").inner_text().split()
    )
