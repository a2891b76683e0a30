"""The right third of a wide article and its end: notes beside lines, and what to read next."""

import pytest
from playwright.sync_api import expect

from news.structure.notes import citation
from tests.factories import ArticlePageFactory, faq, section

pytestmark = pytest.mark.browser

TIDES = "/health/tides/"
FILLER = "The water rises and falls, and the harbour master writes it down. " * 12
LONG = "A very long title of a report on the heights of water along a coast " * 4


@pytest.fixture
def explainer(health, author, topic):
    for number in range(3):
        ArticlePageFactory(parent=health, title=f"Another story {number}", topics=[topic])
    return ArticlePageFactory(
        parent=health,
        title="How tides are told",
        slug="tides",
        authors=[author],
        topics=[topic],
        body=[
            section(
                "The moon",
                f"Newton said so.{citation('principia')} Others, too.{citation('report')} {FILLER}",
            ),
            section("The coast", f"{FILLER} Newton again.{citation('principia')}"),
            section("The tables", f"{FILLER} The last line.{citation('report')}"),
            faq(("Are lakes tidal?", f"Hardly.{citation('atlas')}")),
        ],
        sources=[
            {"type": "source", "id": "atlas", "value": {"title": "Atlas of lakes"}},
            {"type": "source", "id": "principia", "value": {"title": "Principia"}},
            {"type": "source", "id": "report", "value": {"title": LONG}},
        ],
    )


@pytest.fixture
def open_wide(open_page, explainer):
    def opened(width: int = 1440, **options):
        page = open_page(**options)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(TIDES)
        return page

    return opened


@pytest.mark.parametrize("width", [1152, 1300, 1440])
def test_a_note_is_beside_its_line_and_none_covers_another(open_wide, width):
    page = open_wide(width)
    notes = page.locator(".side-note")
    expect(notes).to_have_count(2)
    text = page.locator(".story--article .prose").first.bounding_box()
    boxes = [notes.nth(number).bounding_box() for number in range(2)]
    line = page.locator("#cited_1_1").bounding_box()
    assert abs(boxes[0]["y"] - line["y"]) < 32
    for box in boxes:
        assert box["x"] >= text["x"] + text["width"] + 24
        assert box["x"] + box["width"] <= width
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_number_points_to_the_note_beside_it(open_wide):
    page = open_wide()
    page.locator("#cited_1_1").click()
    note = page.get_by_role("note", name="Source 1")
    expect(note).to_be_focused()
    expect(note).to_contain_text("Principia")
    expect(page.locator("#margin_note")).to_be_hidden()
    assert "#" not in page.url


def test_a_number_whose_note_is_out_of_sight_opens_it(open_wide):
    page = open_wide()
    page.locator("#cited_2_2").scroll_into_view_if_needed()
    page.locator(".side-note").first.evaluate(
        "e => scrollBy(0, e.getBoundingClientRect().bottom + 50)"
    )
    page.locator("#cited_2_2").click()
    expect(page.locator("#margin_note")).to_be_visible()


def test_narrow_windows_show_no_note_beside_the_text(open_wide):
    page = open_wide(1150)
    expect(page.locator(".side-note:visible")).to_have_count(0)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator(".side-note:visible")).to_have_count(2)
    page.set_viewport_size({"width": 1000, "height": 900})
    expect(page.locator(".side-note:visible")).to_have_count(0)


def test_notes_do_not_move_the_text(open_wide):
    page = open_wide()
    with_notes = page.locator("#the-tables").bounding_box()["y"]
    page.evaluate("document.querySelectorAll('.side-note').forEach(e => e.style.display = 'none')")
    assert page.locator("#the-tables").bounding_box()["y"] == with_notes


def test_related_articles_are_between_text_and_sources(open_wide):
    for page in (open_wide(1440), open_wide(390, script=False)):
        ends = page.locator(".story--article").bounding_box()
        section = page.get_by_role("region", name="Read next")
        box = section.bounding_box()
        assert box["y"] >= ends["y"] + ends["height"]
        assert page.locator("#sources").bounding_box()["y"] >= box["y"] + box["height"]
        expect(section.get_by_role("article")).to_have_count(3)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
