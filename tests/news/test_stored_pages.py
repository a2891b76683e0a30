"""When the page and the feed entry of an article show what was stored at its publication."""

import re
from datetime import UTC, datetime

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from wagtail.models import PageViewRestriction, Site

from news.models import ArticlePage, Projection, ProjectionState, ProjectionText
from news.models.projection import Texts, pack
from news.projection.build import build
from tests.factories import ArticlePageFactory, NewsIndexFactory, TopicFactory
from tests.news.test_parts import saved
from tests.wsgi import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_connection")]

MARK = "<p>From the row.</p>"
ENTRY = "<entry><title>From the row.</title></entry>"


@pytest.fixture
def stored(article):
    """The article with a row, in whose story readers can tell it from the live page."""
    assert build(article.pk)
    mark(article)
    return article


def mark(article) -> None:
    row = ProjectionText.objects.get(pk=article.pk)
    texts = row.texts()
    marked = Texts({**texts.html, "story": MARK}, ENTRY, texts.graph)
    saved(row, packed=pack(marked))


def page(path: str, **more) -> str:
    answer = ask(WSGIHandler(), path, **more)
    assert answer.status == 200
    return answer.text


def test_a_current_row_is_shown(stored):
    assert MARK in page(stored.url)


def test_a_tracking_parameter_changes_nothing(stored):
    assert page(stored.url, query="utm_source=letter") == page(stored.url)


def test_a_stale_row_is_not_shown(stored):
    ProjectionState.objects.filter(pk=stored.pk).update(wanted=99)
    assert MARK not in page(stored.url)


def test_a_row_of_another_release_is_not_shown(stored):
    Projection.objects.update(release="another")
    assert MARK not in page(stored.url)


def test_with_debug_no_row_is_shown(stored, settings):
    settings.DEBUG = True
    assert MARK not in page(stored.url)


def test_the_row_of_another_site_is_not_shown(stored, settings):
    settings.ALLOWED_HOSTS = ["localhost", "other.example"]
    path, root = stored.url, Site.objects.get().root_page
    Site.objects.create(hostname="other.example", port=80, root_page=root)
    assert MARK in page(path)
    assert MARK not in page(path, HTTP_HOST="other.example")


def test_an_alias_is_rendered_live(stored, home):
    other = NewsIndexFactory(parent=home, title="Other", slug="other")
    alias = stored.create_alias(parent=other, update_slug="alias")
    mark_current(stored)
    html = page(alias.url)
    assert stored.title in html and MARK not in html


def mark_current(article) -> None:
    build(article.pk)
    mark(article)
    assert MARK in page(article.url)


def test_a_preview_of_a_draft_is_rendered_live(stored):
    draft = stored.get_latest_revision_as_object()
    draft.title = "Only drafted"
    html = draft.make_preview_request().render().content.decode()
    assert "Only drafted" in html and MARK not in html


def test_a_preview_of_what_is_public_is_rendered_live(stored):
    public = ArticlePage.routed().get(pk=stored.pk)
    public.known_public = True
    assert MARK not in public.make_preview_request().render().content.decode()


def test_under_a_restriction_no_row_is_shown(stored, client, writer):
    rows = [model.objects.get(pk=stored.pk) for model in (Projection, ProjectionText)]
    PageViewRestriction.objects.create(page=stored, restriction_type="login")
    # As if the rows were still there.
    for row in rows:
        row.save(force_insert=True)
    ProjectionState.objects.filter(pk=stored.pk).update(wanted=1, built=1)
    assert ask(WSGIHandler(), stored.url).status == 302
    client.force_login(writer)
    html = client.get(stored.url).content.decode()
    assert stored.title in html and MARK not in html


DAMAGES = {
    "not compressed": lambda: ProjectionText.objects.update(packed=b"Nonsense"),
    "cut off": lambda: ProjectionText.objects.update(
        packed=bytes(ProjectionText.objects.get().packed)[:-40]
    ),
    "of other bytes": lambda: ProjectionText.objects.update(packed=b"\x00\xff\xfe"),
    "of other pieces": lambda: ProjectionText.objects.update(packed=brotli.compress(b"a\0b\0c\0d")),
    "without a listing": lambda: Projection.objects.update(listing={}),
    "without related articles": lambda: Projection.objects.update(related=7),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_row_is_logged_and_the_page_is_rendered_live(stored, caplog, damage):
    live = page_without_row(stored)
    assert not caplog.records
    damage()
    assert page(stored.url) == live
    assert f"The projection of article {stored.pk} is damaged" in caplog.text


def page_without_row(article) -> str:
    ProjectionState.objects.filter(pk=article.pk).update(wanted=99)
    live = page(article.url)
    ProjectionState.objects.filter(pk=article.pk).update(wanted=1, built=1)
    return live


# Feeds


def test_a_feed_shows_the_stored_entry(stored):
    assert ENTRY in page("/feed/") and ENTRY in page("/health/feed/")


UNUSED = {
    "stale": lambda: ProjectionState.objects.update(wanted=99),
    "of another release": lambda: Projection.objects.update(release="another"),
    "damaged": lambda: ProjectionText.objects.update(packed=b"Nonsense"),
}


@pytest.mark.parametrize("change", UNUSED.values(), ids=UNUSED)
def test_a_feed_renders_the_entry_of_a_row_that_is_not_current(stored, change):
    change()
    feed = page("/feed/")
    assert ENTRY not in feed and f"<title>{stored.title}</title>" in feed


def test_a_feed_shows_no_stored_entry_of_an_article_that_is_not_public(stored, health):
    ArticlePageFactory(parent=health, title="Public")
    ArticlePage.objects.filter(pk=stored.pk).update(live=False)
    feed = page("/feed/")
    assert "Public" in feed and ENTRY not in feed


def test_a_feed_with_stored_and_rendered_entries_is_in_the_order_of_publication(stored, health):
    ArticlePageFactory(parent=health, title="Older", published_at=datetime(2020, 1, 1, tzinfo=UTC))
    ArticlePageFactory(parent=health, title="Newer")
    assert re.findall("<title>(.*?)</title>", page("/feed/"))[1:] == [
        *("Newer", "From the row.", "Older")
    ]


# Related articles


def test_an_article_that_joins_a_topic_joins_the_pages_that_have_room(
    stored, health, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        joined = ArticlePageFactory(parent=health, title="Another", topics=stored.topics.all())
    assert Projection.objects.get(pk=stored.pk).related == [joined.pk]
    with django_capture_on_commit_callbacks(execute=True):
        joined.tag([TopicFactory()])
        joined.save_revision().publish()
    assert Projection.objects.get(pk=stored.pk).related == []


def test_after_all_rows_are_built_all_are_current(health, topic):
    linked = ArticlePageFactory(parent=health, topics=[topic])
    pointer = {"type": "related_article", "value": {"article": linked.pk, "label": ""}}
    ArticlePageFactory(parent=health, topics=[topic], body=[pointer])
    for _number in range(3):
        ArticlePageFactory(parent=health, topics=[topic])
    call_command("project")
    states = ProjectionState.objects.values_list("wanted", "built")
    assert [wanted == built for wanted, built in states] == [True] * 5
