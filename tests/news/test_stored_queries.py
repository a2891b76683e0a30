"""How many queries an article and a feed take that are not in the page cache."""

from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.cache.versions import versions
from core.models import Publication
from news.models import ArticlePage, ArticleRelation
from news.projection.build import build
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    CommentFactory,
    ImageFactory,
    section,
)
from tests.wsgi import ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("open_connection", "page_cache"),
]

MOST_QUERIES, MOST_QUERIES_OF_FEEDS = 8, 6
FEEDS = ["/feed/", "/health/feed/", "/topics/sleep/feed/", "/authors/ines-okafor/feed/"]


def publish(parent, author, topic, number: int) -> list[ArticlePage]:
    """Articles with pictures and rows, every second one on the topic."""
    now = timezone.now()
    articles = [
        ArticlePageFactory(
            parent=parent,
            authors=[author],
            topics=[topic] if index % 2 else [],
            hero_image=ImageFactory(),
            published_at=now - timedelta(days=index),
        )
        for index in range(number)
    ]
    for each in articles:
        assert build(each.pk)
    return articles


def enrich(story: ArticlePage, linked: ArticlePage, chosen: list[ArticlePage]) -> None:
    """Adds pictures, an article in the text, articles to read next, and comments, one by an author
    with a portrait.
    """
    picture = {"image": {"image": ImageFactory().pk, "alt_text": "A square"}}
    story.body = [
        section("What happened", "It began.", {"type": "figure", "value": picture}),
        {"type": "related_article", "value": {"article": linked.pk, "label": ""}},
        section("What it means", "It ended."),
    ]
    story.related_articles = [ArticleRelation(article=each) for each in chosen]
    story.save_revision().publish()
    CommentFactory.create_batch(3, article=story)
    CommentFactory(article=story, author=AuthorFactory(portrait=ImageFactory()))
    assert build(story.pk)


def queries_of(path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert ask(WSGIHandler(), path).status == 200
    # The look at changes is on a connection of its own, at most ten times a second.
    return [
        query["sql"] for query in captured if "FROM core_change WHERE id >=" not in query["sql"]
    ]


def remember_chrome(path: str) -> None:
    """What all pages share: masthead, footer, navigation."""
    versions.look_now()
    ask(WSGIHandler(), path)


@pytest.mark.parametrize("is_chosen", [True, False])
def test_an_article_takes_as_few_queries_in_a_large_archive(health, author, topic, is_chosen):
    Publication.for_site(health.get_site())
    others = publish(health, author, topic, 3)
    story = others[1]
    enrich(story, linked=others[0], chosen=[others[2]] if is_chosen else [])
    found = {}
    for size in (3, 100):
        publish(health, author, topic, size - len(ArticlePage.objects.live()))
        build(story.pk)
        remember_chrome(others[2].url)
        found[size] = queries_of(story.url)
    assert len(found[3]) == len(found[100]) <= MOST_QUERIES, "\n".join(found[100])


def test_a_feed_takes_as_few_queries_in_a_large_archive(health, author, topic):
    Publication.for_site(health.get_site())
    found = {}
    for size in (3, 100):
        publish(health, author, topic, size - len(ArticlePage.objects.live()))
        remember_chrome("/health/")
        found[size] = {path: queries_of(path) for path in FEEDS}
    for path, queries in found[100].items():
        assert len(found[3][path]) == len(queries) <= MOST_QUERIES_OF_FEEDS, "\n".join(queries)
