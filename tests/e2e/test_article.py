"""An article in a browser: notes, links, preferences, print; and citing in the editor."""

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from news.structure.notes import citation
from tests.e2e.test_newsroom import log_in
from tests.factories import ArticlePageFactory, ImageFactory, faq, section

pytestmark = pytest.mark.browser

TIDES = "/health/tides/"
FILLER = "The water rises and falls, and the harbour master writes it down. " * 12


@pytest.fixture
def explainer(health, author, topic):
    return ArticlePageFactory(
        parent=health,
        title="How tides are told",
        slug="tides",
        authors=[author],
        topics=[topic],
        takeaways=[
            {"type": "takeaway", "value": {"text": "<p>Two bulges.</p>", "section": "the-coast"}}
        ],
        body=[
            section("The moon", f"{FILLER} Newton said so.{citation('principia')}"),
            section("The coast", FILLER),
            section("The tables", FILLER),
            faq(("Are lakes tidal?", f"Hardly.{citation('atlas')} Newton.{citation('principia')}")),
        ],
        sources=[
            {"type": "source", "id": "atlas", "value": {"title": "Atlas of lakes"}},
            {"type": "source", "id": "principia", "value": {"title": "Principia"}},
        ],
    )


def test_a_note_opens_beside_its_number_and_gives_the_focus_back(open_page, explainer):
    page = open_page()
    page.set_viewport_size({"width": 1100, "height": 1000})
    page.goto(TIDES)
    number = page.locator("#cited_1_1")
    number.focus()
    page.keyboard.press("Enter")
    note = page.get_by_role("group", name="Source 1")
    expect(note).to_be_visible()
    expect(note).to_contain_text("1 Principia")
    assert "#" not in page.url
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(number).to_be_focused()


@pytest.mark.parametrize("width", [390, 1100])
def test_a_note_stays_within_the_window(open_page, explainer, width):
    page = open_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(TIDES)
    page.locator("#cited_1_1").click()
    box = page.locator("#margin_note").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_a_number_leads_to_its_note_and_the_note_leads_back(open_page, explainer):
    page = open_page(script=False)
    page.goto(TIDES)
    page.locator("#cited_1_1").click()
    assert page.url.endswith("#note_1")
    # The second place is in a closed answer, which opens.
    page.get_by_role("link", name="Back to place b in the text").click()
    assert page.url.endswith("#cited_1_2")
    expect(page.get_by_text("Hardly.")).to_be_visible()
    expect(page.locator(".preferences").first).to_be_hidden()


def test_a_heading_link_copies_its_address_and_shows_a_message(open_page, explainer, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(TIDES)
    page.get_by_role("link", name="Link to “The coast”").click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}{TIDES}#the-coast"
    assert page.url.endswith("#the-coast")


def test_a_takeaway_leads_to_its_section(open_page, explainer):
    page = open_page(script=False)
    page.goto(TIDES)
    page.locator(".takeaways").get_by_role("link", name="The coast").click()
    assert page.url.endswith("#the-coast")


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_the_chosen_text_size_is_remembered_and_breaks_no_layout(open_page, explainer, width):
    page = open_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(TIDES)
    paragraph = page.locator(".prose p").first
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    before = paragraph.evaluate(size)
    button = page.get_by_role("button", name="Larger text").locator("visible=true")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert paragraph.evaluate(size) > before * 1.2
    page.goto(TIDES)
    assert page.locator("html").get_attribute("data-text") == "larger"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_print_holds_the_answers_and_notes_and_no_navigation(open_page, explainer):
    page = open_page()
    page.goto(TIDES)
    page.emulate_media(media="print")
    for words in ("Hardly.", "Atlas of lakes", "Principia"):
        found = page.locator("main").get_by_text(words).locator("visible=true")
        expect(found.first).to_be_visible()
    for furniture in (".masthead .menu", ".contents", ".share", ".neighbours", ".footer__body"):
        expect(page.locator(f"{furniture}:visible")).to_have_count(0)


# The editor


def editing(open_page, editor, article):
    page = open_page()
    log_in(page, editor)
    page.goto(f"/admin/pages/{article.pk}/edit/")
    page.locator('[role="textbox"]').first.wait_for()
    return page


def ask_for_sources(page, field):
    """Types the command at the end of the rich text; gives the dialog that opens."""
    page.locator(f'input[name="{field}"] + .Draftail-Editor__wrapper [role="textbox"]').click()
    page.keyboard.press("Control+End")
    page.keyboard.type("/source")
    page.get_by_role("option", name="Source").locator("visible=true").click()
    dialog = page.locator("dialog.citations")
    dialog.wait_for()
    return dialog


def saved(page, article, citations):
    """Saves, and gives the draft once its first text cites so often."""
    # The editor hands its text to the form after a pause.
    page.wait_for_function(
        "n => document.getElementsByName('body-0-value')[0].value.split('†').length === n + 1",
        arg=citations,
    )
    page.get_by_role("button", name="Save draft").click()
    for _try in range(100):
        draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
        if cited(draft).count("<embed") == citations:
            page.goto(f"/admin/pages/{article.pk}/edit/")
            page.locator('[role="textbox"]').first.wait_for()
            return draft
        page.wait_for_timeout(200)
    raise AssertionError(f"Saved was {cited(draft)}")


def cited(draft) -> str:
    """The first text of the draft, as it is stored."""
    return draft.body.get_prep_value()[0]["value"]


@pytest.fixture
def plain(health):
    return ArticlePageFactory(
        parent=health,
        title="A plain story",
        slug="plain",
        body=[{"type": "paragraph", "value": "<p>Said so.</p>"}],
        sources=[{"type": "source", "id": "atlas", "value": {"title": "Atlas of lakes"}}],
    )


def test_an_editor_cites_adds_a_source_and_takes_a_citation_back(open_page, plain, editor):
    page = editing(open_page, editor, plain)
    marks = page.locator('[data-draftail-trigger]:has-text("†")')

    ask_for_sources(page, "body-0-value").get_by_role("button", name="Atlas of lakes").click()
    expect(marks).to_have_count(1)
    saved(page, plain, citations=1)

    dialog = ask_for_sources(page, "body-0-value")
    dialog.get_by_label("Title").fill("A new book")
    dialog.get_by_role("button", name="Add and cite").click()
    expect(page.locator('input[name="sources-1-value-title"]')).to_have_value("A new book")
    draft = saved(page, plain, citations=2)
    assert draft.sources[1].value["title"] == "A new book"
    assert f'id="{draft.sources[1].id}"' in cited(draft)

    expect(marks).to_have_count(2)
    marks.first.click()
    page.get_by_role("button", name="Remove").locator("visible=true").click()
    expect(marks).to_have_count(1)
    draft = saved(page, plain, citations=1)
    page.close()

    draft.latest_revision.publish()
    reader = open_page(script=False)
    reader.goto("/health/plain/")
    expect(reader.locator("#note_1")).to_contain_text("A new book")
    expect(reader.get_by_role("heading", name="Further reading")).to_be_visible()


def test_a_picture_that_is_lost_leaves_no_hole(open_page, explainer):
    explainer.hero_image = ImageFactory()
    explainer.save_revision().publish()
    page = open_page()
    page.route("**/media/**", lambda route: route.abort())
    page.goto(TIDES)
    expect(page.locator(".hero picture")).to_have_count(0)
