"""Changes that several people make at the same moment, and readers meanwhile."""

import threading
from datetime import UTC, datetime

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from wagtail.models import Page

from core.cache.pages import PageCache
from core.cache.versions import Outbox, read_version, versions
from core.models import Change, pages_changed
from home.models import HomePage
from news.importing.bulk import add_articles
from news.models import (
    ArticlePage,
    Listed,
    NewsIndex,
    Projection,
    ProjectionState,
    ProjectionText,
)
from news.projection.lists import rows_of
from tests.factories import ArticlePageFactory, NewsIndexFactory
from tests.wsgi import ask

pytestmark = pytest.mark.timeout(120)

# What a backup brings back beside the page itself.
RESTORED = (Change, ProjectionState, Projection, ProjectionText)


@pytest.fixture
def home(transactional_db, django_db_serialized_rollback):
    return HomePage.objects.get()


@pytest.fixture
def sea(home):
    return NewsIndexFactory(parent=home, title="Sea", slug="sea")


@pytest.fixture
def cache(home, settings, monkeypatch):
    settings.PAGE_CACHE = True
    outbox = Outbox()
    monkeypatch.setattr(versions, "outbox", outbox)
    versions.forget()
    yield PageCache(WSGIHandler(), versions, megabytes=10)
    versions.forget()
    if outbox.own:
        outbox.own.close()


def at_once(*changes) -> None:
    """Runs each of the functions in a thread of its own, on a connection of its own."""
    ready, failures = threading.Barrier(len(changes)), []

    def run(change):
        try:
            ready.wait(20)
            change()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[change]) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def elsewhere(change) -> None:
    at_once(change)


def assert_whole(article: ArticlePage) -> None:
    article = ArticlePage.objects.get(pk=article.pk)
    section = article.get_parent()
    assert article.url_path == f"{section.url_path}{article.slug}/"
    assert article.path.startswith(section.path)
    listed = Listed.objects.filter(article=article.pk)
    rows = set(listed.values_list("article", "place", "topic", "author", "published_at"))
    assert rows == set(rows_of([article.pk])) and rows


@pytest.mark.parametrize("turn", range(3))
def test_a_section_is_renamed_while_its_first_article_is_published(sea, cache, turn):
    draft = ArticlePageFactory(parent=sea, title="Tides", slug="tides", publish=False)
    section = NewsIndex.objects.get(pk=sea.pk)
    section.slug = "ocean"
    ask(cache, "/sea/")
    at_once(draft.save_revision().publish, section.save_revision().publish)
    assert_whole(draft)
    assert ask(cache, "/ocean/tides/").status == 200
    assert "Tides" in ask(cache, "/ocean/").text
    assert ask(cache, "/sea/").status in {301, 404}


def test_an_article_that_was_read_before_its_section_moved_is_published_where_it_is(home, sea):
    draft = ArticlePageFactory(parent=sea, title="Tides", slug="tides", publish=False)
    other = NewsIndexFactory(parent=home, title="World", slug="world")
    revision = draft.save_revision()
    NewsIndex.objects.get(pk=sea.pk).move(other, pos="last-child")
    revision.publish()
    assert_whole(draft)
    assert ArticlePage.objects.get(pk=draft.pk).url == "/world/sea/tides/"


@pytest.mark.parametrize("turn", range(3))
def test_a_section_moves_while_articles_are_imported_into_it(home, sea, cache, turn):
    ArticlePageFactory(parent=sea, title="Tides", slug="tides")
    other = NewsIndexFactory(parent=home, title="World", slug="world")
    articles = [ArticlePage(title=f"Wave {number}", slug=f"wave-{number}") for number in range(5)]
    now = datetime.now(UTC)
    for article in articles:
        article.published_at = now
    ask(cache, "/sea/")
    section = NewsIndex.objects.get(pk=sea.pk)

    def bring_in():
        with transaction.atomic():
            add_articles(sea, articles, publish=True)

    at_once(bring_in, lambda: section.move(other, pos="last-child"))
    for article in articles:
        assert_whole(article)
    assert Page.objects.get(pk=sea.pk).numchild == 6
    text = ask(cache, "/world/sea/").text
    assert all(f"/world/sea/wave-{number}/" in text for number in range(5))
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_backup_is_restored_under_the_running_site(home, sea, cache):
    article = ArticlePageFactory(parent=sea, title="Before", slug="tides")
    backup = {model: list(model.objects.all()) for model in RESTORED}

    def publish(title):
        article.title = title
        article.save_revision().publish()

    elsewhere(lambda: publish("After"))
    versions.look_now()
    for _time in range(2):
        assert "After" in ask(cache, article.url).text
    with transaction.atomic():
        for model, rows in backup.items():
            model.objects.all().delete()
            model.objects.bulk_create(rows)
        Page.objects.filter(pk=article.pk).update(title="Before")
    versions.look_now()
    text = ask(cache, article.url).text
    assert "Before" in text.partition("<main")[2] and "After" not in text.partition("<main")[2]


def test_what_a_reader_reads_who_lags_behind_does_not_pass_for_new(home, sea, cache):
    """As a replica does: this connection stays in a transaction that began before the change."""
    pages_changed(2)
    versions.catch_up()
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            else:
                # Ends the write transaction of atomic(): a reader's sees one state of the file.
                cursor.execute("COMMIT")
                cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT COUNT(*) FROM core_change")
        elsewhere(lambda: pages_changed(1))
        versions.look_now()
        version = read_version()
    assert version.number < versions.state.last
    assert versions.is_stale(version, {"page:1"})
    assert not versions.is_stale(version, {"page:2"})
