"""Citations: numbered where a page is shown, silent everywhere else."""

import json
import re

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from core.blocks import plain_text, text_of
from news.blocks import CITING_PROSE
from news.importing.compose import compose
from news.manuscripts import Manuscript, Paragraph, Source
from news.models import ArticlePage
from news.structure.notes import Notes, citation, letters_of
from tests.factories import ArticlePageFactory, faq, section

LAW, REPORT, STUDY = "law-id", "report-id", "study-id"
SOURCES = [
    {"type": "source", "id": LAW, "value": {"title": "The law"}},
    {"type": "source", "id": REPORT, "value": {"title": "The report"}},
    {"type": "source", "id": STUDY, "value": {"title": "The study"}},
]
BODY = ArticlePage._meta.get_field("body").stream_block


def cited(*ids: str) -> str:
    return "".join(citation(each) for each in ids)


def article_citing(parent, *body, **fields):
    return ArticlePageFactory(parent=parent, sources=SOURCES, body=list(body), **fields)


def numbers(html: str) -> list[str]:
    """The numbers of the citations, in the order of the page."""
    return re.findall(r'role="doc-noteref"[^>]*>(\d+)</a>', html)


@pytest.fixture
def page(client, health):
    """The markup of an article whose texts are the given blocks."""

    def shown(*body, **fields) -> str:
        return client.get(article_citing(health, *body, **fields).url).content.decode()

    return shown


def test_citations_are_numbered_once_in_reading_order_over_blocks_and_answers(page):
    html = page(
        section("One", f"Said.{cited(REPORT)}", f"Twice.{cited(LAW)}"),
        faq(("Why?", f"Because.{cited(REPORT)}"), ("How?", f"So.{cited(STUDY)}")),
        takeaways=[{"type": "takeaway", "value": {"text": f"<p>First.{cited(LAW)}</p>"}}],
    )
    assert numbers(html) == ["1", "2", "1", "2", "3"]
    listed = html[html.index('<ol class="sources">') :]
    assert listed.index("The law") < listed.index("The report") < listed.index("The study")


@pytest.mark.django_db
def test_reading_order_does_not_depend_on_the_order_of_storage():
    value = {"questions": [{"type": "question", "id": "q", "value": {
        "answer": f"<p>B{cited(REPORT)}</p>", "question": "Why?"}}],
        "introduction": f"<p>A{cited(LAW)}</p>", "title": "FAQ"}  # fmt: skip
    notes = Notes(ArticlePage(sources=SOURCES).sources)
    notes.numbered(BODY, [{"type": "faq", "id": "f", "value": value}])
    assert [note.source["title"] for note in notes.cited] == ["The law", "The report"]


def test_every_place_that_cites_a_source_has_its_own_way_back(page):
    html = page(section("One", f"Said.{cited(LAW)} Again.{cited(LAW)}"))
    for place in ("cited_1_1", "cited_1_2"):
        assert f'id="{place}"' in html
        assert f'href="#{place}"' in html
    assert "Back to place b in the text" in html


def test_a_source_that_is_cited_once_has_one_way_back_without_a_letter(page):
    html = page(section("One", f"Said.{cited(LAW)}"))
    assert "Back to the text" in html and "Back to place" not in html


def test_sources_that_nobody_cites_follow_unnumbered(page):
    html = page(section("One", f"Said.{cited(STUDY)}"))
    cited_ones, uncited = html[html.index('id="sources"') :].split("Further reading")
    assert "The study" in cited_ones and "The law" not in cited_ones
    assert "The law" in uncited and "The report" in uncited


def test_without_citations_the_sources_are_a_plain_list(page):
    html = page(section("One", "Nothing cited."))
    assert "The law" in html
    assert "Further reading" not in html and '<ol class="sources">' not in html


def test_a_citation_of_a_source_that_is_gone_prints_nothing(page):
    html = page(section("One", f"Said.{cited('gone')} More.{cited(LAW)}"))
    assert "Said. More." in html
    assert numbers(html) == ["1"]


@pytest.mark.parametrize("place", ["fact_box", "table", "subsection"])
def test_fact_boxes_and_cells_cite_too(page, place):
    text = f"<p>Said.{cited(LAW)}</p>"
    table = {
        "columns": [{"type": "text", "heading": "A"}, {"type": "rich_text", "heading": "B"}],
        "rows": [{"values": ["one", text]}],
        "caption": "",
    }
    block = {
        "fact_box": {"type": "fact_box", "value": {"title": "Box", "text": text}},
        "table": {"type": "table", "value": {"caption": "Table", "table": table}},
        "subsection": {"type": "paragraph", "value": text},
    }[place]
    assert numbers(page(section("One", block))) == ["1"]


def test_the_number_is_in_no_text_search_feed_or_word_count(client, health):
    with_mark = article_citing(
        health, section("One", f"Seven words are what this sentence has.{cited(LAW)}")
    )
    without = article_citing(health, section("One", "Seven words are what this sentence has."))
    assert with_mark.word_count == without.word_count
    assert with_mark.passages() == without.passages()
    feed = client.get("/feed/").content.decode()
    assert "embedtype" not in feed and "doc-noteref" not in feed and "Source 1" not in feed
    assert plain_text(f"<p>Said.{citation(LAW, 1, 1)}</p>") == "Said."
    assert text_of(BODY, with_mark.body_data) == text_of(BODY, without.body_data)


def test_showing_a_page_leaves_its_words_alone(rf, health):
    page = article_citing(health, section("One", f"Said.{cited(LAW)}"))
    before = page.passages()
    page.get_context(rf.get(page.url))
    assert page.passages() == before


def test_the_editor_gets_back_what_was_stored():
    converter = ContentstateConverter(CITING_PROSE)
    stored = f"<p>Said.{citation(LAW)} And <b>more{citation(REPORT)}</b>.</p>"
    state = json.loads(converter.from_database_format(stored))
    assert state["blocks"][0]["text"] == "Said.† And more†."
    assert {each["data"]["id"] for each in state["entityMap"].values()} == {LAW, REPORT}
    assert all(each["mutability"] == "IMMUTABLE" for each in state["entityMap"].values())
    again = converter.to_database_format(json.dumps(state))
    assert citation(LAW) in again and citation(REPORT) in again and "†" not in again


def test_a_text_without_citations_drops_the_mark_but_not_the_words():
    converter = ContentstateConverter(["bold", "link"])
    state = json.loads(converter.from_database_format(f"<p>Said.{citation(LAW)} More.</p>"))
    assert state["blocks"][0]["text"] == "Said. More."


def test_an_odd_citation_is_no_server_error(page):
    odd = '<embed embedtype="source"/><embed embedtype="source" id="&lt;x&quot;" number="9"/>'
    html = page(section("One", f"Said.{odd} More."))
    assert "Said. More." in html


def test_places_are_lettered_beyond_z():
    assert [letters_of(index) for index in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


class NoMedia:
    def picture(self, picture):
        return None

    def document(self, document):
        return None

    def fingerprint(self, src):
        return ""


def composed(html: str, **fields):
    manuscript = Manuscript(title="T", introduction=[Paragraph(html)], **fields)
    draft = compose(manuscript, NoMedia())
    return draft, draft.body[0]["value"]


def test_a_number_in_brackets_behind_a_word_cites_the_imported_source():
    draft, text = composed(
        "<p>Said.[2] And[1] <i>so</i>[2].</p>", sources=[Source("Law"), Source("Report")]
    )
    law, report = (citation(source["id"]) for source in draft.sources)
    assert text == f"<p>Said.{report} And{law} <i>so</i>{report}.</p>"


@pytest.mark.parametrize(
    "text", ["<p>[1] At the start.</p>", "<p>An array [1].</p>", "<p>Said.[3]</p>",
             '<p><a href="https://x.example">Said.[1]</a></p>'],
)  # fmt: skip
def test_other_numbers_in_brackets_stay_words(text):
    assert composed(text, sources=[Source("Law"), Source("Report")])[1] == text


def test_a_second_import_cites_with_the_same_ids():
    source = [Source("Law")]
    first, second = (composed("<p>Said.[1]</p>", sources=source)[1] for _time in range(2))
    assert first == second


def test_a_stored_citation_is_read_as_it_was_written(client, health):
    source = {"type": "source", "id": LAW, "value": {"title": "The law"}}
    text = f'<p>So it says.{citation(LAW)} <embed embedtype="image" id="none"/></p>'
    page = ArticlePageFactory(
        parent=health, body=[{"type": "paragraph", "value": text}], sources=[source]
    )
    html = client.get(page.url).content.decode()
    assert 'id="cited_1_1"' in html and 'id="note_1"' in html
