"""An editor pastes an article, puts a guess right, and creates the draft."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.pasted import EXPLAINER

from .test_newsroom import log_in

pytestmark = pytest.mark.browser

YEAR = timezone.now().year + 1

TEXT = f"RECENT NEWS\nCouncil mends the clock\n\n{EXPLAINER}"


PAGE = b"""<!doctype html><title>How the lamp works</title><meta name="status" content="private">
<header>The Reef Gazette</header>
<main><article><h1>How the lamp works</h1><p class="byline">By Ines Okafor</p>
<p>The lamp turns all night, and the keeper sleeps by day. So it has been for a hundred years.</p>
<h2>What it shows</h2><p>It shows the reef, and little else, to whoever comes too near to it.</p>
</article></main>
<aside><div class="card"><h3>Council mends the clock</h3><p>It had stopped.</p></div></aside>
<section id="comments"><h2>2 comments</h2><p class="comment">I have seen the reef.</p></section>"""


def bring_in(page, name: str, content: bytes):
    """Uploads the file, and returns the report of the page."""
    page.goto("/admin/newsroom/import/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Read it").click()
    return box(page, "Not kept, or guessed")


def box(page, title: str):
    return page.locator(".help-block").filter(has_text=title)


def create_and_open_actions(page):
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url("**/edit/")
    page.locator('footer [data-w-dropdown-target="toggle"]').first.click()


def test_a_private_page_becomes_a_draft_without_its_surroundings(open_page, health, editor):
    page = open_page()
    log_in(page, editor)
    report = bring_in(page, "lamp.html", PAGE)
    expect(report).to_contain_text("Not for readers yet: the source says “status: private”")
    left_out = box(page, "Left out as part of the page it came from")
    for words in ("The Reef Gazette", "Council mends the clock", "I have seen the reef."):
        expect(left_out).to_contain_text(words)
    create_and_open_actions(page)
    expect(page.locator(".messages")).to_contain_text("Not for readers yet")
    assert open_page(script=False).goto("/health/how-the-lamp-works/").status == 404
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="View live").first.click()
    text = page.locator("main")
    expect(text).to_contain_text("It shows the reef, and little else")
    for words in ("Reef Gazette", "clock", "I have seen the reef"):
        expect(text).not_to_contain_text(words)


def test_a_text_of_a_day_to_come_is_scheduled(open_page, health, editor):
    page = open_page()
    log_in(page, editor)
    text = f"---\ntitle: How the lamp works\ndate: {YEAR}-05-01\n---\nThe lamp turns all night."
    when = f"1 May {YEAR}, 00:00 BST"
    expect(bring_in(page, "lamp.md", text.encode())).to_contain_text(when)
    create_and_open_actions(page)
    page.get_by_role("button", name="Schedule to publish").click()
    expect(page.locator(".messages")).to_contain_text(when)
    assert open_page(script=False).goto("/health/how-the-lamp-works/").status == 404


def test_a_guess_is_reversed_with_one_click(open_page, health, editor):
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
