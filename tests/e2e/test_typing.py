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
from tests.e2e.test_newsroom import choose_action, insert, log_in, write
from tests.factories import ArticlePageFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def story(new_draft):
    return new_draft


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


def test_text_typed_during_an_autosave_is_saved_too(desk, story):
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
    # One for each text, and one more for an editor that wrote to the form after it started.
    assert 2 <= len(answers) <= 3


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


def test_an_address_that_nothing_can_be_played_from_is_refused_at_its_field(desk, story):
    insert(desk, body_of(desk), "Embed")
    address = desk.locator("input[name='body-1-value-url']")
    address.fill("https://video.example/watch/1")
    desk.fill("input[name='body-1-value-title']", "A film")
    wait_for_body(desk, story, lambda body: body[-1]["type"] == "embed")
    desk.locator('footer [data-w-dropdown-target="toggle"]').first.click()
    desk.locator("footer").get_by_role("button", name="Publish", exact=True).click()
    field = desk.locator(".w-field__wrapper").filter(has=address).last
    expect(field).to_contain_text("Nothing can be played from this address")
    desk.get_by_role("button", name="Go to the first error").click()
    expect(address).to_be_in_viewport()
    address.fill("https://vimeo.com/76979871")
    choose_action(desk, "Publish", story.get_parent())
    desk.goto("/health/ice/")
    expect(desk.get_by_text("A film").first).to_be_visible()


def test_one_bad_address_does_not_stop_autosave(desk, story):
    insert(desk, body_of(desk), "Quotation")
    desk.fill("textarea[name='body-1-value-text']", "Ice is light.")
    desk.fill("input[name='body-1-value-source_url']", "not an address")
    wait_for_body(desk, story, lambda body: body[-1]["type"] == "quote")
    desk.fill("input[name='body-0-value-heading']", "Two")
    body = wait_for_body(desk, story, heading_is("Two"))
    assert body[1]["value"]["source_url"] == "not an address"
    expect(desk.get_by_text("Autosave is paused").locator("visible=true")).to_have_count(0)
    desk.reload()
    address = desk.locator("input[name='body-1-value-source_url']")
    expect(address).to_have_value("not an address")


def grid(number_type: str) -> dict:
    return {
        "columns": [
            {"type": "text", "heading": "Where"},
            {"type": number_type, "heading": "How many"},
        ],
        "rows": [{"values": ["North", "7"]}, {"values": ["South", "8"]}],
        "caption": "",
    }


FIGURES = [
    {"type": "statistics", "value": {"title": "", "figures": [{"value": "7", "label": "boats"}]}},
    {"type": "table", "value": {"caption": "Counted", "table": grid("text")}},
    {
        "type": "chart",
        "value": {"title": "Boats", "description": "More.", "data": grid("number")},
    },
]


def test_numbers_stay_as_they_were_typed(desk, health):
    fleet = ArticlePageFactory(
        parent=health, title="Boats", slug="boats", publish=False, body=FIGURES
    )
    names = [
        "body-0-value-figures-0-value-value",
        "body-1-value-table-cell-0-1",
        "body-2-value-data-cell-0-1",
    ]
    desk.goto(f"/admin/pages/{fleet.pk}/edit/")
    for name in names:
        desk.fill(f"input[name='{name}']", "1200")
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    desk.reload()
    for name in names:
        expect(desk.locator(f"input[name='{name}']")).to_have_value("1200")
    choose_action(desk, "Publish", health)
    desk.goto("/health/boats/")
    expect(desk.locator("main").get_by_text("1200", exact=True)).to_have_count(3)
    assert "1200.0" not in desk.content()


def test_a_new_section_is_two_clicks_away_from_its_text(desk, story):
    insert(desk, body_of(desk), "Section")
    desk.fill("input[name='body-1-value-heading']", "Two")
    write(desk, "body-1-value-content-0-value", "Written at once.")
    body = wait_for_body(desk, story, lambda body: "Written at once." in str(body))
    assert body[1]["value"]["heading"] == "Two"
