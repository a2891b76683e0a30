"""A copy of an article is the start of another story."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Comment, Locale

from news.models import ArticlePage
from tests.factories import ArticlePageFactory

THEN = datetime(2024, 3, 31, 8, tzinfo=UTC)


@pytest.fixture
def old(news, author, topic, editor):
    article = ArticlePageFactory(
        parent=news,
        title="Fares of 2024",
        slug="fares-2024",
        authors=[author],
        topics=[topic],
        published_at=THEN,
        updated_at=THEN + timedelta(days=2),
        expire_at=timezone.now() + timedelta(days=9),
        body=[{"type": "paragraph", "value": "<p>Fares rise.</p>"}],
        corrections=[
            {"type": "correction", "value": {"text": "<p>Not by 3.</p>", "date": "2024-04-01"}}
        ],
    )
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=THEN)
    Comment.objects.create(page=article, user=editor, text="Ask again", contentpath="title")
    return ArticlePage.objects.get(pk=article.pk)


def dates(article) -> tuple:
    return article.published_at, article.updated_at, article.go_live_at, article.expire_at


@pytest.mark.parametrize("copy_revisions", [False, True])
def test_a_copy_has_no_dates_corrections_or_review_notes(old, copy_revisions):
    copy = old.copy(
        update_attrs={"slug": "fares-2026"}, keep_live=False, copy_revisions=copy_revisions
    )
    for each in (ArticlePage.objects.get(pk=copy.pk), copy.get_latest_revision_as_object()):
        assert dates(each) == (None, None, None, None)
        assert len(each.corrections) == 0
        assert each.wagtail_admin_comments.count() == 0


def test_a_copy_keeps_words_and_names(old, author, topic):
    copy = old.copy(update_attrs={"slug": "fares-2026"}, keep_live=False)
    draft = copy.get_latest_revision_as_object()
    assert "Fares rise." in draft.plain_body
    assert [credit.author for credit in draft.article_authors.all()] == [author]
    assert draft.tagged_topics() == [topic]


def test_a_copy_that_is_published_is_of_today(old):
    copy = old.copy(update_attrs={"slug": "fares-2026"}, keep_live=False)
    copy.get_latest_revision().publish()
    published = ArticlePage.objects.get(pk=copy.pk)
    assert timezone.now() - published.published_at < timedelta(minutes=5)
    assert published.updated_at is None


def test_a_copy_that_is_public_at_once_is_of_today(old):
    copy = old.copy(update_attrs={"slug": "fares-2026"}, keep_live=True)
    assert timezone.now() - ArticlePage.objects.get(pk=copy.pk).published_at < timedelta(minutes=5)


def test_a_copy_from_the_editors_form_has_no_dates(client, administrator, old, news):
    client.force_login(administrator)
    form = {"new_title": "Fares of 2026", "new_slug": "fares-2026", "new_parent_page": news.pk}
    client.post(f"/admin/pages/{old.pk}/copy/", form)
    copy = ArticlePage.objects.get(slug="fares-2026")
    assert dates(copy.get_latest_revision_as_object()) == (None, None, None, None)


def test_a_copy_for_translation_has_no_dates_or_corrections(old):
    german = Locale.objects.create(language_code="de")
    copy = old.copy_for_translation(german, copy_parents=True)
    assert dates(copy) == (None, None, None, None)
    assert len(copy.corrections) == 0


def test_the_dates_and_corrections_of_the_original_do_not_change(old):
    old.copy(update_attrs={"slug": "fares-2026"}, keep_live=True)
    original = ArticlePage.objects.get(pk=old.pk)
    assert original.published_at == THEN
    assert len(original.corrections) == 1
