"""Blocks: previews, plain words, the shape of what is stored."""

import sys

import pytest
from django.urls import reverse
from wagtail.blocks import RichTextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from core.blocks import TableBlock, plain_text, text_of
from core.blocks.tables import MOST_CELLS
from news.models import ArticlePage
from tests.factories import ArticlePageFactory, ImageFactory, faq, section

BODY = ArticlePage._meta.get_field("body").stream_block
SECTION = BODY.child_blocks["section"].child_blocks["content"]
BLOCKS = {
    **BODY.child_blocks,
    "subheading": SECTION.child_blocks["subheading"],
    **ArticlePage._meta.get_field("takeaways").stream_block.child_blocks,
    **ArticlePage._meta.get_field("sources").stream_block.child_blocks,
}


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_block_has_an_icon_a_group_a_description_and_a_preview_like_the_site(
    client, editor, health, name
):
    block = BLOCKS[name]
    ImageFactory()
    ArticlePageFactory(parent=health)
    assert block.meta.icon != "placeholder"
    assert block.get_description()
    if name not in {"takeaway", "source"}:
        assert block.meta.group
    assert block.is_previewable
    client.force_login(editor)
    url = reverse("wagtailadmin_block_preview")
    response = client.get(url, {"id": block.definition_prefix})
    assert response.status_code == 200
    assert "core/css/masthead.css" in response.content.decode()


def test_there_is_no_raw_html_block():
    assert not {"html", "raw_html"} & set(BODY.child_blocks)


def test_plain_text_separates_paragraphs_and_decodes_entities():
    assert plain_text("<p>Salt &amp; <b>pepper</b></p><ul><li>one</li><li>two</li></ul>") == (
        "Salt & pepper\none\ntwo"
    )


def test_the_words_of_a_block_are_what_a_reader_reads():
    raw = [
        section(
            "Heading",
            "Body <a href='https://x.example'>link</a>",
            {"type": "figure", "value": {"image": {"image": 1, "alt_text": "alt"}, "caption": "Cap",
                                         "credit": "Studio", "width": "wide"}},
            {"type": "embed", "value": {"url": "https://v.example", "title": "Film"}},
            anchor="heading",
            aliases="old-anchor",
        ),
        faq(("Why?", "Because.")),
    ]  # fmt: skip
    words = text_of(BODY, raw)
    for expected in ("Heading", "Body link", "Cap", "Film", "Why?", "Because."):
        assert expected in words
    for hidden in ("Studio", "wide", "https", "old-anchor", "None", "alt"):
        assert hidden not in words


def test_contents_and_passages_agree_with_the_page(client, health):
    page = ArticlePageFactory(
        parent=health,
        standfirst="Lead words.",
        body=[
            {"type": "paragraph", "value": "<p>Before everything.</p>"},
            section(
                "First",
                "Text of the first.",
                {"type": "subheading", "value": {"heading": "Detail"}},
                "Text of the detail.",
            ),
            faq(("Why?", "Because."), title="Questions"),
        ],
    )
    passages = page.passages()
    assert [(p.kind, p.anchor, p.heading) for p in passages] == [
        ("lead", "", ""),
        ("section", "first", "First"),
        ("section", "detail", "Detail"),
        ("section", "questions", "Questions"),
        ("question", "why", "Why?"),
    ]
    assert passages[0].text == "Lead words.\nBefore everything."
    assert passages[2].text == "Text of the detail."
    assert passages[4].text == "Because."
    assert [(e.number, e.heading, [c.heading for c in e.children]) for e in page.contents()] == [
        (1, "First", ["Detail"]),
        (2, "Questions", []),
    ]
    html = client.get(page.url).content.decode()
    for passage in passages[1:]:
        assert f'id="{passage.anchor}"' in html


def table(rows: int, columns: int) -> dict:
    """The stored value of a table of words."""
    return {
        "caption": "Counts",
        "row_headers": True,
        "table": {
            "columns": [{"type": "text", "heading": f"Week {n}"} for n in range(columns)],
            "rows": [{"values": [f"{row} & {n}" for n in range(columns)]} for row in range(rows)],
            "caption": "",
        },
    }


def calls_to_render(value: dict) -> int:
    """How many functions are called to render the table, those written in C included."""
    block = TableBlock()
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    value = block.to_python(value)
    sys.setprofile(count)
    try:
        block.render(value)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(("rows", "columns"), [(200, 5), (50, 20)])
def test_the_cost_of_a_table_grows_with_its_cells(rows, columns):
    calls_to_render(table(2, 2))
    assert calls_to_render(table(rows, 2 * columns)) <= 2.2 * calls_to_render(table(rows, columns))
    assert calls_to_render(table(2 * rows, columns)) <= 2.2 * calls_to_render(table(rows, columns))


def test_a_table_shows_each_cell_with_the_heading_of_its_column():
    block = TableBlock()
    html = block.render(block.to_python(table(1, 3)))
    assert '<th scope="row">0 &amp; 0</th>' in html
    assert '<td data-label="Week 1">0 &amp; 1</td><td data-label="Week 2">0 &amp; 2</td>' in html


def test_the_editor_shows_an_error_for_a_table_that_is_too_large():
    block = TableBlock()
    assert block.clean(block.to_python(table(MOST_CELLS // 10, 10)))
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.to_python(table(MOST_CELLS // 10 + 1, 10)))
    assert "This table has 10,010 cells" in str(caught.value.non_block_errors)


@pytest.mark.parametrize(
    ("stored", "mended"),
    [
        ('<a linktype="page" id="x">a</a>', '<a linktype="page" id="0">a</a>'),
        ('<embed embedtype="image" id="1e9"/>', '<embed embedtype="image" id="0"/>'),
        ('<a linktype="document" id="12">a</a>', '<a linktype="document" id="12">a</a>'),
        ('<embed embedtype="source" id="a1-b2"/>', '<embed embedtype="source" id="a1-b2"/>'),
        ('<a href="/x" id="mine">a</a>', '<a href="/x" id="mine">a</a>'),
    ],
)
def test_only_references_to_rows_need_a_number(stored, mended):
    value = BODY.to_python([{"type": "paragraph", "value": f"<p>{stored}</p>"}])
    assert value[0].value.source == f"<p>{mended}</p>"


@pytest.mark.parametrize("stream", [BODY, SECTION])
def test_the_blocks_of_a_divided_paste_exist_in_the_stream(stream):
    attrs = stream.meta.form_attrs
    heading = stream.child_blocks[attrs["data-pasted-headings"]]
    longest = int(attrs["data-pasted-longest"])
    assert heading.child_blocks["heading"].field.max_length == longest
    inner = stream
    if subheadings := attrs.get("data-pasted-subheadings"):
        inner = heading.child_blocks["content"]
        lower = inner.child_blocks[subheadings].child_blocks["heading"]
        assert lower.field.max_length == longest
    for each in (stream, inner):
        assert isinstance(each.child_blocks["paragraph"], RichTextBlock)
        assert isinstance(each.child_blocks["table"], TableBlock)


def test_a_table_of_a_paste_has_the_limit_of_the_block():
    assert SECTION.meta.form_attrs["data-pasted-cells"] == str(MOST_CELLS)
