"""The changes that make projections stale.

Models need not know of projections: these receivers listen to their signals. They compare the
fields that articles show before and after, so that a change of another field builds nothing again.
"""

from collections.abc import Callable, Iterable

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_unpublished, post_page_move

from core.media.renditions import renditions_made
from core.models import BasePage, Publication
from core.tasks import after_commit
from news.models import ArticlePage, Author, NewsIndex, Topic
from news.projection.refresh import (
    backfill,
    mark,
    mark_beneath,
    mark_changed,
    mark_users,
    update_beneath,
    withdraw,
)
from news.signals import article_saved, articles_added, topic_merged

# Fields that no article shows; any other field of these models counts.
NOT_SHOWN = {
    Author: {"email"},
    Topic: {"introduction"},
    Publication: {
        *("logo_dark", "footer_text", "copyright_holder"),
        *("comments_on", "comments_close_after", "comments_email"),
    },
}
KINDS = {Author: "author", Topic: "topic", Publication: "settings"}
# The fields of other pages that articles show, or that decide where links lead.
SHOWN_OF_PAGES = ("title", "url_path", "live")
SHOWN_OF_SECTIONS = (*SHOWN_OF_PAGES, "notice")
# The depth of the first pages beneath the front page, whose title no article shows.
SECTION_DEPTH = 3


def connect() -> None:
    """Called once, when the apps are ready."""
    article_saved.connect(on_article_saved, dispatch_uid="projection_article_saved")
    articles_added.connect(on_articles_added, dispatch_uid="projection_articles_added")
    topic_merged.connect(on_topic_merged, dispatch_uid="projection_topic_merged")
    page_unpublished.connect(on_page_unpublished, dispatch_uid="projection_page_unpublished")
    post_page_move.connect(on_page_moved, dispatch_uid="projection_page_moved")
    post_delete.connect(on_page_deleted, sender=Page, dispatch_uid="projection_page_deleted")
    for signal in (post_save, post_delete):
        uid = "projection_privacy"
        signal.connect(on_privacy_changed, sender=PageViewRestriction, dispatch_uid=uid)
    for model, kind in ((get_image_model(), "image"), (get_document_model(), "document")):
        watch(model, (), lambda row, kind=kind: mark_users([kind], [row.pk]))
    for model, kind in KINDS.items():
        shown = [f.attname for f in model._meta.concrete_fields if f.name not in NOT_SHOWN[model]]
        watch(model, shown, lambda row, kind=kind: mark_users([kind], [row.pk]))
    for model in apps.get_models():
        if issubclass(model, BasePage) and model is not ArticlePage:
            is_section = issubclass(model, NewsIndex)
            watch(model, SHOWN_OF_SECTIONS if is_section else SHOWN_OF_PAGES, mark_page)
    renditions_made.connect(on_renditions_made, dispatch_uid="projection_renditions")
    # The release of an article has the root URL of its site in it.
    post_save.connect(on_site_saved, sender=Site, dispatch_uid="projection_site")


def watch(model: type[Model], shown: Iterable[str], changed: Callable[[Model], None]) -> None:
    """Calls `changed` when a row was saved with another value in one of the fields `shown` (with
    any value if there are none named), and before it is deleted.
    """
    names = tuple(shown)

    def stored(row: Model) -> tuple | None:
        rows = model._default_manager.filter(pk=row.pk)
        return rows.values_list(*names).first() if row.pk else None

    def is_seen(update_fields) -> bool:
        return bool(update_fields is None or not names or set(names) & set(update_fields))

    def before(instance, raw=False, update_fields=None, **kwargs):
        if names and not raw and is_seen(update_fields):
            instance.shown_before = stored(instance)

    def after(instance, raw=False, update_fields=None, **kwargs):
        if raw or not is_seen(update_fields):
            return
        if not names or instance.shown_before != stored(instance):
            changed(instance)

    def deleted(instance, **kwargs):
        changed(instance)

    receivers = ((pre_save, before), (post_save, after), (pre_delete, deleted))
    for signal, receiver in receivers:
        uid = f"projection_{receiver.__name__}_{model._meta.label}"
        signal.connect(receiver, sender=model, dispatch_uid=uid, weak=False)


def mark_page(page: Page) -> None:
    if page.depth and page.depth >= SECTION_DEPTH:
        mark_beneath(page)
    else:
        mark_users(["page"], [page.pk])


def on_article_saved(article, **kwargs):
    if article.live and not article.alias_of_id:
        mark_changed(article.pk)
    elif article.first_published_at:
        withdraw([article.pk])
        mark_users(["page", "related"], [article.pk])


def on_articles_added(articles, **kwargs):
    mark(article.pk for article in articles)


def on_topic_merged(articles, **kwargs):
    mark(articles)


def on_page_unpublished(instance, **kwargs):
    """Wagtail saves expiring articles as Page, which sends no article_saved.

    It also sends page_unpublished for a live page before its deletion.
    """
    if isinstance(instance, ArticlePage):
        withdraw([instance.pk])
        mark_users(["page", "related"], [instance.pk])
    else:
        mark_page(instance)


def on_page_moved(instance, **kwargs):
    update_beneath(instance)


def on_page_deleted(instance, **kwargs):
    mark_users(["page", "related"], [instance.pk])


def on_privacy_changed(instance, **kwargs):
    if page := Page.objects.filter(pk=instance.page_id).first():
        update_beneath(page)


def on_renditions_made(image, **kwargs):
    mark_users(["image"], [image.pk])


def on_site_saved(**kwargs):
    after_commit(backfill)
