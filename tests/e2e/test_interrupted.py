"""A session that ends in another tab while an article is being edited."""

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.e2e.test_newsroom import log_in

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(open_page, editor, article):
    page = open_page()
    log_in(page, editor)
    page.goto(f"/admin/pages/{article.pk}/edit/")
    # What is typed in the first two seconds is no edit for Wagtail's autosave.
    page.wait_for_timeout(2500)
    return page


def sign_out_elsewhere(page):
    other = page.context.new_page()
    other.goto("/admin/account/security/")
    other.evaluate(
        """async () => {
          const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
          await fetch("/admin/logout/", { method: "POST", headers: { "X-CSRFToken": token } });
        }"""
    )
    other.close()


def sign_in_in_new_tab(page, link, user):
    with page.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.fill("input[name=username]", user.username)
    tab.fill("input[name=password]", "a-long-password")
    tab.click("button[type=submit]")
    tab.wait_for_url("**/account/back/")
    tab.close()


def draft(article) -> str:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().title


def test_an_open_article_asks_to_sign_in_and_then_saves(desk, editor, article):
    sign_out_elsewhere(desk)
    desk.fill("input[name=title]", "Nights that were counted")
    link = desk.get_by_role("link", name="Sign in in a new tab")
    expect(desk.get_by_role("heading", name="You are signed out")).to_be_visible()
    sign_in_in_new_tab(desk, link, editor)
    expect(desk.get_by_text("You are signed in as editor")).to_be_visible()
    expect(desk.get_by_text("Saved", exact=True).locator("visible=true").first).to_be_visible()
    assert draft(article) == "Nights that were counted"
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("has been updated").first).to_be_visible()


def test_a_form_sent_after_the_session_ended_is_held_and_sent_again(desk, editor, article):
    desk.evaluate("document.querySelector('[data-edit-form]').removeAttribute('data-controller')")
    sign_out_elsewhere(desk)
    desk.fill("input[name=title]", "Nights & “counted” <again>")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_role("heading", name="Not saved yet, and not lost")).to_be_visible()
    sign_in_in_new_tab(desk, desk.get_by_role("link", name="Sign in in a new tab"), editor)
    # The script needs a moment to detect it; the button works before, too: twice.
    desk.wait_for_function(
        "async () => (await fetch('/admin/account/session/', { redirect: 'manual' })).ok"
    )
    desk.wait_for_timeout(3500)
    desk.get_by_role("button", name="Send again").click()
    expect(desk.locator("input[name=title]")).to_have_value("Nights & “counted” <again>")
    assert draft(article) == "Nights & “counted” <again>"
