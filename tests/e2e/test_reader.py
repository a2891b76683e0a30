"""A reader's way through the site, without script."""

import pytest

from search.models import SearchDay
from tests.factories import ArticlePageFactory, faq, section

pytestmark = pytest.mark.browser


@pytest.fixture
def explainer(health, author, topic):
    filler = "The water rises and falls, and the harbour master writes it down. " * 12
    return ArticlePageFactory(
        parent=health,
        title="How tides are told",
        slug="tides",
        authors=[author],
        topics=[topic],
        body=[
            section("What the moon does", filler),
            section("What the coast does", filler),
            section("How a table is made", filler, "Harmonic constituents are summed."),
            faq(("Are lakes tidal?", "Hardly: a few centimetres."), ("Why twice?", "Two bulges.")),
        ],
    )


def at_top(page, selector):
    """Whether the element is in the upper part of the window."""
    return page.locator(selector).evaluate(
        "e => { const y = e.getBoundingClientRect().top; return y >= 0 && y < innerHeight * .6 }"
    )


def test_from_the_front_page_to_a_searched_section_without_script(open_page, explainer):
    page = open_page(script=False)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Health").first.click()
    assert page.url.endswith("/health/")
    page.get_by_role("link", name="How tides are told").first.click()
    assert page.url.endswith("/health/tides/")

    page.locator('a[href="#how-a-table-is-made"]:visible').first.click()
    assert page.url.endswith("#how-a-table-is-made")

    page.get_by_text("Are lakes tidal?").locator("visible=true").first.click()
    assert page.get_by_text("Hardly: a few centimetres.").is_visible()

    page.get_by_role("link", name="Ines Okafor").first.click()
    assert page.url.endswith("/authors/ines-okafor/")

    page.goto("/search/")
    page.locator("main input[name=q]").fill("harmonic constituents")
    page.locator("main input[name=q]").press("Enter")
    page.locator('main a[href$="#how-a-table-is-made"]').first.click()
    assert page.url.endswith("/health/tides/#how-a-table-is-made")
    assert at_top(page, "#how-a-table-is-made")


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_a_question_opens_its_answer(open_page, explainer, script):
    page = open_page(script=script)
    page.goto("/health/tides/#are-lakes-tidal")
    page.get_by_text("Hardly: a few centimetres.").wait_for(state="visible")
    assert not page.get_by_text("Two bulges.").is_visible()
    assert at_top(page, "text=Are lakes tidal?")


@pytest.mark.parametrize("script", [True, False])
def test_from_a_misspelt_question_to_its_opened_answer(open_page, explainer, script):
    page = open_page(script=script)
    page.goto("/")
    field = page.locator("header input[name=q]")
    field.fill("are laeks tidal?")
    field.press("Enter")
    proposal = "Did you mean are lakes tidal? Articles with that spelling are included."
    page.get_by_text(proposal).wait_for()
    answer = page.get_by_role("region", name="Are lakes tidal?")
    assert answer.get_by_text("Hardly: a few centimetres.").is_visible()
    answer.get_by_role("link", name="Read this answer in place").click()
    page.wait_for_url("**/health/tides/#are-lakes-tidal")
    page.get_by_text("Hardly: a few centimetres.").wait_for(state="visible")
    assert not page.get_by_text("Two bulges.").is_visible()


def test_a_chosen_result_is_counted(open_page, explainer):
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    page = open_page(user_agent=agent)
    page.goto("/search/?q=harmonic+constituents")
    with page.expect_request("**/search/click/"):
        page.locator('main a[href$="#how-a-table-is-made"]').first.click()
    page.wait_for_url("**/health/tides/#how-a-table-is-made")
    counted = SearchDay.objects.filter(query="harmonic constituents", searches=1)
    for _try in range(50):
        if counted.filter(without_results=0, clicks=1).exists():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"Not counted: {SearchDay.objects.values()}")


def test_a_former_link_still_arrives(open_page, explainer):
    data = explainer.body_data
    data[3]["value"]["questions"][0]["value"]["anchor"] = "lakes"
    data[2]["value"]["anchor"] = "tables"
    explainer.body = explainer.body.stream_block.to_python(data)
    explainer.save_revision().publish()
    page = open_page(script=False)
    page.goto("/health/tides/#are-lakes-tidal")
    page.get_by_text("Hardly: a few centimetres.").wait_for(state="visible")
    page.goto("/search/")
    page.goto("/health/tides/#how-a-table-is-made")
    assert at_top(page, "#tables")


def test_nothing_is_requested_from_another_host(open_page, explainer, site):
    page = open_page()
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for path in ("/", "/health/", "/health/tides/", "/search/?q=tides"):
        page.goto(path)
    assert hosts == {site.split("/")[2]}
