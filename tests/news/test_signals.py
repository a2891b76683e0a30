"""The signals of the newsroom (news.signals)."""

from contextlib import contextmanager

import pytest

from news.models import ArticleAuthor, ArticlePage
from news.signals import article_saved, topic_merged
from tests.factories import ArticlePageFactory, AuthorFactory, TopicFactory

pytestmark = pytest.mark.django_db


@contextmanager
def received(signal, note=lambda **values: values):
    """A list with the result of `note` for each time that the signal is sent."""
    found = []

    def receive(sender, signal, **values):
        found.append(note(**values))

    signal.connect(receive)
    try:
        yield found
    finally:
        signal.disconnect(receive)


def test_a_saved_article_is_announced_with_its_credits(health):
    article = ArticlePageFactory(parent=health)
    article.article_authors = [ArticleAuthor(author=AuthorFactory(name="Ann Lee"))]

    def stored_names(article):
        credits = ArticleAuthor.objects.filter(page=article)
        return list(credits.values_list("author__name", flat=True))

    with received(article_saved, stored_names) as names:
        article.save()
    assert names == [["Ann Lee"]]


def test_a_receiver_that_fails_undoes_the_save(health):
    article = ArticlePageFactory(parent=health, title="Before")

    def refuse(article):
        raise RuntimeError("refused")

    article.title = "After"
    with received(article_saved, refuse), pytest.raises(RuntimeError, match="refused"):
        article.save()
    assert ArticlePage.objects.get(pk=article.pk).title == "Before"


def test_a_draft_of_a_published_article_is_not_announced(health):
    article = ArticlePageFactory(parent=health)
    article.title = "Another title"
    with received(article_saved) as sent:
        article.save_revision()
    assert sent == []


def test_a_merge_names_the_articles_that_move(health):
    naps, sleep = TopicFactory(name="Naps"), TopicFactory(name="Sleep")
    moving = ArticlePageFactory(parent=health, topics=[naps])
    ArticlePageFactory(parent=health, topics=[sleep])
    with received(topic_merged) as sent:
        naps.merge_into(sleep)
    assert sent == [{"topic": naps, "target": sleep, "articles": [moving.pk]}]
