"""Projections: what is stored of an article equals what is rendered live, after every change."""

import json
from datetime import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction, Site

from core.models import EditorialDocument, Publication, PublishedModel
from core.sites import anonymous_request
from news.models import (
    ArticlePage,
    Author,
    NewsIndex,
    Projection,
    ProjectionState,
    ProjectionText,
    ProjectionUse,
    Topic,
)
from news.pages.article import REPLIES_SLOT, ArticleContext
from news.pages.cards import cards
from news.projection.build import build, render
from news.projection.release import release_of
from tests.factories import CommentFactory, ImageFactory, NewsIndexFactory, section
from tests.news.test_parts import CHANGES, rename, saved, story, titled
from tests.wsgi import ask

__all__ = ["story"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_connection")]


@pytest.fixture
def change(django_capture_on_commit_callbacks):
    """Changes something, and lets the tasks run that follow the commit."""

    def apply(action):
        with django_capture_on_commit_callbacks(execute=True):
            return action()

    return apply


@pytest.fixture
def public(change, story):
    """All articles of the site, built."""
    Publication.for_site(Site.objects.get())
    for key in ArticlePage.objects.values_list("pk", flat=True):
        build(key)
    return story


def is_current(row: Projection) -> bool:
    state = ProjectionState.objects.get(pk=row.pk)
    site = row.article.get_site()
    return state.built == state.wanted and row.release == release_of(site)


def current_rows() -> dict[int, Projection]:
    rows = Projection.objects.select_related("article")
    return {row.pk: row for row in rows if is_current(row)}


def stored_and_live(path: str, monkeypatch) -> tuple[str, str]:
    """The page or feed from the rows, and the same rendered without them."""
    answers = []
    with monkeypatch.context() as patch:
        patch.setattr(ArticleContext, "rendered", lambda reading, name: f"{name} is not stored")
        patch.setattr(
            "news.pages.entries.element_of", lambda article, request: f"{article} is not stored"
        )
        answers.append(ask(WSGIHandler(), path))
    with monkeypatch.context() as patch:
        patch.setattr("news.pages.article.read", lambda article, release: None)
        patch.setattr("news.pages.entries.read_entries", lambda keys, release: {})
        answers.append(ask(WSGIHandler(), path))
    assert [answer.status for answer in answers] == [200, 200], path
    return answers[0].text, answers[1].text


def assert_equal_to_live(monkeypatch, expected: int | None = None) -> None:
    """Every public article has a current row, no other article has any, and each row says what the
    page, the feed and the lists say.
    """
    rows = current_rows()
    articles = {each.pk: each for each in ArticlePage.objects.live().public().for_feeds()}
    assert set(rows) == set(articles)
    assert set(Projection.objects.values_list("pk", flat=True)) == set(articles)
    assert set(ProjectionText.objects.values_list("pk", flat=True)) == set(articles)
    assert set(ProjectionUse.objects.values_list("article", flat=True)) == set(articles)
    stored, live = stored_and_live("/feed/", monkeypatch)
    # An empty feed was updated at the moment of the request.
    assert stored == live or not articles
    assert live.count("<entry") == len(articles)
    for key, article in articles.items():
        path = article.get_url()
        stored, live = stored_and_live(path, monkeypatch)
        assert stored == live, path
        # For other outputs; what lists show is compared below.
        listing = rows[key].listing
        assert (listing["headline"], listing["byline"]) == (article.title, article.byline)
    assert_lists_equal_to_live(monkeypatch, list(articles))


def assert_lists_equal_to_live(monkeypatch, keys: list[int]) -> None:
    """The cards of these articles come from their rows, and say what they would say without rows;
    so do the pages that consist of cards.
    """
    with anonymous_request(Site.objects.get(), "/") as request:
        with CaptureQueriesContext(connection) as one:
            stored = cards(keys, request)
        assert len(one) == bool(keys)
        lists = {path: ask(WSGIHandler(), path).text for path in lists_of_articles()}
        with monkeypatch.context() as patch:
            patch.setattr("news.pages.cards.release_for", lambda request: "")
            assert stored == cards(keys, request)
            for path, text in lists.items():
                assert text == ask(WSGIHandler(), path).text, path


def lists_of_articles() -> list[str]:
    pages = [
        *NewsIndex.objects.live().public(),
        *Author.objects.all(),
        *Topic.objects.current(),
    ]
    return ["/", "/archive/", *(page.url for page in pages)]


MORE_CHANGES = {
    "nothing": lambda story: None,
    "its language": lambda story: (setattr(story, "language", "de"), rename(story)),
    "its author's portrait": lambda story: saved(
        story.credits[0].author, portrait=ImageFactory(title="Face")
    ),
    "its author's biography": lambda story: saved(
        story.credits[0].author, bio="<p>She sleeps well.</p>"
    ),
    "its author has another address": lambda story: saved(story.credits[0].author, slug="i-o"),
    "its topic has another address": lambda story: saved(story.topics.get(), slug="slumber"),
    "its topic is merged": lambda story: story.topics.get().merge_into(
        type(story.topics.get()).objects.create(name="Night")
    ),
    "its topic is deleted": lambda story: story.topics.get().delete(),
    "the section's address": lambda story: saved(story.section.specific, slug="wellness"),
    "the section moves": lambda story: story.section.move(
        NewsIndexFactory(parent=Page.objects.get(slug="home"), title="Life", slug="life"),
        pos="last-child",
    ),
    "the section is restricted": lambda story: PageViewRestriction.objects.create(
        page=Page.objects.get(pk=story.section.pk), restriction_type="login"
    ),
    "the section is withdrawn": lambda story: story.section.unpublish(),
    "the section is deleted": lambda story: Page.objects.get(pk=story.section.pk).delete(),
    "it is withdrawn": lambda story: story.unpublish(),
    "it is deleted": lambda story: story.delete(),
    "one that it points to is deleted": lambda story: titled("pointed-to").delete(),
    "one that it points to has another picture": lambda story: (
        saved(titled("pointed-to"), hero_image=ImageFactory()),
    ),
    "one that it points to has another address": lambda story: saved(
        titled("pointed-to"), slug="pointer"
    ),
    "an alias is made": lambda story: story.create_alias(
        parent=NewsIndexFactory(parent=Page.objects.get(slug="home"), slug="other"),
        update_slug="alias",
    ),
    "the address of the site": lambda story: saved(Site.objects.get(), port=8080),
    "the logo": lambda story: saved(
        Publication.for_site(Site.objects.get()), logo=ImageFactory(title="Logo")
    ),
    "the numbers of questions": lambda story: saved(
        Publication.for_site(Site.objects.get()), faq_numbers=False
    ),
}


@pytest.mark.parametrize(
    "action", [*CHANGES.values(), *MORE_CHANGES.values()], ids=[*CHANGES, *MORE_CHANGES]
)
def test_after_a_change_each_row_equals_the_live_page(public, change, action, monkeypatch):
    change(lambda: action(ArticlePage.objects.get(pk=public.pk)))
    assert_equal_to_live(monkeypatch)


def test_the_uses_of_an_article_cover_every_row_that_is_read_for_it(public):
    read = set()

    def add(instance, **kwargs):
        if isinstance(instance, PublishedModel) and instance.pk:
            read.add((instance.tag_name, str(instance.pk)))

    post_init.connect(add)
    try:
        uses = render(public.pk).uses
    finally:
        post_init.disconnect(add)
    assert len(read) > 6
    assert read <= {("page" if kind == "related" else kind, str(key)) for kind, key in uses}


def test_the_number_of_comments_is_filled_in(public, monkeypatch):
    CommentFactory.create_batch(2, article=public)
    public.body = [section(f"Part {number}", "Words.") for number in range(4)]
    public.save()
    assert build(public.pk)
    stored, live = stored_and_live(public.url, monkeypatch)
    assert "#comments" in live
    assert stored == live
    contents = ProjectionText.objects.get(pk=public.pk).texts().html["contents"]
    assert contents.count(REPLIES_SLOT) == 1
    assert "#comments" not in contents


def test_a_row_is_in_the_language_and_the_time_zone_of_the_site(public):
    with translation.override("de"), timezone.override("Asia/Tokyo"):
        built = render(public.pk)
    assert built.text.texts() == render(public.pk).text.texts()
    assert "Published" in built.text.texts().html["head"]


def test_the_graph_says_what_the_article_says(public):
    graph = json.loads(ProjectionText.objects.get(pk=public.pk).texts().graph)
    assert graph["title"] == public.title
    assert [person["name"] for person in graph["people"]] == ["Ines Okafor"]
    assert [topic["name"] for topic in graph["topics"]] == ["Sleep"]
    assert [passage["heading"] for passage in graph["passages"]] == ["", "Before the night"]
    assert datetime.fromisoformat(graph["published"]) == public.published_at


def test_a_document_that_is_replaced_marks_the_articles_that_offer_it(public, change, monkeypatch):
    document = EditorialDocument.objects.create(
        title="Diary", file=ContentFile(b"A diary", name="diary.txt")
    )
    link = f'A <a linktype="document" id="{document.pk}">diary</a>.'
    public.body = [section("To print", link)]
    change(public.save)
    assert_equal_to_live(monkeypatch)
    before = ProjectionText.objects.get(pk=public.pk).texts().html["story"]
    document.file.save("other.txt", ContentFile(b"Another one"), save=False)
    change(document.save)
    assert ProjectionText.objects.get(pk=public.pk).texts().html["story"] != before
    assert_equal_to_live(monkeypatch)
    change(document.delete)
    assert_equal_to_live(monkeypatch)
