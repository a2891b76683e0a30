"""An editor pastes an article, puts a guess right, and creates the draft."""

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage

from .test_newsroom import log_in

pytestmark = pytest.mark.browser

TEXT = """RECENT NEWS
Council mends the clock

How the lamp works
Ines Okafor

The lamp turns all night, and the keeper sleeps by day.

What it shows

It shows the reef, and little else.

FAQs

1. Does it need oil?
It does not. It has had a cable since 1956.
2. Can one visit?
On Sundays one can.
• The lamp shows the reef at night.
• It has had a cable for years.

Leave a Reply
"""


def test_a_guess_is_put_right_with_one_click(open_page, health, editor):
    page = open_page()
    log_in(page, editor)
    page.goto("/admin/newsroom/import/")
    page.fill("textarea[name=text]", TEXT)
    page.get_by_role("button", name="Read it").click()
    guesses = page.get_by_role("region", name="Guessed: please check")
    expect(guesses.get_by_text("Taken as the author")).to_be_visible()
    expect(guesses.get_by_text("Taken as key takeaways")).to_be_visible()
    page.fill("input[name=title]", "How the lamp was lit")
    guesses.get_by_role("button", name="Not the author: keep as text").click()
    expect(guesses.get_by_text("A line of the text")).to_be_visible()
    expect(page.locator("input[name=title]")).to_have_value("How the lamp was lit")
    understood = page.get_by_role("region", name="What was understood")
    expect(understood.get_by_text("None named")).to_be_visible()
    guesses.get_by_role("button", name="Take as the author").click()
    expect(understood.get_by_text("Ines Okafor")).to_be_visible()
    # Enter in a field checks again; it neither creates a draft nor changes a guess.
    page.locator("input[name=title]").press("Enter")
    expect(guesses.get_by_text("Taken as the author")).to_be_visible()
    assert not ArticlePage.objects.exists()
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url("**/edit/")
    article = ArticlePage.objects.get()
    assert article.title == "How the lamp was lit"
    assert len(article.takeaways) == 2
