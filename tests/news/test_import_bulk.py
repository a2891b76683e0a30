"""Articles that are added together are what each would be if it were saved by itself."""

import json
from datetime import UTC, datetime

import pytest
from django.db import transaction
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail.search.models import IndexEntry

from news.importing.bulk import add_articles
from news.models import ArticleAuthor, ArticlePage, Listed, Tally
from search.models import Passage, SearchDocument, Suggestion, Word
from tests.factories import AuthorFactory, ImageFactory, TopicFactory, faq, section

pytestmark = pytest.mark.django_db

# What no two articles have in common, and moments.
OWN = {
    *("id", "page_ptr_id", "path", "slug", "url_path", "translation_key"),
    *("latest_revision_id", "live_revision_id"),
    *("first_published_at", "last_published_at", "latest_revision_created_at"),
}
# Fields of a revision that nothing reads.
PUBLICATION = {
    *("pk", "path", "slug", "url_path", "translation_key", "latest_revision", "live_revision"),
    *("first_published_at", "last_published_at", "latest_revision_created_at"),
    *("live", "has_unpublished_changes"),
}
STREAMS = ("body", "takeaways", "sources", "corrections")


@pytest.fixture
def unsaved(image, author, topic):
    """Creates articles that differ only in their slug."""
    others = AuthorFactory(), TopicFactory()

    def unsaved(slug: str) -> ArticlePage:
        article = ArticlePage(
            title="Zugunruhe — of storks",
            slug=slug,
            standfirst="Why they leave.",
            kind=ArticlePage.Kind.EXPLAINER,
            published_at=datetime(2024, 5, 1, 9, tzinfo=UTC),
            hero_image=image,
        )
        article.body = article.body.stream_block.to_python(
            [
                {"type": "paragraph", "value": "<p>First words.</p>"},
                section(
                    "Routes",
                    f'By <a linktype="page" id="{Page.objects.first().pk}">land</a>.',
                    {"type": "figure", "value": {"image": {"image": image.pk}}},
                ),
                section("Numbers", "Half a million."),
                faq(("Do they sleep?", "In flight.")),
            ]
        )
        article.takeaways = article.takeaways.stream_block.to_python(
            [{"type": "takeaway", "value": {"text": "<p>Far.</p>", "section": "Routes"}}]
        )
        article.article_authors = [
            ArticleAuthor(author=each, sort_order=order)
            for order, each in enumerate([author, others[0]])
        ]
        article.tag([topic, others[1]])
        return article

    return unsaved


@pytest.fixture
def image(db):
    return ImageFactory()


@pytest.fixture(params=["published", "draft"])
def pair(request, news, unsaved, django_capture_on_commit_callbacks):
    """The same article, saved by itself and added with others."""
    is_published = request.param == "published"
    with django_capture_on_commit_callbacks(execute=True):
        single = unsaved("single")
        single.live = False
        news.add_child(instance=single)
        revision = single.save_revision()
        if is_published:
            revision.publish()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        many = [unsaved("other"), unsaved("many")]
        add_articles(news, many, publish=is_published)
    return ArticlePage.objects.get(slug="single"), ArticlePage.objects.get(slug="many")


def rows(model, *names, **filters) -> list[tuple]:
    return sorted(model.objects.filter(**filters).values_list(*names), key=str)


def without_ids(value):
    """The value with the ids of blocks that had none left out."""
    if isinstance(value, list):
        return [without_ids(each) for each in value]
    if isinstance(value, dict):
        return {name: without_ids(each) for name, each in value.items() if name != "id"}
    return value


def test_their_rows_have_the_same_fields(pair):
    one, other = (
        {name: value for name, value in row.items() if name not in OWN}
        for row in ArticlePage.objects.filter(pk__in=[page.pk for page in pair]).values()
    )
    for name in STREAMS:
        one[name], other[name] = (
            without_ids(list(each[name].get_prep_value())) for each in (one, other)
        )
    assert one == other
    assert one["word_count"] and one["draft_title"] == one["title"]


def test_their_authors_and_topics_are_the_same(pair):
    one, other = (
        (
            list(page.article_authors.values_list("author", "role", "sort_order")),
            list(page.article_topics.values_list("topic", "sort_order")),
        )
        for page in pair
    )
    assert one == other and all(one)


def test_their_revisions_hold_the_same(pair):
    one, other = (settled(page.latest_revision.content) for page in pair)
    assert one == other and one["article_topics"]


def settled(content: dict) -> dict:
    """What an editor finds in a revision."""
    compared = {name: value for name, value in content.items() if name not in PUBLICATION}
    for name in STREAMS:
        compared[name] = without_ids(json.loads(content[name]))
    for name in ("article_authors", "article_topics"):
        compared[name] = [{**row, "pk": None, "page": None} for row in content[name]]
    return compared


def test_they_refer_to_the_same(pair):
    names = ("to_content_type", "to_object_id", "model_path")
    one, other = (rows(ReferenceIndex, *names, object_id=str(page.pk)) for page in pair)
    assert one == other and len(one) >= 6


def test_the_admin_finds_them_by_the_same_words(pair):
    names = ("content_type", "title", "autocomplete", "body")
    one, other = (rows(IndexEntry, *names, object_id=str(page.pk)) for page in pair)
    assert one == other and len(one) == 1


def test_the_index_agrees_with_the_pages(pair):
    def indexed_content(page):
        documents = [
            {**row, "page_id": None} for row in SearchDocument.objects.filter(pk=page.pk).values()
        ]
        passages = rows(Passage, "position", "kind", "anchor", "heading", "text", document=page.pk)
        suggestions = rows(Suggestion, "kind", "text", "label", document=page.pk)
        return documents, passages, suggestions

    one, other = map(indexed_content, pair)
    assert one == other
    assert bool(one[0]) is bool(one[1]) is bool(one[2]) is pair[0].live


def test_they_are_in_the_same_lists(pair):
    one, other = (
        rows(Listed, "place", "topic", "author", "published_at", article=page.pk) for page in pair
    )
    assert one == other and bool(one) is pair[0].live
    assert all(row.articles == 3 for row in Tally.objects.filter(articles__gt=0))


def test_their_words_are_counted_once_each(pair):
    counted = 3 if pair[0].live else None
    found = Word.objects.filter(text="zugunruhe").values_list("articles", flat=True).first()
    assert found == counted


def test_the_page_log_has_the_same_actions(pair):
    one, other = (
        set(PageLogEntry.objects.filter(page=page.pk).values_list("action", "label"))
        for page in pair
    )
    assert other <= one
    expected = {"wagtail.create", "wagtail.publish"} if pair[0].live else {"wagtail.create"}
    assert {action for action, _label in other} == expected
