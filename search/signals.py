"""Connects the signals that change what readers can find."""

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from core.tasks import housekeeping
from news.models import ArticlePage, Author, Topic
from news.signals import articles_added
from search import insight
from search.documents import SECTION_PATH
from search.indexing import index_added, schedule
from search.models import SearchDocument


def connect() -> None:
    """Called once, from AppConfig.ready()."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(page_changed, dispatch_uid="search_page_changed")
    articles_added.connect(many_added, dispatch_uid="search_many_added")
    post_save.connect(article_saved, sender=ArticlePage, dispatch_uid="search_article_saved")
    post_delete.connect(article_deleted, sender=ArticlePage, dispatch_uid="search_article_deleted")
    for signal in (post_save, post_delete):
        signal.connect(
            privacy_changed, sender=PageViewRestriction, dispatch_uid="search_privacy_changed"
        )
    post_save.connect(author_saved, sender=Author, dispatch_uid="search_author_saved")
    post_save.connect(topic_saved, sender=Topic, dispatch_uid="search_topic_saved")
    housekeeping.connect(insight.delete_old, dispatch_uid="search_delete_old")
    pre_delete.connect(topic_deleted, sender=Topic, dispatch_uid="search_topic_deleted")


def page_changed(sender, instance, **kwargs):
    if isinstance(instance, ArticlePage):
        schedule(pages=[instance.pk])
    elif len(instance.path) >= SECTION_PATH:  # pages above the sections label no article
        schedule(trees=[instance.pk])


def many_added(sender, articles, **kwargs):
    index_added(articles)


def article_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    """Covers code that saves a live article without publishing a revision."""
    if not raw and update_fields is None and instance.live:
        schedule(pages=[instance.pk])


def article_deleted(sender, instance, **kwargs):
    schedule(pages=[instance.pk])


def privacy_changed(sender, instance, **kwargs):
    schedule(trees=[instance.page_id])


def author_saved(sender, instance, created=False, raw=False, **kwargs):
    if not raw and not created:
        credited = SearchDocument.objects.filter(page__article_authors__author=instance)
        schedule(pages=mislabelled(credited, "authors", instance))


def topic_saved(sender, instance, created=False, raw=False, **kwargs):
    """When a topic is merged, its articles have moved to the other topic before this signal."""
    if not raw and not created:
        current = instance.merged_into or instance
        tagged = SearchDocument.objects.filter(page__topics=current)
        former = instance.slug if instance.merged_into else ""
        schedule(pages=mislabelled(tagged, "topics", current, former))


def topic_deleted(sender, instance, **kwargs):
    schedule(pages=list(instance.articles.values_list("pk", flat=True)))


def mislabelled(documents, field: str, item, former: str = "") -> list[int]:
    """The documents without the current label of an author or topic, or with a former one."""
    return [
        pk
        for pk, labels in documents.values_list("pk", field)
        if [item.slug, item.name] not in labels or former in dict(labels)
    ]
