"""Which rows are stale, and how they are built again: by tasks and by the command."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex, Site

from core.media.renditions import make_renditions
from core.models import Publication
from core.serving.scheduler import JOBS
from core.tasks import starting
from news.importing.bulk import add_articles
from news.models import (
    ArticlePage,
    Projection,
    ProjectionState,
)
from news.projection import refresh
from news.projection.build import build
from news.projection.refresh import outdated, refresh_stale, stale
from tests.factories import ArticlePageFactory, ImageFactory, NewsIndexFactory
from tests.news.test_parts import saved
from tests.news.test_projection_store import retitled, rows_of, stored_title

pytestmark = pytest.mark.django_db


def test_what_has_changed_is_built_by_the_task(article, django_capture_on_commit_callbacks):
    build(article.pk)
    with django_capture_on_commit_callbacks(execute=True):
        retitled(article, "Newer")
        assert stored_title(article) == article.title
    assert stored_title(article) == "Newer"


def test_the_newest_articles_are_built_first(health):
    older, newer = (ArticlePageFactory(parent=health) for _ in range(2))
    assert list(stale()) == list(outdated()) == [newer.pk, older.pk]


def test_the_task_goes_on_after_an_article_that_fails(health, monkeypatch):
    keys = [ArticlePageFactory(parent=health).pk for _ in range(5)]
    monkeypatch.setattr(refresh, "BATCH", 2)
    tried = []

    def build_or_fail(key):
        tried.append(key)
        return 1 / 0 if key == keys[-1] else build(key)

    monkeypatch.setattr(refresh, "build", build_or_fail)
    refresh_stale.enqueue()
    assert sorted(tried) == keys
    assert list(stale()) == keys[-1:]


def test_the_nightly_job_builds_what_is_missing(article):
    ProjectionState.objects.all().delete()
    next(job for job in JOBS if job.name == "project").run()
    assert rows_of(article) == [True, True, True]


@pytest.mark.parametrize(
    "upgrade",
    [
        lambda: Projection.objects.update(release="of another release"),
        lambda: Projection.objects.all().delete(),
        lambda: ProjectionState.objects.all().delete(),
    ],
    ids=["other release", "no row", "no state"],
)
def test_what_an_upgrade_has_left_to_build_is_built_after_the_start(article, upgrade):
    build(article.pk)
    upgrade()
    starting.send(sender=None)
    assert not outdated().exists()
    assert rows_of(article) == [True, True, True]


def test_the_start_enqueues_one_backfill(article, with_worker):
    for _ in range(2):
        starting.send(sender=None)
    assert [row.task_path for row in DBTaskResult.objects.all()] == [refresh.backfill.module_path]


def test_the_start_enqueues_nothing_if_all_rows_are_current(article, with_worker):
    build(article.pk)
    starting.send(sender=None)
    assert not DBTaskResult.objects.exists()


def test_articles_outside_of_all_sites_are_not_missing(article):
    root = Page.objects.get(depth=1)
    elsewhere = NewsIndexFactory(parent=root)
    ArticlePageFactory(parent=elsewhere)
    assert list(outdated()) == [article.pk]
    Site.objects.all().delete()
    assert not outdated().exists()


@pytest.fixture
def with_worker(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_renditions_that_become_ready_mark_the_articles_that_show_them(article):
    image = ImageFactory()
    article.hero_image = image
    article.save()
    build(article.pk)
    article.save_revision()
    ReferenceIndex.create_or_update_for_object(article)
    make_renditions([image.pk])
    assert list(stale()) == [article.pk]


@pytest.mark.parametrize(
    "change",
    [
        lambda article: saved(article.credits[0].author, email="new@newsroom.example"),
        lambda article: saved(article.topics.get(), introduction="<p>All of it.</p>"),
        lambda article: saved(Publication.for_site(Site.objects.get()), footer_text="<p>We.</p>"),
        lambda article: saved(article.section, introduction="<p>All of it.</p>"),
        lambda article: article.save_revision(),
        lambda article: saved(ImageFactory(), title="Not shown"),
    ],
    ids=["e-mail", "introduction of a topic", "footer", "introduction", "draft", "another picture"],
)
def test_a_change_that_no_article_shows_makes_nothing_stale(article, change):
    Publication.for_site(Site.objects.get())
    build(article.pk)
    change(ArticlePage.objects.get(pk=article.pk))
    assert not stale().exists()


def test_marking_asks_as_often_whatever_the_number_of_articles(health, author):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            saved(author, name=f"{author.name}!")
        return len(found)

    build(ArticlePageFactory(parent=health, authors=[author]).pk)
    few = queries()
    for _ in range(8):
        build(ArticlePageFactory(parent=health, authors=[author]).pk)
    assert queries() == few
    assert stale().count() == 9


# The command


def test_the_command_builds_what_is_not_current_and_nothing_else(health, monkeypatch):
    keys = [ArticlePageFactory(parent=health).pk for _ in range(3)]
    build(keys[0])
    tried = recorded(monkeypatch)
    call_command("project")
    assert tried == [keys[2], keys[1]]
    assert not outdated().exists()


def test_the_command_goes_on_where_it_was_interrupted(health, monkeypatch):
    keys = [ArticlePageFactory(parent=health).pk for _ in range(3)]

    def interrupted(key):
        if key == keys[0]:
            raise KeyboardInterrupt
        return build(key)

    monkeypatch.setattr(refresh, "build", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("project")
    tried = recorded(monkeypatch)
    call_command("project")
    assert tried == [keys[0]]


def test_the_command_builds_only_what_has_changed_if_asked_to(health, monkeypatch):
    articles = [ArticlePageFactory(parent=health) for _ in range(2)]
    ProjectionState.objects.all().delete()
    build(articles[0].pk)
    retitled(articles[0], "Newer")
    tried = recorded(monkeypatch)
    call_command("project", "--stale")
    assert tried == [articles[0].pk]


def test_the_command_builds_everything_again_if_asked_to(article, monkeypatch):
    build(article.pk)
    tried = recorded(monkeypatch)
    call_command("project", "--all")
    assert tried == [article.pk]


def test_the_command_fails_if_an_article_cannot_be_built(article, monkeypatch):
    monkeypatch.setattr(refresh, "build", lambda key: 1 / 0)
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("project")


def recorded(monkeypatch) -> list[int]:
    """The keys of the articles that are built from now on."""
    tried = []

    def build_and_record(key):
        tried.append(key)
        return build(key)

    monkeypatch.setattr(refresh, "build", build_and_record)
    return tried


def test_articles_that_are_added_together_are_built_by_the_task(
    health, django_capture_on_commit_callbacks
):
    drafts = [ArticlePage(title=f"Added {n}", slug=f"added-{n}") for n in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        add_articles(health, drafts, publish=True)
    assert all(rows_of(each) == [True, True, True] for each in drafts)


def test_an_article_that_is_withdrawn_leaves_those_to_read_next(
    health, topic, django_capture_on_commit_callbacks
):
    article, other = (ArticlePageFactory(parent=health, topics=[topic]) for _ in range(2))
    build(article.pk)
    assert Projection.objects.get(pk=article.pk).related == [other.pk]
    with django_capture_on_commit_callbacks(execute=True):
        other.unpublish()
    assert Projection.objects.get(pk=article.pk).related == []
