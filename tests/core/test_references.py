"""What an article refers to is indexed once for each time it is saved (core.compat)."""

import pytest
from wagtail import blocks
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from news.models import ArticleAuthor
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    ImageFactory,
    TopicFactory,
    faq,
    section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(monkeypatch):
    """The keys of the recorded references."""
    keys = []
    note = ReferenceIndex.create_or_update_for_object

    def noting(instance):
        keys.append(instance.pk)
        return note(instance)

    monkeypatch.setattr(ReferenceIndex, "create_or_update_for_object", noting)
    return keys


@pytest.fixture
def everything(health):
    """An article that refers to pictures and pages from everywhere in its body."""
    image, target = ImageFactory(), ArticlePageFactory(parent=health)
    link = f'<a linktype="page" id="{target.pk}">there</a>'
    picture = {"type": "figure", "value": {"image": {"image": image.pk}, "caption": "Cap"}}
    pointer = {"type": "related_article", "value": {"article": target.pk}}
    cell = {
        "columns": [{"type": "rich_text", "heading": ""}],
        "rows": [{"values": [f"<p>{link}</p>"]}],
    }
    table = {"type": "table", "value": {"caption": "Table", "table": cell}}
    pictures = [{"type": "item", "value": picture["value"]}] * 2
    gallery = {"type": "gallery", "value": {"figures": pictures}}
    body = [
        section("Nothing", "Plain words."),
        section("Links", link, picture, pointer, table),
        gallery,
        faq(("Where?", link), ("Nowhere?", "No.")),
        pointer,
    ]
    return ArticlePageFactory(parent=health, body=body)


def referred(article) -> set[tuple[str, str]]:
    rows = ReferenceIndex.objects.filter(object_id=str(article.pk))
    return set(rows.values_list("to_object_id", "to_content_type__model"))


def test_references_are_recorded_once_for_any_number_of_authors_and_topics(health, recorded):
    article = ArticlePageFactory(
        parent=health,
        authors=[AuthorFactory(), AuthorFactory()],
        topics=[TopicFactory(), TopicFactory()],
    )
    recorded.clear()
    article.save_revision().publish()
    assert recorded == [article.pk]


def test_its_authors_and_topics_are_among_what_it_refers_to(health):
    author, topic = AuthorFactory(), TopicFactory()
    article = ArticlePageFactory(parent=health, authors=[author], topics=[topic])
    found = {(str(author.pk), "author"), (str(topic.pk), "topic")}
    assert found <= referred(article)
    other = AuthorFactory()
    article.article_authors = [ArticleAuthor(author=other)]
    article.save_revision().publish()
    assert (str(other.pk), "author") in referred(article)
    assert (str(author.pk), "author") not in referred(article)


def test_streams_refer_to_what_wagtail_finds_in_them(health, everything):
    stream = everything.body
    as_wagtail_does = set(blocks.StreamBlock.extract_references(stream.stream_block, stream))
    assert set(stream.stream_block.extract_references(stream)) == as_wagtail_does
    assert {model.__name__ for model, *_paths in as_wagtail_does} >= {"EditorialImage", "Page"}


def test_blocks_without_references_are_not_converted_to_values(health):
    article = ArticlePageFactory(parent=health, body=[section("Sleep", "Plain <b>words</b>.")])
    fresh = type(article).objects.get(pk=article.pk)
    assert not list(fresh.body.stream_block.extract_references(fresh.body))
    assert fresh.body._bound_blocks == [None]


def test_nothing_is_recorded_if_that_is_switched_off(health, recorded):
    article = ArticlePageFactory(parent=health)
    recorded.clear()
    with disable_reference_index_auto_update():
        article.save()
    assert recorded == []
