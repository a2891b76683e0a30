"""The editor of an article, whose rich texts load their editors on demand."""

import json

import pytest
from playwright.sync_api import expect
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Comment

from news.blocks import CITING_PROSE
from news.models import ArticlePage
from news.structure.notes import citation
from tests.e2e.test_newsroom import log_in
from tests.factories import ArticlePageFactory, faq, section

pytestmark = pytest.mark.browser

FILLER = "The water rises and falls, and the harbour master writes it down. " * 8
# Wagtail compares with what the form holds two seconds after it was there: what is typed before
# that is no change to it, and calls for no preview.
WATCHES_CHANGES = """() => {
  const form = document.querySelector("[data-edit-form]");
  return wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved").initialFormData;
}"""
FIRST = "body-0-value"
LAST = "body-3-value-questions-0-value-answer"


def saved(html: str) -> str:
    """The text as it is stored once an editor has saved it."""
    converter = ContentstateConverter(CITING_PROSE)
    return converter.to_database_format(converter.from_database_format(html))


def prose(html: str) -> dict:
    return {"type": "paragraph", "value": saved(html)}


@pytest.fixture
def story(health):
    linked = f'<a linktype="page" id="{health.pk}">the harbour</a>'
    questions = faq(("Are lakes tidal?", ""))
    answer = f"<p>Hardly. {linked}{citation('atlas')}</p>"
    questions["value"] |= {"introduction": saved(""), "numbered": False}
    questions["value"]["questions"][0]["value"]["answer"] = saved(answer)
    return ArticlePageFactory(
        parent=health,
        title="How tides are told",
        slug="tides",
        body=[
            prose(f"<p>See <b>{linked}</b> &amp; <i>quay</i>.{citation('atlas')}</p>"),
            section("The moon", prose(f"<p>{FILLER}{citation('atlas')}</p>")),
            section(
                "The coast",
                prose("<ul><li>High</li><li>Low</li></ul><p>Neap.</p>"),
                prose(f"<p>{FILLER}</p>"),
            ),
            questions,
        ],
        sources=[{"type": "source", "id": "atlas", "value": {"title": "Atlas of lakes"}}],
    )


@pytest.fixture
def desk(open_page, editor, story):
    """The story in the editor, before any of its rich texts has one."""
    page = open_page()
    log_in(page, editor)
    reopen(page, story)
    return page


def reopen(page, story):
    page.goto("about:blank")
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.wait_for_function("document.querySelectorAll('.lazy-rich-text').length >= 3")


def text(page, field):
    return page.locator(f'input[name="{field}"] + .Draftail-Editor__wrapper [role="textbox"]')


def mounted(page, field):
    return text(page, field).and_(page.locator("[contenteditable=true]"))


def wait_for_all_editors(page):
    expect(page.locator(".lazy-rich-text")).to_have_count(0)


def wait_until_wagtail_watches(page):
    """What is typed in the first two seconds is no edit for its autosave."""
    page.wait_for_timeout(2500)


def wait_until_nothing_is_unsaved(page):
    """Past what Wagtail needs to begin to watch, to look and to save (2 s, .5 s and .5 s)."""
    page.wait_for_timeout(4000)


def stored(story) -> list[dict]:
    """The body as the newest draft holds it."""
    return draft(story).body.get_prep_value()


def draft(story):
    return ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()


def wait_for_body(page, story, is_right):
    """Until a draft is saved whose body is right; gives that body."""
    for _try in range(150):
        body = stored(story)
        if is_right(body):
            return body
        page.wait_for_timeout(200)
    raise AssertionError(f"Saved was {body}")


def type_at_the_end(page, field, words):
    text(page, field).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def save(page, story, is_right):
    """Saves the draft; gives its body."""
    # Draftail hands texts and the places of comments to the form after a quarter of a second.
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Save draft").click()
    return wait_for_body(page, story, is_right)


def save_with_title(page, story, title):
    """Changes the headline and nothing else, and saves."""
    page.fill("input[name=title]", title)
    return save(page, story, lambda _body: draft(story).title == title)


def test_texts_are_there_before_their_editors(desk):
    assert desk.locator(".lazy-rich-text").count() == desk.locator('[role="textbox"]').count()
    expect(text(desk, FIRST)).to_contain_text("See the harbour & quay.†")
    expect(desk.locator(".lazy-rich-text li")).to_have_text(["High", "Low"])


def test_an_editor_takes_no_other_place_than_its_text(desk):
    fields = ["body-0-value", "body-1-value-content-0-value", "body-2-value-content-0-value"]
    before = [text(desk, field).bounding_box() for field in fields]
    wait_for_all_editors(desk)
    for field, box in zip(fields, before, strict=True):
        assert text(desk, field).bounding_box() == pytest.approx(box, abs=2), field


@pytest.mark.parametrize("field", [FIRST, LAST])
def test_text_typed_before_the_editor_loads_is_saved(desk, story, field):
    before = stored(story)
    type_at_the_end(desk, field, " And so on.")
    after = save(desk, story, lambda body: "And so on." in str(body))
    assert json.loads(json.dumps(after).replace(" And so on.", "")) == before


def test_the_pointer_puts_the_cursor_where_it_points(desk):
    field = "body-1-value-content-0-value"
    text(desk, field).scroll_into_view_if_needed()
    box = text(desk, field).bounding_box()
    desk.mouse.move(box["x"] + 3, box["y"] + 8)
    desk.mouse.click(box["x"] + 3, box["y"] + 8)
    desk.keyboard.type("Now ")
    expect(mounted(desk, field)).to_contain_text("Now The water rises")


def test_the_keyboard_comes_to_a_text_and_goes_on(desk):
    heading = desk.locator("input[name='body-1-value-heading']")
    heading.focus()
    content = "body-1-value-content-0-value"
    for _try in range(30):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.role === 'textbox'"):
            break
    expect(mounted(desk, content)).to_be_focused()
    desk.keyboard.type("Now ")
    expect(mounted(desk, content)).to_contain_text("Now The water rises")
    desk.keyboard.press("Tab")
    expect(mounted(desk, content)).not_to_be_focused()


@pytest.mark.parametrize("is_mounted", [False, True])
def test_an_untouched_text_is_saved_unchanged(desk, story, is_mounted):
    before = stored(story)
    if is_mounted:
        wait_for_all_editors(desk)
        wait_until_nothing_is_unsaved(desk)
    assert save_with_title(desk, story, "Tides") == before


def test_looking_at_an_article_saves_nothing(desk, story):
    revision = story.latest_revision_id
    wait_for_all_editors(desk)
    text(desk, LAST).click()
    wait_until_nothing_is_unsaved(desk)
    assert ArticlePage.objects.get(pk=story.pk).latest_revision_id == revision
    assert desk.locator("[data-w-unsaved-has-edits-value=true]").count() == 0


def test_autosave_does_not_lose_untouched_texts(desk, story):
    before = stored(story)
    wait_until_wagtail_watches(desk)
    desk.fill("input[name='body-1-value-heading']", "The moon and the sun")
    after = wait_for_body(
        desk, story, lambda body: body[1]["value"]["heading"] == "The moon and the sun"
    )
    after[1]["value"]["heading"] = before[1]["value"]["heading"]
    assert after == before


def test_the_editor_shows_what_autosave_left_out_until_it_is_valid(desk, story):
    wait_until_wagtail_watches(desk)
    heading, slug = "input[name='body-1-value-heading']", desk.locator("input[name=slug]")
    slug.evaluate("field => (field.value = 'no slug!')")
    desk.fill(heading, "The moon and the sun")
    unsaved = desk.locator("#unsaved-fields")
    expect(unsaved).to_contain_text("Not saved until it is put right: Slug", timeout=15_000)
    assert stored(story)[1]["value"]["heading"] == "The moon and the sun"
    assert draft(story).slug == "tides"
    slug.evaluate("field => (field.value = 'tides')")
    desk.fill(heading, "The moon alone")
    expect(unsaved).to_have_text("", timeout=15_000)


def action(page, field, name):
    """The action of the block that the rich text is, among those in the head of its panel."""
    block = page.locator("[data-streamfield-child]").filter(
        has=page.locator(f'input[name="{field.removesuffix("-value")}-type"]')
    )
    return block.last.locator(f'button[title="{name}"]').first


def contents(body) -> list[str]:
    """What the section about the coast holds."""
    return [block["value"] for block in body[2]["value"]["content"]]


def test_a_block_without_editor_is_copied_moved_and_deleted(desk, story):
    before = stored(story)
    bullets, prose = contents(before)
    first = "body-2-value-content-0-value"
    action(desk, first, "Duplicate").click()
    after = save(desk, story, lambda body: len(contents(body)) == 3)
    assert contents(after) == [bullets, bullets, prose]
    ids = [block["id"] for block in after[2]["value"]["content"]]
    assert len(set(ids)) == 3 and ids[0] == before[2]["value"]["content"][0]["id"]

    reopen(desk, story)
    action(desk, first, "Move down").click()
    action(desk, first, "Move down").click()
    after = save(desk, story, lambda body: contents(body)[2] == bullets)
    assert contents(after) == [bullets, prose, bullets]

    reopen(desk, story)
    action(desk, first, "Delete").click()
    after = save(desk, story, lambda body: len(contents(body)) == 2)
    assert contents(after) == [prose, bullets]
    assert [block for block in after if block is not after[2]] == [*before[:2], before[3]]


def test_a_section_without_editors_is_copied_with_all_its_texts(desk, story):
    before = stored(story)
    action(desk, "body-2-value", "Duplicate").click()
    after = save(desk, story, lambda body: len(body) == 5)
    assert contents(after) == contents(after[1:]) == contents(before)


def test_an_inserted_text_can_be_typed_into_at_once(desk, story):
    before = contents(stored(story))
    content = desk.locator('[data-contentpath="content"]').nth(1)
    content.locator('button[title="Insert a block"]:visible').first.click()
    desk.get_by_role("option", name="Text", exact=True).locator("visible=true").click()
    expect(mounted(desk, "body-2-value-content-2-value")).to_be_focused()
    desk.keyboard.type("In between.")
    after = save(desk, story, lambda body: "In between." in str(body))
    assert [words for words in contents(after) if "In between." not in words] == before
    assert "In between." in contents(after)[0]


def test_a_comment_stays_on_its_words(desk, story, editor):
    block = story.body[1].value["content"][0]
    path = f"body.{story.body[1].id}.content.{block.id}"
    text(desk, "body-1-value-content-0-value").click()
    field = mounted(desk, "body-1-value-content-0-value")
    desk.keyboard.press("Control+Home")
    for _letter in "The water":
        desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Control+Alt+m")
    comments = desk.locator("#comments")
    button = comments.get_by_role("button", name="Comment").locator("visible=true")
    button.wait_for()
    # Wagtail may still be putting the box in its place, and then forgets what is in it.
    for _try in range(20):
        comments.locator("textarea").locator("visible=true").fill("Which water?")
        desk.wait_for_timeout(300)
        if button.is_enabled():
            break
    button.click()
    marked = field.locator("[data-annotation]")
    expect(marked).to_have_text("The water")
    placed = Comment.objects.filter(page=story).exclude(position="[]")
    save(desk, story, lambda _body: placed.exists())
    assert placed.first().contentpath == path

    reopen(desk, story)
    expect(marked).to_have_text("The water")
    expect(field.locator("[data-draftail-trigger]")).to_have_text("†")


def test_the_preview_shows_what_was_typed(desk):
    desk.locator('[data-side-panel-toggle="preview"], [aria-label="Toggle preview"]').first.click()
    frame = desk.frame_locator("iframe.w-preview__iframe, iframe[title*=review]").first
    expect(frame.locator("main")).to_contain_text("The water rises and falls")
    desk.wait_for_function(WATCHES_CHANGES)
    type_at_the_end(desk, LAST, " And so on.")
    expect(frame.locator("main")).to_contain_text("And so on.")


def test_an_error_is_shown_at_a_text_without_editor(desk, story):
    desk.fill("input[name='body-1-value-heading']", "")
    desk.locator('footer [data-w-dropdown-target="toggle"]').first.click()
    desk.locator("footer").get_by_role("button", name="Publish", exact=True).click()
    desk.locator(".w-field--error").first.wait_for()
    expect(text(desk, FIRST)).to_contain_text("See the harbour & quay.†")
    desk.fill("input[name='body-1-value-heading']", "The sun")
    assert save_with_title(desk, story, "Tides")[1]["value"]["heading"] == "The sun"
