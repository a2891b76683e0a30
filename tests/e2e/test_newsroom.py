"""A writer composes and submits, an editor publishes, a reader reads it at once."""

import re

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.factories import AuthorFactory

pytestmark = pytest.mark.browser


def log_in(page, user):
    page.goto("/admin/login/")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", "a-long-password")
    page.click("button[type=submit]")
    page.wait_for_selector(".sidebar")


def insert_the_only_kind(container):
    """Adds a block to a stream of one type. A click may be lost while a new page is first saved."""
    count = container.locator('input[name$="-count"]').first
    number = int(count.input_value())
    button = container.locator('button[title="Insert a block"]:visible').last
    button.click()
    try:
        expect(count).to_have_value(str(number + 1), timeout=10_000)
    except AssertionError:
        button.click()
        expect(count).to_have_value(str(number + 1))


def insert(page, container, name):
    """Adds a block of the type at the end of a stream, and waits until it is there."""
    count = container.locator('input[name$="-count"]').first
    number = int(count.input_value())
    container.locator('button[title="Insert a block"]:visible').last.click()
    page.get_by_role("option", name=name, exact=True).locator("visible=true").click()
    expect(count).to_have_value(str(number + 1))
    expect(page.get_by_role("option").locator("visible=true")).to_have_count(0)


def write(page, field, text):
    """Types into the rich text editor that follows the hidden field."""
    page.locator(f'input[name="{field}"] + .Draftail-Editor__wrapper [role="textbox"]').click()
    page.keyboard.type(text)
    # The editor hands its text to the form after a pause.
    page.wait_for_function(
        "([name, text]) => document.getElementsByName(name)[0].value.includes(text)",
        arg=[field, text],
    )


def choose_action(page, name, parent):
    """Presses an action of the footer's menu; done when the admin is back at the section."""
    page.locator('footer [data-w-dropdown-target="toggle"]').first.click()
    page.locator("footer").get_by_role("button", name=re.compile(f"^{name}$")).click()
    page.wait_for_url(f"**/admin/pages/{parent.pk}/")


def test_from_a_writers_draft_to_the_reader(open_page, health, writer, editor):
    AuthorFactory(name="Ines Okafor")
    desk = open_page()
    log_in(desk, writer)
    desk.goto(f"/admin/pages/add/news/articlepage/{health.pk}/")
    desk.fill("input[name=title]", "How tides are told")
    desk.fill("textarea[name=standfirst]", "The moon pulls, the coast decides.")
    compose(desk)
    desk.get_by_text("Saved", exact=True).locator("visible=true").first.wait_for()
    choose_action(desk, "Submit to Editorial review", health)
    draft = ArticlePage.objects.get(slug="how-tides-are-told")
    assert not draft.live and draft.current_workflow_state

    reader = open_page(script=False)
    assert reader.goto(f"/health/{draft.slug}/").status == 404

    office = open_page()
    log_in(office, editor)
    office.goto(f"/admin/pages/{draft.pk}/edit/")
    office.wait_for_selector("footer [data-w-dropdown-target=toggle]")
    choose_action(office, "Approve( and Publish)?", health)

    see_everywhere(reader, f"/health/{draft.slug}/")


def compose(page):
    body = page.locator("#panel-child-story-body-content")
    insert(page, body, "Text")
    write(page, "body-0-value", "Twice a day the water comes back.")
    insert(page, body, "Section")
    page.fill("input[name='body-1-value-heading']", "What the moon does")
    content = page.locator('[data-contentpath="content"]').first
    write(page, "body-1-value-content-0-value", "Gravity falls off with distance.")
    insert(page, content, "Quotation")
    page.fill("textarea[name='body-1-value-content-1-value-text']", "The sea keeps its own clock.")
    insert(page, content, "Fact box")
    page.fill("input[name='body-1-value-content-2-value-title']", "Spring and neap")
    write(page, "body-1-value-content-2-value-text", "Spring tides follow the new moon.")
    insert(page, content, "Divider")
    insert(page, content, "Sub-heading")
    page.fill("input[name='body-1-value-content-4-value-heading']", "And the sun")
    insert(page, body, "Pull quote")
    page.fill("textarea[name='body-2-value-text']", "The coast decides.")
    insert(page, body, "Questions and answers")
    questions = page.locator('[data-contentpath="questions"]').first
    insert_the_only_kind(questions)
    page.fill("input[name='body-3-value-questions-0-value-question']", "Are lakes tidal?")
    write(page, "body-3-value-questions-0-value-answer", "Hardly: a few centimetres.")


def see_everywhere(reader, address):
    assert reader.goto(address).status == 200
    for words in (
        "The moon pulls, the coast decides.",
        "Twice a day the water comes back.",
        "What the moon does",
        "Gravity falls off with distance.",
        "The sea keeps its own clock.",
        "Spring tides follow the new moon.",
        "And the sun",
        "The coast decides.",
        "Are lakes tidal?",
    ):
        assert words in reader.content(), words
    assert reader.locator("#what-the-moon-does").count() == 1
    for page in ("/", "/health/"):
        reader.goto(page)
        assert reader.get_by_role("link", name="How tides are told").count() >= 1, page
    assert "Hardly: a few centimetres." in reader.request.get("/feed/").text()
    reader.goto("/search/?q=are+lakes+tidal")
    found = reader.locator("main")
    assert found.locator('a[href$="#are-lakes-tidal"]').count() >= 1, found.inner_text()
