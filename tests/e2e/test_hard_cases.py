"""What is hard to lay out, measured in a browser."""

import re
import shutil
import subprocess

import pytest
from playwright.sync_api import expect

from home.models import HomePage
from news.models import ArticlePage
from search.indexing import index_pages
from tests.hard_cases import words
from tests.hard_cases.build import HardCases, leave, logos, more_sections, name

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


def test_long_names_of_sections_stay_in_their_list(open_page, cases):
    more_sections(HomePage.objects.get(), words.LONG_SECTIONS)
    for width in (320, 820, 1440):
        page = opened(open_page, "/", width)
        inner = (
            "list => { const end = list.getBoundingClientRect().right; return "
            "[...list.querySelectorAll('a')].every(a => a.getBoundingClientRect().right <= end); }"
        )
        assert page.locator(".footer__list--sections").evaluate(inner), width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_lead_without_a_picture_leaves_no_hole(open_page, cases):
    page = opened(open_page, "/", 1440, 900)
    assert not page.locator(".front-lead .card__picture").count()
    bottom = "each => each.getBoundingClientRect().bottom"
    words_end = max(
        each.evaluate(bottom) for each in page.locator(".front-lead .card__words > *").all()
    )
    assert page.locator(".front-recent").evaluate(bottom) - words_end < 150


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


def pages_of_print(page) -> list[str]:
    """The words of each sheet, laid out as they are printed."""
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S603 - our own command
    return text.split("\f")[:-1]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_a_print_has_tables_and_no_sheet_that_is_nearly_empty(open_page, cases):
    page = open_page(color_scheme="dark")
    page.goto(cases.paths["printed"])
    sheets = pages_of_print(page)
    counts = [len(sheet.split()) for sheet in sheets]
    assert 2 <= len(sheets) <= 4
    assert min(counts[:-1]) > max(counts) / 2 and counts[-1] > 60, counts
    text = "\n".join(sheets)
    assert re.search(r"Lower lock +1884 +nothing", text)
    assert re.search(r"Gauge +Read since +Off by", text)
    for phrase in ("Who may read the gauge?", "board.example/readings/", "Printed on"):
        assert phrase in text
    assert "Leave a reply" not in text and "Recent news" not in text
    page.emulate_media(media="print")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgba(0, 0, 0, 0)"


# Clipped, drawn, above the page, or off it.
UNSEEN = (
    ".hidden-visually, .skip, script, .menu__label, .bar, .sheet, svg, thead, .comment-form__trap"
)
OVERLAPS = """(UNSEEN) => {
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const box = node.parentElement;
    const isSeen = box.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!isSeen || !node.data.trim()) continue;
    if (box.closest(UNSEEN)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, height } of range.getClientRects()) {
      const inset = height * 0.3;
      const [upper, lower] = [top + inset, bottom - inset];
      if (right - left > 4) words.push({ node, left: left + 2, right: right - 2, upper, lower });
    }
  }
  words.sort((a, b) => a.upper - b.upper);
  const found = [];
  const start = ({ node }) => node.data.trim().slice(0, 40);
  for (const [first, a] of words.entries())
    for (const b of words.slice(first + 1)) {
      if (b.upper >= a.lower) break;
      if (a.node !== b.node && a.left < b.right && b.left < a.right)
        found.push(`${start(a)} | ${start(b)}`);
    }
  for (const image of document.images) {
    const { left, right, top, bottom, height } = image.getBoundingClientRect();
    if (height < 8 || !image.checkVisibility()) continue;
    for (const word of words)
      if (word.left < right && left < word.right && word.upper < bottom && top < word.lower)
        found.push(`a picture | ${start(word)}`);
  }
  return found;
}"""
WIDTHS = (320, 390, 820, 1440)


def problems_of(page, case: str) -> list[str]:
    """What is wrong with the layout of a page, at each width."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{case} at {width}: {wide} wide")
        found += [f"{case} at {width}: {words}" for words in page.evaluate(OVERLAPS, UNSEEN)]
    return found


def test_no_case_scrolls_sideways_and_nothing_overlaps(open_page, cases):
    page = open_page()
    found = []
    more_sections(cases.home)
    for case, path in {**cases.paths, "front": "/", "section": "/town/"}.items():
        page.goto(path)
        found += problems_of(page, case)
    for count in (3, 1, 0):
        leave(count)
        page.goto("/")
        found += problems_of(page, f"front of {count}")
    assert found == [], "\n".join(found)


LINES_OF_THE_NAME = """() => {
  const logo = document.querySelector(".masthead .logo");
  const row = document.querySelector(".masthead__row").getBoundingClientRect();
  const boxes = [logo, ...logo.querySelectorAll("img")].map((each) => each.getBoundingClientRect());
  const range = document.createRange();
  range.selectNodeContents(logo);
  boxes.push(...range.getClientRects());
  const lines = [...range.getClientRects()].filter((box) => box.width > 1);
  const tops = lines.map((box) => Math.round(box.top));
  return {
    isWithin: boxes.filter((box) => box.width).every(
      ({ left, right }) => left >= row.left - 1 && right <= row.right + 1),
    lines: logo.querySelector("img") ? 1 : new Set(tops).size,
    size: parseFloat(getComputedStyle(logo).fontSize),
  };
}"""


def test_every_name_and_logo_fits_into_the_masthead(open_page, cases):
    page = open_page()
    found = []
    plates = {case: (text, {}) for case, text in words.NAMES.items()}
    plates["name-of-wide-letters"] = ("W" * 20 + " " + "M" * 19 + " " + "W" * 19, {})
    plates |= {case: (words.LOGO_NAME, fields) for case, fields in logos().items()}
    for case, (text, fields) in plates.items():
        name(text, **fields)
        for path in ("/", cases.paths["headline-poster"]):
            page.goto(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                plate = page.evaluate(LINES_OF_THE_NAME)
                # Words of twenty capitals are broken on a phone rather than set too small to read.
                most = 6 if case == "name-of-wide-letters" else 3 if width < 1024 else 2
                if not plate["isWithin"] or plate["lines"] > most or plate["size"] < 13:
                    found.append(f"{case} {path} {width}: {plate}")
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{case} {path} {width}: scrolls")
    assert found == [], "\n".join(found)


def test_a_story_in_arabic_runs_from_right_to_left_beneath_the_masthead(open_page, cases):
    page = opened(open_page, cases.paths["language-ar"], 1440, 900)
    left = {
        name: page.locator(name).first.bounding_box()["x"]
        for name in (".masthead .logo", ".story", ".article-body .contents", ".byline")
    }
    assert left[".masthead .logo"] <= left[".story"] < left[".article-body .contents"]
    assert left[".byline"] > left[".story"]
    headline = page.locator("h1")
    expect(headline).to_have_css("letter-spacing", "normal")
    expect(headline).to_have_css("direction", "rtl")
    expect(page.locator(".takeaways__title span")).to_have_css("direction", "ltr")
    expect(page.locator(".comments")).to_have_css("direction", "ltr")


def test_a_suggestion_has_the_lang_of_its_article(open_page, cases):
    index_pages(list(ArticlePage.objects.values_list("pk", flat=True)))
    page = opened(open_page, "/", 1440, 900)
    page.get_by_role("combobox", name="Search articles and answers").press_sequentially("الجسر")
    label = page.locator(".suggest__label").first
    expect(label).to_have_attribute("lang", "ar")
    expect(label).to_have_css("direction", "rtl")
