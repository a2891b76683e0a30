"""A reader's journey without script: read, look up, write, reply, search, in light and in dark."""

import pytest

from news.models import Comment
from tests.factories import ArticlePageFactory, faq, section

pytestmark = pytest.mark.browser

SOURCE = "5b0a6b6e-6f61-4c1e-9a52-1c1f3d0e7a01"
CITED = f'Twice a day<embed embedtype="source" id="{SOURCE}"/>, give or take.'
FILLER = "The water rises and falls, and the harbour master writes it down. " * 12


@pytest.fixture
def explainer(health, author, topic):
    return ArticlePageFactory(
        parent=health,
        title="How tides are told",
        slug="tides",
        authors=[author],
        topics=[topic],
        body=[
            section("What the moon does", CITED, FILLER),
            section("What the coast does", FILLER),
            section("How a table is made", FILLER, "Harmonic constituents are summed."),
            faq(("Are lakes tidal?", "Hardly: a few centimetres."), ("Why twice?", "Two bulges.")),
        ],
        sources=[{"type": "source", "id": SOURCE, "value": {"title": "The tide tables"}}],
    )


@pytest.fixture
def reader(open_page, explainer):
    page = open_page(script=False)
    page.goto("/")
    page.get_by_role("link", name="How tides are told").first.click()
    page.wait_for_url("**/health/tides/")
    return page


def is_in_sight(page, selector: str) -> bool:
    return page.locator(selector).first.evaluate(
        "e => { const y = e.getBoundingClientRect().top; return y >= 0 && y < innerHeight }"
    )


def test_a_reader_reads_and_follows_the_contents(reader):
    assert reader.get_by_role("heading", level=1).inner_text() == "How tides are told"
    reader.locator('.contents a[href="#how-a-table-is-made"]').click()
    assert reader.url.endswith("#how-a-table-is-made")
    assert is_in_sight(reader, "#how-a-table-is-made")


def test_a_reader_opens_a_question(reader):
    answer = reader.get_by_text("Hardly: a few centimetres.")
    assert not answer.is_visible()
    reader.get_by_role("heading", name="Are lakes tidal?").click()
    assert answer.is_visible()


def test_a_reader_goes_to_a_source_and_back(reader):
    reader.locator("[role=doc-noteref]").click()
    assert "#note_1" in reader.url
    assert is_in_sight(reader, "#note_1")
    reader.locator("[role=doc-backlink]").click()
    assert is_in_sight(reader, "[role=doc-noteref]")


def test_a_reader_leaves_a_reply(reader):
    form = reader.locator("#reply form")
    form.get_by_label("Name").fill("Ruth Adeyemi")
    form.get_by_label("E-mail").fill("ruth@reader.example")
    form.get_by_label("Reply").fill("The bore on the Severn is missing.")
    form.get_by_role("button").click()
    reader.wait_for_url("**/reply/")
    assert reader.get_by_text("The bore on the Severn is missing.").first.is_visible()
    reader.wait_for_timeout(3_500)
    reader.locator("form.comment-form").get_by_role("button").click()
    reader.wait_for_url("**/thanks/")
    assert Comment.objects.get().name == "Ruth Adeyemi"


def test_a_reader_searches_and_lands_on_the_section(reader):
    field = reader.locator("header input[name=q]")
    field.fill("harmonic constituents")
    field.press("Enter")
    reader.wait_for_url("**/search/**")
    reader.locator('main a[href$="#how-a-table-is-made"]').first.click()
    reader.wait_for_url("**/health/tides/#how-a-table-is-made")
    assert is_in_sight(reader, "#how-a-table-is-made")


def test_a_reader_goes_back_through_the_months(reader, explainer):
    reader.get_by_role("contentinfo").get_by_role("link", name="Archive").click()
    reader.wait_for_url("**/archive/")
    month = f"{explainer.published_at:/archive/%Y/%m/}"
    reader.locator(f'main a[href="{month}"]').click()
    reader.get_by_role("link", name="How tides are told").first.click()
    reader.wait_for_url("**/health/tides/")


def test_the_page_follows_the_colours_of_the_system(reader):
    def ground() -> str:
        return reader.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")

    reader.emulate_media(color_scheme="light")
    light = ground()
    reader.emulate_media(color_scheme="dark")
    assert ground() != light


def test_nothing_that_needs_script_is_offered(reader):
    for button in reader.locator("button:visible").all():
        assert button.evaluate("e => Boolean(e.form)"), button.inner_text()
