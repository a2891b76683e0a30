"""No article becomes public before its dates, however it is published."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page, Revision

from news.models import ArticlePage, Listed
from search.indexing import index_pages
from tests.factories import ArticlePageFactory

LISTS = ["/", "/news/", "/feed/", "/sitemap.xml", "/sitemap-articles.xml", "/news-sitemap.xml",
         "/archive/", "/search/?q=harbour"]  # fmt: skip


@pytest.fixture
def later():
    return timezone.now().replace(microsecond=0) + timedelta(days=25)


@pytest.fixture
def draft(news, later):
    return ArticlePageFactory(
        parent=news, title="The harbour freezes", slug="ice", publish=False, published_at=later
    )


@pytest.fixture
def live(news):
    return ArticlePageFactory(parent=news, title="The harbour thaws", slug="thaw")


def now_of(article) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


def scheduled_for(article):
    """The moment for which a version of the article is scheduled, or None."""
    moments = article.revisions.exclude(approved_go_live_at=None)
    return moments.values_list("approved_go_live_at", flat=True).first()


def seen_in(client, words: str) -> list[str]:
    index_pages(list(ArticlePage.objects.values_list("pk", flat=True)))
    return [url for url in LISTS if words in client.get(url).content.decode()]


# Routes to publication


def by_revision(article, user):
    article.save_revision().publish()


def by_action(article, user):
    PublishPageRevisionAction(article.save_revision()).execute()


def by_the_page(article, user):
    article.publish(article.save_revision())


def by_bulk_action(article, user):
    article.save_revision()
    PublishBulkAction.execute_action([Page.objects.get(pk=article.pk)], user=user)


def by_approval(article, user):
    article.save_revision()
    article.get_workflow().start(article, user)
    state = now_of(article).current_workflow_task_state
    state.task.specific.on_action(state, user, "approve")


def by_the_scheduled_command(article, user):
    article.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


def by_saving(article, user):
    article.live = True
    article.save()


def by_an_old_draft(article, user):
    """One that was stored before drafts were scheduled for their dates."""
    revision = article.save_revision()
    revision.content["go_live_at"] = None
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    Revision.objects.get(pk=revision.pk).publish()


ROUTES = [by_revision, by_action, by_the_page, by_bulk_action, by_approval,
          by_the_scheduled_command, by_saving, by_an_old_draft]  # fmt: skip


@pytest.mark.parametrize("publish", ROUTES)
def test_a_published_date_ahead_schedules_the_article(publish, client, draft, later, editor):
    publish(draft, editor)
    article = now_of(draft)
    assert (article.live, scheduled_for(article)) == (False, later)
    assert client.get("/news/ice/").status_code == 404
    assert seen_in(client, "The harbour freezes") == []


@pytest.mark.parametrize("publish", ROUTES)
def test_an_updated_date_ahead_schedules_the_article(publish, draft, later, editor):
    draft.published_at, draft.updated_at = timezone.now(), later
    publish(draft, editor)
    assert not now_of(draft).live
    assert scheduled_for(draft) == later


@pytest.mark.parametrize("publish", [route for route in ROUTES if route is not by_saving])
def test_the_public_version_stays_while_one_with_a_date_ahead_waits(
    publish, client, live, later, editor
):
    draft = now_of(live)
    draft.title, draft.published_at = "The harbour freezes", later
    publish(draft, editor)
    article = now_of(live)
    assert article.live
    assert article.title == "The harbour thaws"
    assert scheduled_for(article) == later
    assert seen_in(client, "The harbour freezes") == []


def test_an_article_that_is_added_as_live_waits_for_its_date(client, news, later):
    article = ArticlePage(title="The harbour freezes", slug="ice", published_at=later)
    news.add_child(instance=article)
    assert scheduled_for(article) == later
    assert seen_in(client, "The harbour freezes") == []


def test_an_embargoed_article_is_public_after_its_date(client, draft, later, monkeypatch):
    draft.save_revision().publish()
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    call_command("publish_scheduled")
    article = now_of(draft)
    assert article.live
    assert article.published_at == later
    assert Listed.objects.filter(article=article).exists()


def test_the_later_of_schedule_and_published_date_counts(draft, later):
    draft.go_live_at = later - timedelta(days=3)
    draft.save_revision().publish()
    assert scheduled_for(draft) == later
    draft.go_live_at = later + timedelta(days=3)
    draft.save_revision().publish()
    assert scheduled_for(draft) == later + timedelta(days=3)


def test_an_import_that_publishes_schedules_what_has_a_date_ahead(news, later, tmp_path, client):
    text = f"---\ntitle: The harbour freezes\ndate: {later.isoformat()}\n---\nIt does.\n"
    (tmp_path / "ice.md").write_text(text)
    (tmp_path / "thaw.md").write_text("# The harbour thaws\n\nIt does.\n")
    for _time in range(2):
        call_command("import_articles", str(tmp_path), into="/news/", publish=True, verbosity=0)
    article = ArticlePage.objects.get(title="The harbour freezes")
    assert (article.live, article.live_revision, scheduled_for(article)) == (False, None, later)
    assert article.revisions.count() == 1
    other = ArticlePage.objects.get(title="The harbour thaws")
    assert (other.live, other.live_revision_id) == (True, other.latest_revision_id)
    assert seen_in(client, "The harbour freezes") == []


def test_a_newer_draft_does_not_lift_the_embargo_of_the_scheduled_version(draft, later):
    draft.save_revision().publish()
    newer = now_of(draft).get_latest_revision_as_object()
    newer.published_at = newer.go_live_at = None
    newer.save_revision()
    call_command("publish_scheduled")
    assert not now_of(draft).live
    assert scheduled_for(draft) == later


# Expiry


def test_an_expired_article_is_not_published_for_the_time_until_it_is_taken_down(client, live):
    draft = now_of(live)
    draft.expire_at = timezone.now() - timedelta(days=1)
    draft.save_revision().publish()
    article = now_of(live)
    assert (article.live, article.expired) == (False, True)
    assert client.get("/news/thaw/").status_code == 410


def test_an_article_that_expires_before_it_goes_live_never_is_public(draft, later, monkeypatch):
    draft.expire_at = later - timedelta(days=1)
    draft.save_revision(clean=False).publish()
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not now_of(draft).live


def test_an_article_that_expires_leaves_the_lists(live):
    assert Listed.objects.filter(article=live).exists()
    Page.objects.filter(pk=live.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not Listed.objects.filter(article=live).exists()


# Sites from before


def test_the_migration_gives_public_articles_their_true_dates(live, later):
    migration = import_module("news.migrations.0008_dates_that_lie_ahead")
    public = ArticlePage.objects.filter(pk=live.pk)
    public.update(published_at=later, updated_at=later)
    migration.be_true(apps, None)
    migration.list_again(apps, None)
    article = now_of(live)
    assert (article.published_at, article.updated_at) == (article.first_published_at, None)
    assert Listed.objects.filter(article=live, published_at=article.published_at).exists()
