"""Dates and schedules in the editor, as an editor meets them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.e2e.test_editor import draft
from tests.e2e.test_newsroom import log_in

pytestmark = pytest.mark.browser

YEAR = timezone.now().year + 1
CHRISTMAS = datetime(YEAR, 12, 25, 10, tzinfo=UTC)
TYPED = f"25/12/{YEAR} 10:00"
IN_WORDS = f"25 December {YEAR}, 10:00 GMT (Europe/London)"


@pytest.fixture
def article(new_draft):
    return new_draft


@pytest.fixture
def desk(open_page, editor):
    page = open_page()
    log_in(page, editor)
    return page


def open_editor(page, article, tab=""):
    page.goto(f"/admin/pages/{article.pk}/edit/")
    page.locator("#schedule-publishing-dialog").wait_for(state="attached")
    # Wagtail compares with what the form holds two seconds after it was there.
    page.wait_for_timeout(2500)
    if tab:
        page.get_by_role("tab", name=tab).click()


def field(page, name):
    return page.locator(f"input[name={name}]")


def reading(page, name):
    return page.locator(f"#id_{name}-reading")


def open_schedule(page):
    page.locator('button[aria-label="Toggle status"]').click()
    page.locator('[data-a11y-dialog-show="schedule-publishing-dialog"]').first.click()
    expect(page.get_by_role("button", name="Save schedule")).to_be_visible()


def publish_label(page):
    return page.locator('[name="action-publish"] [data-w-progress-target="label"]')


def eventually(page, is_so):
    for _try in range(100):
        if is_so():
            return
        page.wait_for_timeout(200)
    raise AssertionError("It did not come to that")


@pytest.mark.parametrize("typed", [TYPED, f"25 December {YEAR} 10am", f"25.12.{YEAR} 10:00"])
def test_a_date_in_another_notation_stays_as_typed_and_is_stored(desk, article, typed):
    open_editor(desk, article, "Filing")
    field(desk, "published_at").fill(typed)
    desk.keyboard.press("Tab")
    expect(reading(desk, "published_at")).to_contain_text(IN_WORDS)
    eventually(desk, lambda: draft(article).published_at == CHRISTMAS)  # by autosave
    expect(field(desk, "published_at")).to_have_value(typed)


def test_an_unreadable_date_stays_in_the_field_and_is_not_autosaved(desk, article):
    open_editor(desk, article, "Filing")
    field(desk, "published_at").press_sequentially("some day soon")
    desk.keyboard.press("Tab")
    expect(reading(desk, "published_at")).to_contain_text("Write it like 25/12/2026 10:00")
    desk.wait_for_timeout(3000)  # for autosave
    expect(field(desk, "published_at")).to_have_value("some day soon")
    assert draft(article).published_at is None
    desk.get_by_role("button", name="Save draft").click()
    expect(desk.get_by_text("could not be saved due to validation errors")).to_be_visible()
    expect(field(desk, "published_at")).to_have_value("some day soon")
    assert draft(article).published_at is None


def test_the_picker_writes_what_is_picked(desk, article):
    open_editor(desk, article, "Filing")
    field(desk, "published_at").click()
    picker = desk.locator("#id_published_at-picker .xdsoft_datetimepicker")
    picker.locator("td.xdsoft_date:not(.xdsoft_other_month)").first.click()
    first = timezone.localdate().replace(day=1)
    expect(reading(desk, "published_at")).to_contain_text(f"{first:%B %Y}")
    eventually(desk, lambda: draft(article).published_at is not None)
    assert timezone.localtime(draft(article).published_at).date() == first


def test_the_button_reads_schedule_while_a_date_is_in_the_future(desk, article):
    open_editor(desk, article, "Filing")
    expect(publish_label(desk)).to_have_text("Publish")
    field(desk, "published_at").fill(TYPED)
    expect(publish_label(desk)).to_have_text("Schedule to publish")
    field(desk, "published_at").fill("25/12/2020 10:00")
    expect(publish_label(desk)).to_have_text("Publish")


def test_publishing_with_a_future_date_schedules_and_shows_when(desk, article, health):
    open_editor(desk, article, "Filing")
    field(desk, "published_at").fill(TYPED)
    expect(publish_label(desk)).to_have_text("Schedule to publish")
    desk.locator('footer [data-w-dropdown-target="toggle"]').first.click()
    desk.get_by_role("button", name="Schedule to publish").click()
    desk.wait_for_url(f"**/admin/pages/{health.pk}/")
    expect(desk.locator(".messages")).to_contain_text(IN_WORDS)
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_the_picker_covers_nothing_of_the_schedule(desk, article):
    open_editor(desk, article)
    open_schedule(desk)
    save = desk.get_by_role("button", name="Save schedule")
    for name in ("go_live_at", "expire_at"):
        field(desk, name).click()
        picker = desk.locator(f"#id_{name}-picker .xdsoft_datetimepicker")
        expect(picker).to_be_visible()
        box, others = picker.bounding_box(), [save, desk.locator("label[for=id_expire_at]")]
        for other in others:
            assert not overlap(box, other.bounding_box()), name
    field(desk, "go_live_at").fill(TYPED)
    save.click()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    assert draft(article).go_live_at == CHRISTMAS


def test_a_button_does_not_move_away_under_the_pointer(desk, article):
    open_editor(desk, article)
    open_schedule(desk)
    field(desk, "go_live_at").click()
    expect(desk.locator("#id_go_live_at-picker .xdsoft_datetimepicker")).to_be_visible()
    desk.wait_for_timeout(300)
    field(desk, "go_live_at").evaluate("(input, typed) => { input.value = typed; }", TYPED)
    button = desk.get_by_role("button", name="Save schedule")
    button.scroll_into_view_if_needed()
    save = button.bounding_box()
    desk.mouse.move(save["x"] + 40, save["y"] + 10)
    desk.mouse.down()
    desk.wait_for_timeout(300)
    desk.mouse.up()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    assert draft(article).go_live_at == CHRISTMAS


def overlap(one: dict, other: dict) -> bool:
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


def test_the_dialog_opens_where_the_first_error_is_in_it(desk, article):
    ArticlePage.objects.filter(pk=article.pk).update(
        expire_at=timezone.now() - timedelta(days=3), expired=True
    )
    expired = ArticlePage.objects.get(pk=article.pk)
    expired.save_revision()
    open_editor(desk, article)
    desk.fill("input[name=title]", "Ice again")
    eventually(desk, lambda: draft(article).title == "Ice again")  # by autosave
    desk.locator('footer [data-w-dropdown-target="toggle"]').first.click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.get_by_text("must be in the future")).to_be_visible()
    picker = desk.locator("#id_expire_at-picker .xdsoft_datetimepicker")
    save = desk.get_by_role("button", name="Save schedule")
    expect(picker).to_be_visible()
    eventually(desk, lambda: not overlap(picker.bounding_box(), save.bounding_box()))
    desk.wait_for_timeout(2500)  # for autosave
    expect(desk.get_by_text("A server error occurred").locator("visible=true")).to_have_count(0)
    desk.keyboard.press("Escape")
    expect(desk.get_by_text("must be in the future")).to_be_hidden()
    desk.get_by_role("button", name="Go to the first error").click()
    expect(desk.get_by_text("must be in the future")).to_be_visible()
    field(desk, "expire_at").fill("")
    desk.get_by_role("button", name="Save schedule").click()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    assert draft(article).expire_at is None


def test_approval_leads_to_the_live_page(desk, article, editor, writer):
    article.get_workflow().start(article, writer)
    open_editor(desk, article)
    desk.locator('footer [data-w-dropdown-target="toggle"]').first.click()
    desk.locator("footer").get_by_role("button", name="Approve and Publish").click()
    desk.get_by_role("link", name="View live").first.click()
    expect(desk.get_by_role("heading", name="Ice")).to_be_visible()
    assert desk.url.endswith("/health/ice/")


# What a save of the schedule that does not go through leaves


def duplicate_the_section(page):
    page.locator('[data-streamfield-child] button[title="Duplicate"]').first.click()
    expect(headings(page)).to_have_count(2)


def headings(page):
    return page.locator('input[name^="body-"][name$="-value-heading"]')


def sections_of(article) -> list[str]:
    return [block["value"]["heading"] for block in draft(article).body.get_prep_value()]


def set_schedule(page, typed):
    open_schedule(page)
    field(page, "go_live_at").fill(typed)
    page.get_by_role("button", name="Save schedule").click()


def test_a_refused_schedule_does_not_lose_the_duplicated_section(desk, article):
    open_editor(desk, article)
    without_autosave(desk)
    duplicate_the_section(desk)
    set_schedule(desk, "some day")
    expect(desk.get_by_text("could not be saved due to validation errors")).to_be_visible()
    expect(headings(desk)).to_have_count(2)
    expect(field(desk, "go_live_at")).to_be_visible()
    field(desk, "go_live_at").fill(TYPED)
    desk.get_by_role("button", name="Save schedule").click()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    assert sections_of(article) == ["One", "One"]
    assert draft(article).go_live_at == CHRISTMAS


def test_a_schedule_saved_during_an_autosave_saves_both(desk, article):
    open_editor(desk, article)
    sent = []

    def hold(route):
        if is_autosave(route):
            sent.append(route.request)
        else:
            route.continue_()

    desk.route("**/edit/", hold)
    desk.fill("input[name=title]", "Ice again")
    eventually(desk, lambda: sent)
    duplicate_the_section(desk)
    set_schedule(desk, TYPED)
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    # The autosave arrives after the schedule, without the second section.
    delayed, address = sent[0], f"/admin/pages/{article.pk}/edit/"
    names = ("accept", "content-type", "x-csrftoken")
    headers = {name: value for name, value in delayed.headers.items() if name in names}
    answer = desk.request.post(address, data=delayed.post_data_buffer, headers=headers)
    assert answer.status == 400
    assert sections_of(article) == ["One", "One"]
    assert (draft(article).title, draft(article).go_live_at) == ("Ice again", CHRISTMAS)


def test_a_schedule_that_is_saved_without_a_connection_for_autosave_stays_as_typed(desk, article):
    open_editor(desk, article)
    desk.route("**/edit/", lambda route: route.abort() if is_autosave(route) else route.continue_())
    duplicate_the_section(desk)
    expect(desk.get_by_text("Autosave is paused").first).to_be_visible()
    set_schedule(desk, TYPED)
    # Wagtail asks for confirmation, in a dialog that replaces the first.
    expect(desk.get_by_role("heading", name="A network error occurred")).to_be_visible()
    desk.get_by_role("button", name="Save schedule").locator("visible=true").click()
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    assert sections_of(article) == ["One", "One"]
    assert draft(article).go_live_at == CHRISTMAS


def test_a_schedule_saved_over_another_editors_draft_does_not_lose_the_section(desk, article):
    open_editor(desk, article)
    desk.fill("input[name=title]", "Ice again")
    eventually(desk, lambda: draft(article).title == "Ice again")  # by autosave
    without_autosave(desk)
    other = draft(article)
    other.title = "Another's"
    other.save_revision()
    duplicate_the_section(desk)
    set_schedule(desk, TYPED)
    expect(desk.locator(".messages")).to_contain_text("has been updated")
    assert sections_of(article) == ["One", "One"]
    assert (draft(article).title, draft(article).go_live_at) == ("Ice again", CHRISTMAS)


def without_autosave(page):
    """As where something else in the form is invalid."""
    refusal = {"success": False, "error_code": "validation_error", "error_message": "Invalid"}

    def answer(route):
        if is_autosave(route):
            route.fulfill(status=400, json=refusal)
        else:
            route.continue_()

    page.route("**/edit/", answer)


def is_autosave(route) -> bool:
    wanted = route.request.headers.get("accept", "")
    return route.request.method == "POST" and "text/html" not in wanted
