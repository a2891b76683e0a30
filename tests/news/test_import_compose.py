"""From a manuscript to stored blocks: nothing is lost, nothing is cut unsaid, nothing crashes."""

from datetime import date

import pytest
from django.utils import timezone

from core.blocks import plain_text
from news.importing.compose import compose
from news.importing.identity import reuse_ids
from news.importing.media import Folder
from news.importing.shapes import fit, slug_of, valid_anchor
from news.manuscripts import model
from news.models import ArticlePage

pytestmark = pytest.mark.django_db


def composed(**parts):
    return compose(model.Manuscript(**{"title": "A title", **parts}), Folder())


def words(draft) -> str:
    article = ArticlePage(body=ArticlePage().body.stream_block.to_python(draft.body))
    return article.plain_body


def types(blocks) -> list[str]:
    return [block["type"] for block in blocks]


def test_neighbouring_paragraphs_are_one_block():
    draft = composed(
        introduction=[
            model.Paragraph("<p>One.</p>"),
            model.Paragraph("<ul><li>Two</li></ul>"),
            model.Divider(),
            model.Paragraph("<p>Three.</p>"),
        ]
    )
    assert types(draft.body) == ["paragraph", "divider", "paragraph"]
    assert draft.body[0]["value"] == "<p>One.</p><ul><li>Two</li></ul>"


def test_sections_and_questions_keep_their_anchors_and_order():
    draft = composed(
        body=[
            model.Section("First", "one", [model.Subheading("Inner"), model.Paragraph("<p>x</p>")]),
            model.FaqGroup("FAQs", "", "", [model.Question("Why?", "why-so", "<p>So.</p>")]),
            model.Section("Main", "", []),
        ]
    )
    assert types(draft.body) == ["section", "faq", "section"]
    first, faq, last = (block["value"] for block in draft.body)
    assert first["anchor"] == "one"
    assert first["content"][0]["value"] == {"heading": "Inner", "anchor": "inner", "aliases": ""}
    assert faq["questions"][0]["value"]["anchor"] == "why-so"
    assert last["anchor"] == "main-2", "the page itself has an id main"


def test_a_subheading_before_any_section_opens_one():
    draft = composed(introduction=[model.Subheading("Early"), model.Paragraph("<p>x</p>")])
    assert types(draft.body) == ["section"]
    assert types(draft.body[0]["value"]["content"]) == ["paragraph"]


def test_the_content_of_a_section_without_heading_joins_the_text():
    draft = composed(body=[model.Section("", "", [model.Paragraph("<p>x</p>")])])
    assert types(draft.body) == ["paragraph"]


@pytest.mark.parametrize(
    "part",
    [
        model.Section("word " * 60, "", [model.Paragraph("<p>x</p>")]),
        model.FaqGroup("word " * 60, "", "", [model.Question("Q?", "", "<p>a</p>")]),
        model.FaqGroup("FAQs", "", "", [model.Question("word " * 90, "", "<p>a</p>")]),
        model.Section("S", "", [model.Subheading("word " * 60)]),
        model.Section("S", "", [model.Statistics("", [model.Statistic("1" * 40, "word " * 60)])]),
        model.Section("S", "", [model.Timeline("", [model.Event("word " * 60, "", "")])]),
    ],
)
def test_a_value_too_long_for_its_field_is_repeated_in_full_beneath(part):
    draft = composed(body=[part])
    assert draft.losses
    assert words(draft).count("word") >= 60


def test_long_fields_are_cut_and_repeated_in_full_in_the_text():
    draft = composed(
        title="Title " * 80,
        hero=None,
        listing=model.Listing(title="Short " * 40, summary="Summary " * 60),
        seo=model.Seo(title="Seo " * 90, description="x" * 900),
    )
    assert len(draft.fields["title"]) <= 255
    assert len(draft.fields["promo_title"]) <= 120
    assert len(draft.fields["promo_summary"]) <= 255
    assert words(draft).count("Title") == 80
    assert len(draft.losses) == 4


def test_takeaways_above_the_limit_go_into_the_text():
    draft = composed(takeaways=[f"Takeaway <b>{number}</b>" for number in range(11)])
    assert len(draft.takeaways) == 8
    assert "Takeaway 10" in words(draft)
    assert draft.losses == ["3 takeaways too many: they stand in the text"]


def test_five_figures_are_two_blocks():
    figures = [model.Statistic(str(number), "things") for number in range(5)]
    draft = composed(introduction=[model.Statistics("Counted", figures, "Us")])
    first, second = (block["value"] for block in draft.body)
    assert [len(first["figures"]), len(second["figures"])] == [4, 1]
    assert (first["title"], second["title"], second["source"]) == ("Counted", "", "Us")


def test_ragged_tables_are_as_wide_as_their_widest_row():
    columns = [model.Column("A"), model.Column("B", "rich_text")]
    table = model.Table(columns, [["1"], ["1", "2", "3"]])
    draft = composed(body=[model.Section("Heading", "", [table])])
    value = draft.body[0]["value"]["content"][0]["value"]
    assert value["caption"] == "Heading"
    assert [len(row["values"]) for row in value["table"]["rows"]] == [3, 3]
    assert len(value["table"]["columns"]) == 3


def test_missing_files_leave_their_words_and_are_reported():
    draft = composed(
        hero=model.Picture("hero.png", caption="Under the hero"),
        introduction=[
            model.Figure("../../etc/passwd.png", caption="A caption", credit="A credit"),
            model.Document("nowhere.pdf", "A label"),
            model.Gallery("Gallery", [model.Picture("x.png", caption="In the gallery")]),
        ],
    )
    for text in ("Under the hero", "A caption", "A credit", "A label", "In the gallery"):
        assert text in words(draft)
    assert len(draft.losses) == 4
    assert draft.fields["hero_image_id"] is None


def test_addresses_that_are_none_are_notes():
    draft = composed(
        sources=[model.Source("Title", url="see page 4", date="d" * 90)],
        introduction=[model.Embed("javascript:alert(1)", "Film"), model.Quote("Q", "", "nowhere")],
    )
    source = draft.sources[0]["value"]
    assert source["url"] == "" and "see page 4" in source["note"] and len(source["date"]) <= 60
    assert types(draft.body) == ["paragraph", "quote"]
    assert draft.body[1]["value"]["source_url"] == ""


def test_a_day_begins_at_midnight_here_and_no_date_is_invented():
    assert composed().fields["published_at"] is None
    moment = composed(date=date(2014, 3, 19)).fields["published_at"]
    assert timezone.localtime(moment).isoformat().startswith("2014-03-19T00:00:00")


def test_characters_that_databases_cannot_store_are_dropped():
    draft = composed(
        title="A\x00 title",
        introduction=[model.Paragraph("<p>x\x00\ud800y</p>")],
        authors=[model.Author("Na\x00me")],
    )
    assert draft.fields["title"] == "A title"
    assert plain_text(draft.body[0]["value"]) == "xy"
    assert draft.credits[0].name == "Name"
    assert draft.losses


@pytest.mark.parametrize(
    ("title", "slug", "expected"),
    [
        ("Éclair & crème", "", "eclair-creme"),
        ("x", "Given Slug", "given-slug"),
        ("???", "", "article"),
        ("Feed", "", "feed-2"),
        ("word " * 40, "", "word-" * 15 + "word"),
    ],
)
def test_slugs(title, slug, expected):
    assert slug_of(model.Manuscript(title=title, slug=slug)) == expected


def test_anchors_are_valid():
    assert valid_anchor("What_is  it?") == "what-is-it"
    assert valid_anchor("") == ""


def test_fit_cuts_between_words():
    assert fit("one two three", 9) == "one two…"
    assert fit("abcdefghij", 5) == "abcd…"
    assert fit("short", 5) == "short"


def test_a_rewritten_heading_continues_its_block():
    old = composed(body=[model.Section("Old words", "", [model.Paragraph("<p>x</p>")])]).body
    new = composed(
        body=[
            model.Section("Inserted", "", []),
            model.Section("New words", "", [model.Paragraph("<p>x</p>")]),
        ]
    ).body
    added, changed = new
    reuse_ids(new, old)
    assert {old[0]["id"]} & {added["id"], changed["id"]}
    same = composed(body=[model.Section("Old words", "", [model.Paragraph("<p>x</p>")])]).body
    reuse_ids(same, old)
    assert same[0]["id"] == old[0]["id"]
    assert same[0]["value"]["content"][0]["id"] == old[0]["value"]["content"][0]["id"]


def test_a_table_above_the_limit_of_the_editor_is_imported_and_reported():
    columns = [model.Column(f"Week {n}") for n in range(11)]
    table = model.Table(columns, [[str(row)] * 11 for row in range(1_000)], caption="Counts")
    draft = composed(introduction=[table])
    assert len(draft.body[0]["value"]["table"]["rows"]) == 1_000
    assert any("This table has 11,000 cells" in loss for loss in draft.losses)
