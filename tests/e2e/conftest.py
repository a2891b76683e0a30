"""A real browser against the real site.

Chromium is Debian's; where it is missing the tests are skipped loudly, except in CI, where that
fails.
"""

import os
import shutil

import pytest
from django.core.management import call_command

from tests.factories import ArticlePageFactory, section

# The shell has no window around its pages to draw.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser"]
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# A page may wait a minute for each of several things before its test has failed.
SECONDS = 400


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.timeout(SECONDS), append=False)
    if CHROMIUM or os.environ.get("CI"):
        return
    reason = pytest.mark.skip(reason="Chromium is not installed: browser tests left out")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(reason)


@pytest.fixture(scope="session")
def browser(django_db_setup):
    from django.db import connection
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)
    assert CHROMIUM, "CI needs Chromium"
    migrated_rows = connection._test_serialized_contents
    # Playwright runs its event loop in this thread; Django must not take that for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # With the loop Django has another connection object, which needs the rows to restore.
        connection._test_serialized_contents = migrated_rows
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(transactional_db, django_db_serialized_rollback, live_server, settings):
    """The address of the running site."""
    from wagtail.models import Site

    port = int(live_server.url.rsplit(":", 1)[1])
    Site.objects.update(hostname="localhost", port=port)
    call_command("rebuild_search", verbosity=0)
    return f"http://localhost:{port}"


@pytest.fixture
def open_page(browser, site):
    """Opens a page in a context of its own: open_page(script=True, **context options)."""
    contexts = []

    def opened(script: bool = True, **options):
        context = browser.new_context(
            base_url=site, java_script_enabled=script, viewport={"width": 1280, "height": 1000},
            **options,
        )  # fmt: skip
        context.set_default_timeout(60_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def new_draft(health):
    """An article with one section that was never published."""
    return ArticlePageFactory(
        parent=health,
        title="Ice",
        slug="ice",
        publish=False,
        published_at=None,
        body=[section("One", "First.")],
    )
