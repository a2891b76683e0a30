"""Suggestions beneath the search fields, by keyboard, mouse and touch, and without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import ArticlePageFactory, faq

pytestmark = pytest.mark.browser

# The pause after the last letter, with room to spare.
PAUSE = 600


@pytest.fixture
def tides(health, author, topic):
    return ArticlePageFactory(
        parent=health,
        title="How tides are told",
        slug="tides",
        authors=[author],
        topics=[topic],
        body=[faq(("How high is a tide?", "It depends."), ("Are lakes tidal?", "Hardly."))],
    )


@pytest.fixture
def front(open_page, tides):
    """The front page, with its field."""
    page = open_page()
    page.goto("/")
    return page


def field(page):
    return page.get_by_role("combobox", name="Search articles and answers")


def listbox(page):
    return page.get_by_role("listbox", name="Suggestions")


def options(page):
    return listbox(page).get_by_role("option")


def type_into(page, text):
    """Types, and waits for the list."""
    field(page).press_sequentially(text)
    expect(listbox(page)).to_be_visible()


def assert_closed(page):
    expect(listbox(page)).to_be_hidden()
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).not_to_have_attribute("aria-activedescendant", re.compile(""))


def assert_active(page, number):
    """Only this option is the active one, for the eye and for a screen reader."""
    active = options(page).nth(number)
    expect(active).to_have_attribute("aria-selected", "true")
    expect(listbox(page).locator("[aria-selected=true]")).to_have_count(1)
    expect(field(page)).to_have_attribute("aria-activedescendant", active.get_attribute("id"))
    expect(field(page)).to_be_focused()


def test_a_field_is_a_closed_combobox(front):
    expect(field(front)).to_have_attribute("aria-autocomplete", "list")
    assert_closed(front)
    controlled = field(front).get_attribute("aria-controls")
    expect(front.locator(f"[id={controlled}][role=listbox]")).to_have_count(1)


def test_typing_opens_a_list_that_names_the_kind_of_each_suggestion(front):
    type_into(front, "how")
    expect(field(front)).to_have_attribute("aria-expanded", "true")
    expect(options(front)).to_have_count(2)
    front.get_by_role("option", name="How tides are told Article", exact=True).wait_for()
    front.get_by_role("option", name="How high is a tide? Question", exact=True).wait_for()
    expect(options(front).first.locator("mark")).to_have_text("How")
    expect(field(front).locator("xpath=..").get_by_role("status")).to_have_text("2 suggestions")
    expect(listbox(front).locator("[aria-selected=true]")).to_have_count(0)


def test_arrows_walk_through_the_list_and_the_field(front):
    type_into(front, "how")
    for key, number in [("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)]:
        front.keyboard.press(key)
        assert_active(front, number)
    front.keyboard.press("ArrowUp")
    expect(field(front)).not_to_have_attribute("aria-activedescendant", re.compile(""))
    front.keyboard.press("ArrowUp")
    assert_active(front, 1)
    expect(field(front)).to_have_value("how")


def test_home_and_end_stay_with_the_text(front):
    type_into(front, "how")
    front.keyboard.press("ArrowDown")
    front.keyboard.press("Home")
    expect(field(front)).not_to_have_attribute("aria-activedescendant", re.compile(""))
    assert field(front).evaluate("input => input.selectionStart") == 0
    front.keyboard.press("End")
    assert field(front).evaluate("input => input.selectionStart") == 3
    expect(listbox(front)).to_be_visible()


def test_enter_goes_to_the_active_suggestion(front):
    type_into(front, "how")
    front.keyboard.press("ArrowDown")
    front.keyboard.press("Enter")
    front.wait_for_url("**/health/tides/")


def test_enter_without_one_searches(front):
    type_into(front, "how")
    front.keyboard.press("Enter")
    front.wait_for_url("**/search/?q=how")


def test_enter_before_the_list_searches(front):
    field(front).fill("how")
    front.keyboard.press("Enter")
    front.wait_for_url("**/search/?q=how")
    front.wait_for_timeout(PAUSE)
    assert_closed(front)


def test_escape_closes_then_clears(front):
    type_into(front, "how")
    front.keyboard.press("ArrowDown")
    front.keyboard.press("Escape")
    assert_closed(front)
    expect(field(front)).to_have_value("how")
    front.keyboard.press("Escape")
    expect(field(front)).to_have_value("")
    expect(field(front)).to_be_focused()


def test_an_arrow_opens_the_list_again(front):
    type_into(front, "how")
    front.keyboard.press("Escape")
    front.keyboard.press("ArrowDown")
    assert_active(front, 0)


def test_tab_closes_and_goes_on(front):
    type_into(front, "how")
    front.keyboard.press("Tab")
    assert_closed(front)
    expect(field(front)).not_to_be_focused()
    assert front.evaluate("document.activeElement.getAttribute('role')") != "option"


def test_a_click_leads_to_the_question(front, tides):
    type_into(front, "how hi")
    options(front).first.click()
    front.wait_for_url("**/health/tides/#how-high-is-a-tide")
    expect(front.get_by_text("It depends.")).to_be_visible()


def test_pressing_on_the_list_does_not_move_the_focus(front):
    type_into(front, "how")
    options(front).first.hover()
    front.mouse.down()
    expect(field(front)).to_be_focused()
    front.mouse.move(1, 1)
    front.mouse.up()
    expect(listbox(front)).to_be_visible()


def test_a_click_elsewhere_closes(front):
    type_into(front, "how")
    front.mouse.click(5, 5)
    assert_closed(front)


def test_fewer_letters_and_unknown_words_close_the_list(front):
    type_into(front, "how")
    front.keyboard.type("x")
    assert_closed(front)
    expect(field(front).locator("xpath=..").get_by_role("status")).to_have_text("No suggestions")
    for _letter in "owx":
        front.keyboard.press("Backspace")
    front.wait_for_timeout(PAUSE)
    assert_closed(front)


def test_there_is_one_request_after_a_pause_and_never_two(front):
    requested = []
    front.on(
        "request", lambda request: "/suggest/" in request.url and requested.append(request.url)
    )
    type_into(front, "how")
    front.keyboard.type(" tides", delay=0)
    expect(options(front)).to_have_count(1)
    for _letter in " tides":
        front.keyboard.press("Backspace", delay=0)
    expect(options(front)).to_have_count(2)
    assert len(requested) == len(set(requested)) < len("how tides")


def test_a_server_that_fails_leaves_an_ordinary_form(front):
    front.route("**/suggest/**", lambda route: route.fulfill(status=500))
    field(front).press_sequentially("how")
    front.wait_for_timeout(PAUSE)
    assert_closed(front)
    front.keyboard.press("Enter")
    front.wait_for_url("**/search/?q=how")


def test_keys_of_an_input_method_are_left_to_it(front):
    type_into(front, "how")
    front.keyboard.press("ArrowDown")
    assert_active(front, 0)
    composing = "new KeyboardEvent('keydown', {key: '%s', isComposing: true, cancelable: true})"
    for key in ("Enter", "Escape", "ArrowDown"):
        assert field(front).evaluate(f"input => input.dispatchEvent({composing % key})")
    assert_active(front, 0)


def test_the_list_of_the_search_page_on_a_phone(open_page, tides):
    page = open_page(has_touch=True)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/search/")
    type_into(page, "inés")
    box, typed = listbox(page).bounding_box(), field(page).bounding_box()
    assert box["x"] == 0 and box["width"] == 390
    assert 0 <= box["y"] - (typed["y"] + typed["height"]) < 20
    options(page).first.tap()
    page.wait_for_url("**/authors/ines-okafor/")


def test_the_list_obeys_the_policy_of_the_page(front):
    messages = []
    front.on("console", lambda message: messages.append(message.text))
    front.goto("/search/")
    type_into(front, "how")
    front.keyboard.press("ArrowDown")
    assert_active(front, 0)
    assert not [text for text in messages if "Content Security Policy" in text]


def test_without_script_the_form_searches(open_page, tides):
    page = open_page(script=False)
    page.goto("/")
    search = page.get_by_role("searchbox", name="Search articles and answers")
    search.fill("tides")
    expect(page.get_by_role("listbox")).to_have_count(0)
    search.press("Enter")
    assert page.url.endswith("/search/?q=tides")
    page.get_by_role("link", name="How tides are told").first.wait_for()
