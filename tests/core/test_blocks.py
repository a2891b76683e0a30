"""Blocks: previews, plain words, the shape of what is stored."""

import pytest
from django.urls import reverse

from core.blocks import plain_text, text_of
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


def test_plain_text_keeps_paragraphs_apart_and_entities_readable():
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
