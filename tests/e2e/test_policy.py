"""Every page runs under its policy: a browser has nothing to block."""

import pytest
from wagtail.models import PageViewRestriction

from home.models import ContactField
from news.blocks import ArticleStoryBlock
from news.models import ArticleAuthor
from tests.e2e.test_newsroom import log_in
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    ContactPageFactory,
    ImageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.browser

WATCH = """addEventListener("securitypolicyviolation", (event) => console.error(
  "Content Security Policy blocked", event.blockedURI, event.effectiveDirective));"""


@pytest.fixture
def watched(open_page):
    """Opens a page whose list `blocked` collects the browser's reports of policy violations."""

    def opened(**options):
        page = open_page(**options)
        page.blocked = []
        page.context.add_init_script(WATCH)
        page.context.on("console", lambda message: note(page, message.text))
        return page

    return opened


def note(page, message: str) -> None:
    if "Content Security Policy" in message or "Permissions-Policy" in message:
        page.blocked.append(f"{page.url}: {message}")


def every_block():
    """One of each block of an article, as Wagtail's block previews show them."""
    stream = ArticleStoryBlock()
    return [(name, block.get_preview_value()) for name, block in stream.child_blocks.items()]


@pytest.fixture
def everything(home, health, news, author, topic):
    """An article with every block, and a page of every other kind."""
    image, _second, _third = ImageFactory(), ImageFactory(), ImageFactory()
    ArticlePageFactory(parent=health, title="Read also", slug="other", authors=[author])
    StandardPageFactory(parent=home, title="About us", slug="about")
    contact = ContactPageFactory(parent=home)
    contact.form_fields = [
        ContactField(sort_order=0, label="Message", clean_name="message", field_type="multiline")
    ]
    contact.save()
    locked = ArticlePageFactory(parent=news, title="Locked", slug="locked")
    PageViewRestriction.objects.create(page=locked, restriction_type="password", password="open")
    gone = ArticlePageFactory(parent=news, title="Gone", slug="gone")
    gone.unpublish()
    page = ArticlePageFactory(
        parent=health,
        title="Everything",
        slug="everything",
        authors=[author, AuthorFactory()],
        topics=[topic],
        hero_image=image,
        body=every_block(),
        sources=[{"type": "source", "value": {"title": "The act", "url": "https://law.example/"}}],
        takeaways=[{"type": "takeaway", "value": {"text": "<p>One thing.</p>"}}],
    )
    page.article_authors.add(ArticleAuthor(author=AuthorFactory(), role="editing"))
    page.save()
    return page


READERS_PAGES = [
    "/", "/health/", "/health/?topic=sleep", "/health/everything/", "/about/", "/contact/",
    "/authors/", "/authors/ines-okafor/", "/topics/", "/topics/sleep/", "/archive/", "/search/",
    "/search/?q=everything", "/search/?q=zzzz", "/news/locked/", "/news/gone/", "/nowhere/",
]  # fmt: skip


def test_no_readers_page_is_blocked_in_anything(watched, everything):
    page = watched()
    for url in READERS_PAGES:
        assert "default-src 'none'" in page.goto(url).headers["content-security-policy"]
        page.wait_for_load_state("networkidle")
    for url in ("/feed/", "/sitemap.xml"):
        page.goto(url)
    assert page.blocked == []


def test_nothing_is_blocked_in_what_a_reader_does(watched, everything):
    page = watched()
    page.goto("/health/everything/")
    page.get_by_role("button", name="Dark").locator("visible=true").first.click()
    page.locator("summary:visible").first.click()
    page.locator("[data-embed]").first.click()
    page.locator(".embed__stage iframe").wait_for()
    page.goto("/search/")
    page.locator("main input[name=q]").type("everything")
    page.get_by_role("option").first.wait_for()
    page.locator("main input[name=q]").press("Enter")
    page.locator(".hits__head").wait_for()
    page.locator('main a[href$="/health/everything/"]').first.click()
    assert page.blocked == []


def test_structured_data_is_there_and_not_blocked(watched, everything):
    page = watched()
    page.goto("/health/everything/")
    graph = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)['@graph']"
    )
    assert "NewsArticle" in [node["@type"] for node in graph]
    assert page.blocked == []


def test_the_page_of_a_failure_has_its_style(watched, everything, monkeypatch):
    def broken(*args):
        raise RuntimeError("on purpose")

    monkeypatch.setattr("news.pages.views.render", broken)
    page = watched()
    assert page.goto("/topics/").status == 500
    assert page.locator("main").evaluate("e => getComputedStyle(e).borderTopWidth") == "3px"
    assert page.blocked == []


def test_an_injected_script_or_style_does_not_run(watched, everything):
    page = watched()
    page.goto("/health/everything/")
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend",
        "<img src=x onerror='window.ran = true'><p style='color: red'>x</p>");
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert len(page.blocked) >= 3


NEWSROOM_PAGES = [
    "/admin/", "/admin/pages/", "/admin/images/", "/admin/documents/",
    "/admin/reports/aging-pages/", "/admin/settings/core/publication/1/", "/admin/account/",
    "/admin/workflows/list/", "/admin/searchpicks/add/", "/admin/styleguide/",
]  # fmt: skip


def test_nothing_is_blocked_in_the_newsroom(watched, everything, administrator):
    page = watched()
    log_in(page, administrator)
    menu = page.locator(".sidebar a[href^='/admin/']").evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    for url in dict.fromkeys([*NEWSROOM_PAGES, *menu]):
        if "logout" not in url:
            page.goto(url)
            page.wait_for_load_state("networkidle")
    assert page.blocked == []


def test_nothing_is_blocked_in_the_editor_and_its_preview(watched, everything, administrator):
    page = watched()
    log_in(page, administrator)
    page.goto(f"/admin/pages/{everything.pk}/edit/")
    page.get_by_role("tab", name="Filing").click()
    page.locator("input[name=published_at]").click()
    page.get_by_role("tab", name="Story").click()
    page.locator('[data-side-panel-toggle="preview"], [aria-label="Toggle preview"]').first.click()
    frame = page.frame_locator("iframe.w-preview__iframe, iframe[title*=review]").first
    frame.get_by_role("heading", name="Everything").first.wait_for()
    page.goto(f"/admin/pages/{everything.pk}/view_draft/")
    assert page.blocked == []
