"""What an editor types into the blocks of an article: addresses, numbers, headings."""

import pytest
from playwright.sync_api import expect

from tests.e2e.test_dates import is_autosave
from tests.e2e.test_editor import (
    draft,
    wait_for_body,
    wait_until_nothing_is_unsaved,
    wait_until_wagtail_watches,
)
from tests.e2e.test_newsroom import choose_action, log_in
from tests.factories import ArticlePageFactory, section

pytestmark = pytest.mark.browser


@pytest.fixture
def story(health):
    return ArticlePageFactory(
        parent=health,
        title="Ice",
        slug="ice",
        publish=False,
        published_at=None,
        body=[section("One", "First.")],
    )


@pytest.fixture
def desk(open_page, editor, story):
    page = open_page()
    log_in(page, editor)
    page.goto(f"/admin/pages/{story.pk}/edit/")
    wait_until_wagtail_watches(page)
    return page


def body_of(page):
    return page.locator("#panel-child-story-body-content")


def heading_is(words):
    return lambda body: body[0]["value"]["heading"] == words


def anchor(story) -> str:
    return draft(story).body.get_prep_value()[0]["value"]["anchor"]


def test_what_is_typed_while_autosave_is_under_way_is_saved_too(desk, story):
    heading = desk.locator("input[name='body-0-value-heading']")
    answers = []

    def hold(route):
        answer = route.fetch()
        if not answers:
            heading.press_sequentially(" of ice")
        answers.append(answer)
        route.fulfill(response=answer)

    desk.route("**/edit/", lambda route: hold(route) if is_autosave(route) else route.continue_())
    heading.fill("The weight")
    wait_for_body(desk, story, heading_is("The weight of ice"))
    expect(desk.get_by_text("Saved", exact=True).locator("visible=true").first).to_be_visible()
    wait_until_nothing_is_unsaved(desk)
    assert len(answers) == 2


def test_a_heading_that_was_never_published_renames_its_link(desk, story, health):
    heading = desk.locator("input[name='body-0-value-heading']")
    link = desk.locator("input[name='body-0-value-anchor']")
    heading.fill("What ice")
    wait_for_body(desk, story, heading_is("What ice"))
    desk.reload()  # an editor comes back to it
    wait_until_wagtail_watches(desk)
    heading.fill("What ice weighs")
    wait_for_body(desk, story, heading_is("What ice weighs"))
    assert anchor(story) == "what-ice-weighs"
    choose_action(desk, "Publish", health)
    desk.goto(f"/admin/pages/{story.pk}/edit/")
    expect(link).to_have_value("what-ice-weighs")
    wait_until_wagtail_watches(desk)
    heading.fill("Its weight")
    choose_action(desk, "Publish", health)
    desk.goto("/health/ice/")
    expect(desk.locator("#what-ice-weighs")).to_contain_text("Its weight")
