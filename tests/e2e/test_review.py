"""An article between its writer and its editors: requested changes, approval."""

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.e2e.test_newsroom import log_in

pytestmark = pytest.mark.browser

NOTE = "Where was it measured?"


@pytest.fixture
def story(new_draft, writer):
    new_draft.owner = writer
    new_draft.save()
    new_draft.get_workflow().start(new_draft, writer)
    return new_draft


@pytest.fixture
def office(open_page, editor):
    """Where the editor is signed in."""
    editor.first_name, editor.last_name = "Edda", "Quill"
    editor.save()
    page = open_page()
    log_in(page, editor)
    return page


def act_on_dashboard(page, name):
    page.goto("/admin/")
    row = page.get_by_role("region", name="Awaiting your review").get_by_role("row")
    row.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name=name, exact=True).locator("visible=true").click()


def asks_for_changes_in_the_editor(page, story):
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.locator('footer [data-w-dropdown-target="toggle"]').first.click()
    page.locator("footer").get_by_role("button", name="Request changes").click()


def asks_for_changes_on_the_dashboard(page, _story):
    act_on_dashboard(page, "Request changes")


@pytest.mark.parametrize("ask", [asks_for_changes_in_the_editor, asks_for_changes_on_the_dashboard])
def test_the_writer_sees_who_requested_changes_and_why(office, story, open_page, writer, ask):
    ask(office, story)
    note = office.locator(".modal")
    note.get_by_label("Comment").fill(NOTE)
    note.get_by_role("button", name="Request changes").click()
    expect(office.locator(".messages")).to_contain_text("You asked for changes to “Ice”")
    desk = open_page()
    log_in(desk, writer)
    desk.get_by_role("link", name="Ice").click()
    messages = desk.locator(".messages")
    expect(messages).to_contain_text("Edda Quill asked for changes on")
    expect(messages).to_contain_text(NOTE)


def test_approval_on_the_dashboard_leads_to_the_live_page(office, story):
    act_on_dashboard(office, "Approve")
    expect(office.locator(".messages")).to_contain_text("“Ice” has been published")
    office.get_by_role("link", name="View live").click()
    expect(office.get_by_role("heading", name="Ice")).to_be_visible()
    assert office.url.endswith("/health/ice/")
    assert ArticlePage.objects.get(pk=story.pk).live
