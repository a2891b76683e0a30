"""What is hard to lay out, measured in a browser."""

import pytest
from playwright.sync_api import expect

from home.models import HomePage
from tests.hard_cases.build import HardCases

pytestmark = pytest.mark.browser

CONTENTS = "/town/contents-40/"
# At two thirds of a long story.
TO_PART_26 = "document.querySelectorAll('.story h2')[25].scrollIntoView()"
IS_IN_SIGHT = """link => {
  const list = link.closest("ol").getBoundingClientRect(), box = link.getBoundingClientRect();
  return box.top >= list.top && box.bottom <= list.bottom;
}"""


@pytest.fixture
def cases(site):
    return HardCases(HomePage.objects.get()).build()


def opened(open_page, path, width, height=844, **options):
    page = open_page(**options)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(path)
    return page


def test_the_contents_follow_the_reader(open_page, cases):
    desk = opened(open_page, CONTENTS, 1440, 900)
    desk.evaluate(TO_PART_26)
    current = desk.locator(".contents [aria-current]")
    expect(current).to_have_text(
        "26What the hydrologist would not say, and why she was asked again"
    )
    expect(desk.locator(".contents__place")).to_have_text("26 of 40")
    assert current.evaluate(IS_IN_SIGHT)
    assert "min left" in desk.locator(".tools").inner_text()

    phone = opened(open_page, CONTENTS, 390)
    bar = phone.locator(".bar")
    expect(bar).to_be_hidden()
    phone.evaluate(TO_PART_26)
    expect(bar).to_be_visible()
    expect(phone.locator(".bar__place")).to_have_text("26/40")
    for button in bar.locator("button").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
    phone.locator(".bar__contents").click()
    sheet = phone.locator(".sheet")
    expect(sheet.locator("[aria-current]")).to_be_visible()
    assert sheet.locator("[aria-current]").evaluate(IS_IN_SIGHT)
    rows = sheet.locator("li a").evaluate_all("all => all.map((row) => row.offsetHeight)")
    assert len(rows) == 40 and min(rows) >= 44
    assert sheet.bounding_box()["y"] + sheet.bounding_box()["height"] <= bar.bounding_box()["y"] + 1

    sheet.get_by_role("link", name="The committee sits").click()
    expect(sheet).to_be_hidden()
    assert phone.url.endswith("#the-committee-sits")
    expect(phone.locator(".bar__place")).to_have_text("23/40")
    before = phone.locator(".prose p").first.evaluate("e => getComputedStyle(e).fontSize")
    phone.get_by_role("button", name="Text size").click()
    assert phone.locator(".prose p").first.evaluate("e => getComputedStyle(e).fontSize") != before


def test_without_script_the_contents_stay_in_the_page(open_page, cases):
    phone = opened(open_page, CONTENTS, 390, script=False)
    phone.evaluate("scrollTo(0, 3000)")
    expect(phone.locator(".bar")).to_be_hidden()
    phone.locator(".contents summary").click()
    expect(
        phone.locator(".contents").get_by_role("link", name="The committee sits")
    ).to_be_visible()
