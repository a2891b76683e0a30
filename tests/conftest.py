"""The page tree that most tests start from, and people of each role."""

import gc
import os

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import settings as hypothesis_settings

from core.cache.versions import versions
from home.models import HomePage
from search import indexing
from tests.changes import own_rows
from tests.factories import ArticlePageFactory, AuthorFactory, NewsIndexFactory, TopicFactory

END_OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# A slow machine is no failure. In CI hypothesis picks its own repeatable profile.
hypothesis_settings.register_profile("masthead", deadline=None)
if not os.environ.get("CI"):
    hypothesis_settings.load_profile("masthead")


DATABASES = {"db", "transactional_db"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks what touches no database, so that another database need not run it again."""
    for item in items:
        is_marked = any(map(item.get_closest_marker, ("django_db", "any_database")))
        if not is_marked and not DATABASES & set(item.fixturenames):
            item.add_marker("any_database")
    if names := [item.nodeid for item in items if loses_migrated_rows(item)]:
        raise pytest.UsageError(f"These need serialized_rollback=True: {names}")


def pytest_collection_finish(session):
    """Has the garbage collector leave alone what is loaded by now, and come less often: it takes a
    third of the time of migrating otherwise.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def loses_migrated_rows(item) -> bool:
    """Whether the test ends with a flush that does not restore what migrations wrote.

    Django then creates other content types, so that no later test can restore its own.
    """
    marker = item.get_closest_marker("django_db")
    options = marker.kwargs if marker else {}
    is_transactional = options.get("transaction") or "transactional_db" in item.fixturenames
    restores = options.get("serialized_rollback") or (
        "django_db_serialized_rollback" in item.fixturenames
    )
    return bool(is_transactional and not restores)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Ends the connections that tests have left: of the cache, of threads that have ended,
    of processes that were killed. PostgreSQL drops no database that somebody uses.
    """
    yield
    if versions.outbox.own is not None:
        versions.outbox.own.close()
    gc.collect()
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(END_OTHER_SESSIONS)


@pytest.fixture(autouse=True)
def _a_test_without_a_database_needs_none(request):
    """A page reads its content type: whether that is a query must not depend on earlier tests."""
    if request.node.get_closest_marker("any_database"):
        ContentType.objects.clear_cache()


@pytest.fixture(autouse=True)
def _nothing_is_left():
    """Of other tests: in the cache, or waiting for a commit that never came."""
    cache.clear()
    indexing.pending.changes = indexing.Changes()
    yield
    cache.clear()


@pytest.fixture
def page_cache(settings, monkeypatch):
    """The page cache is on, and this process sees all changes of the test's transaction."""
    settings.PAGE_CACHE = True
    monkeypatch.setattr(versions, "outbox", own_rows())
    versions.forget()
    yield
    versions.forget()


@pytest.fixture
def home(db) -> HomePage:
    return HomePage.objects.get()


@pytest.fixture
def news(home):
    return NewsIndexFactory(parent=home, title="News", slug="news")


@pytest.fixture
def health(home):
    return NewsIndexFactory(
        parent=home, title="Health", slug="health", notice="<p>Ask a doctor.</p>"
    )


@pytest.fixture
def author(db):
    return AuthorFactory(name="Ines Okafor", role="Health editor")


@pytest.fixture
def topic(db):
    return TopicFactory(name="Sleep")


@pytest.fixture
def article(health, author, topic):
    return ArticlePageFactory(
        parent=health, title="The sleep diary", slug="sleep-diary", authors=[author], topics=[topic]
    )


def person(username: str, group: str | None):
    user = get_user_model().objects.create_user(
        username, f"{username}@newsroom.example", "a-long-password"
    )
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def writer(db):
    return person("writer", "Writer")


@pytest.fixture
def editor(db):
    return person("editor", "Editor")


@pytest.fixture
def administrator(db):
    return person("administrator", "Administrator")


@pytest.fixture
def open_connection():
    """As Django's test client does: the connection holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
