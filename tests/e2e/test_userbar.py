"""Wagtail's bar for editors, and its content checks in previews."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from playwright.sync_api import expect
from wagtail.models import Page

from core.models.pages import BasePage
from tests.e2e.test_newsroom import log_in
from tests.e2e.test_policy import WATCH, every_block, note
from tests.factories import (
    ArticlePageFactory,
    ContactPageFactory,
    ImageFactory,
    StandardPageFactory,
    section,
)

pytestmark = pytest.mark.browser

PROSE = "The harbour master writes down when the water rises, and when it falls. " * 5
# The call of axe-core by the bar itself, with Wagtail's settings.
CHECKS = """async () => {
  const bar = document.querySelector("wagtail-userbar").shadowRoot;
  const { context, options } = JSON.parse(bar.querySelector("#checker-axe-configuration").text);
  const { violations, passes } = await axe.run(context, options);
  if (!passes.length) throw new Error("axe looked at nothing");
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}"""


@pytest.fixture
def desk(open_page, administrator):
    """A browser in which an administrator has signed in; `blocked` is what its policy blocked."""
    page = open_page()
    page.blocked = []
    page.context.add_init_script(WATCH)
    page.context.on("console", lambda message: note(page, message.text))
    log_in(page, administrator)
    return page


def issues(page) -> list[str]:
    page.locator("wagtail-userbar").wait_for(state="attached")
    return page.evaluate(CHECKS)


@pytest.fixture
def panel(desk):
    """Opens the editor's checks of a page: panel(page)."""

    def opened(page):
        desk.goto(f"/admin/pages/{page.pk}/edit/")
        toggle = desk.locator("[data-side-panel-toggle=checks]")
        if toggle.get_attribute("aria-expanded") != "true":
            toggle.click()
        panel = desk.locator("[data-side-panel=checks]")
        expect(panel.locator("[data-content-word-count]")).to_have_text(re.compile("[1-9]"))
        return panel

    return opened


def article(parent, *body, **kwargs):
    kwargs.setdefault("search_description", "What a tide table says.")
    return ArticlePageFactory(parent=parent, title="How tides are told", body=list(body), **kwargs)


EMPTY_LINK = '<p>Read <a href="https://example.org/"> </a> and the rest.</p>'


def test_the_editor_counts_what_is_wrong_with_a_draft(panel, health):
    link = {"type": "paragraph", "value": EMPTY_LINK}
    checks = panel(article(health, link, section("The moon", PROSE), publish=False))
    expect(checks.locator("[data-content-checker-count]")).to_have_text("1")
    expect(checks.locator("[data-content-checker-name]")).to_have_text("Link text is empty")


def test_the_editor_finds_nothing_wrong_with_a_good_article(panel, health):
    checks = panel(article(health, section("The moon", PROSE)))
    words = int(checks.locator("[data-content-word-count]").inner_text())
    assert words >= len(PROSE.split())
    expect(checks.locator("[data-content-reading-time]")).not_to_have_text("-")
    expect(checks.locator("[data-content-readability-score]")).not_to_have_text("-")
    expect(checks.locator("[data-content-checker-count]")).to_have_text("0")


def test_every_preview_is_checked_under_its_policy(desk, home, health):
    article(health, *every_block(), hero_image=ImageFactory())
    StandardPageFactory(parent=home)
    ContactPageFactory(parent=home)
    found = {}
    models = [model for model in apps.get_models() if issubclass(model, BasePage)]
    for page in [model.objects.first() for model in models]:
        page.search_description = "Described."
        page.save_revision()
        for mode, _label in page.preview_modes:
            desk.goto(f"/admin/pages/{page.pk}/view_draft/?mode={mode}")
            found[type(page).__name__, mode] = issues(desk)
    assert len(found) > len(models)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert desk.blocked == []


def test_editors_get_a_link_to_the_editor(desk, health):
    page = article(health, section("The moon", PROSE))
    desk.goto(page.url)
    desk.get_by_role("button", name="View Wagtail quick actions").click()
    desk.get_by_role("menuitem", name="Edit this page").click()
    desk.wait_for_url(f"**/admin/pages/{page.pk}/edit/")
    assert desk.blocked == []


def test_the_demo_passes_every_check(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", verbosity=0)
    found = {}
    for page in Page.objects.live().public().filter(depth__gt=1).specific():
        desk.goto(page.url)
        found[page.url] = issues(desk)
    assert len(found) > 20
    assert {url: wrong for url, wrong in found.items() if wrong} == {}
    assert desk.blocked == []
