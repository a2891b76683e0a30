"""Adds many articles to the tree at once, as complete as articles that were saved one by one.

`Page.add_child()`, `save_revision()` and `publish()` cost about thirty queries an article. Here all
articles of a batch share queries: their rows, revisions, log entries, search entries and references
are written together. Everything that Wagtail maintains for a page is maintained here too: tree
fields, revisions, dates, reference index, search index, lists and signals.
"""

import uuid
from collections.abc import Iterator, Sequence
from operator import attrgetter

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import page_published, published
from wagtail.utils.timestamps import ensure_utc

from core.compat import child_number, child_path, mark_stored, references_of
from core.models import publishing, site_changed
from core.rows import insert
from core.sharing import EVERYTHING
from news.models import ArticleAuthor, ArticlePage, ArticleTopic, NewsIndex
from news.projection.lists import relist
from news.signals import articles_added

PAGE = [each.attname for each in Page._meta.local_concrete_fields if not each.primary_key]
ARTICLE = [each.attname for each in ArticlePage._meta.local_concrete_fields]
# Child relations of articles that a new article does not have yet.
NONE_YET = {relation.get_accessor_name() for relation in get_all_child_relations(ArticlePage)} - {
    "article_authors",
    "article_topics",
}
LOG_ENTRY = (
    "page_id",
    "revision_id",
    "action",
    "label",
    "content_type_id",
    "content_changed",
    "deleted",
    "data",
    "timestamp",
    "user_id",
    "uuid",
)
REFERENCE = (
    "content_type_id",
    "base_content_type_id",
    "object_id",
    "to_content_type_id",
    "to_object_id",
    "model_path",
    "content_path",
    "content_path_hash",
)


@publishing()
def add_articles(
    parent: NewsIndex, articles: Sequence[ArticlePage], publish: bool = False, user=None
) -> list[Revision]:
    """Adds unsaved articles under the section, as drafts or published. Returns their revisions.

    Articles to be published whose date lies in the future are scheduled for that date. The slugs
    must already be free under the section. Of the child relations, only credits and topics are
    written. Runs inside the caller's transaction and locks the section's row until it ends.
    """
    now = timezone.now()
    for article in articles:
        prepare(article, publish, now, user)
    place(parent, articles)
    insert_rows(articles)
    revisions = insert_revisions(articles, publish, now, user)
    insert_log_entries(articles, revisions, now, user)
    index(articles)
    public = {
        article: revision
        for article, revision in zip(articles, revisions, strict=True)
        if article.live
    }
    if public:
        relist([article.pk for article in public])
        announce(public)
        articles_added.send(sender=ArticlePage, articles=list(public))
        site_changed(EVERYTHING)
    return revisions


def prepare(article: ArticlePage, publish: bool, now, user) -> None:
    """Sets the fields that saving and publishing would set."""
    article.draft_title = article.title
    article.owner = user
    article.live, article.has_unpublished_changes = publish, not publish
    if publish:
        # Schedules an article whose date lies in the future.
        article.hold_back()
    article.latest_revision_created_at = now
    for name in NONE_YET:
        # An explicit empty list saves the query for the relation.
        setattr(article, name, [])
    if article.live:
        article.published_at = article.published_at or now
        article.first_published_at = article.last_published_at = now
    article.assign_anchors()


def place(parent: NewsIndex, articles: Sequence[ArticlePage]) -> None:
    """Appends the articles to the children of the section."""
    holder = Page.objects.select_for_update().get(pk=parent.pk)
    last = holder.get_last_child()
    before = child_number(last) if last else 0
    for number, article in enumerate(articles, start=before + 1):
        article.depth = holder.depth + 1
        article.path = child_path(holder, number)
        article.locale_id = holder.locale_id
        article.set_url_path(holder)
    Page.objects.filter(pk=holder.pk).update(numchild=F("numchild") + len(articles))
    parent.numchild = holder.numchild + len(articles)


def insert_rows(articles: Sequence[ArticlePage]) -> None:
    """Writes the page rows, the article rows and the rows of their child relations."""
    insert(Page, PAGE, map(attrgetter(*PAGE), articles))
    paths = [article.path for article in articles]
    keys = dict(Page.objects.filter(path__in=paths).order_by().values_list("path", "pk"))
    for article in articles:
        article.pk = article.id = keys[article.path]
        mark_stored(article)
    insert(ArticlePage, ARTICLE, map(attrgetter(*ARTICLE), articles))
    credits, topics = [], []
    for article in articles:
        for order, credit in enumerate(article.article_authors.all()):
            credit.page, credit.sort_order = article, order
            credits.append(credit)
        for order, tag in enumerate(article.article_topics.all()):
            tag.page, tag.sort_order = article, order
            topics.append(tag)
    ArticleAuthor.objects.bulk_create(credits)
    ArticleTopic.objects.bulk_create(topics)


def insert_revisions(articles, publish: bool, now, user) -> list[Revision]:
    revisions = [
        Revision(
            content_type=article.get_content_type(),
            base_content_type=article.get_base_content_type(),
            object_id=str(article.pk),
            object_str=str(article),
            created_at=now,
            user=user,
            content=article.serializable_data(),
            approved_go_live_at=article.embargo() if publish else None,
        )
        for article in articles
    ]
    Revision.objects.bulk_create(revisions)
    for article, revision in zip(articles, revisions, strict=True):
        article.latest_revision = revision
        article.live_revision = revision if article.live else None
    # New articles have one revision each.
    newest = Revision.objects.filter(
        base_content_type=articles[0].get_base_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    newest = Subquery(newest.values("pk")[:1])
    pages = Page.objects.filter(pk__in=[article.pk for article in articles])
    pages.filter(live=True).update(live_revision=newest)
    pages.update(latest_revision=newest)
    return revisions


def insert_log_entries(articles, revisions, now, user) -> None:
    content_type = ContentType.objects.get_for_model(ArticlePage).pk
    rows = (
        (
            *(article.pk, revision.pk, action, article.get_admin_display_title()),
            *(content_type, True, False, data, now, user and user.pk, uuid.uuid4()),
        )
        for article, revision in zip(articles, revisions, strict=True)
        for action, data in actions_on(article, revision)
    )
    insert(PageLogEntry, LOG_ENTRY, rows)


def actions_on(article: ArticlePage, revision: Revision) -> Iterator[tuple[str, dict]]:
    """The actions to log, each with the data that Wagtail logs for it."""
    yield "wagtail.create", {}
    if article.live:
        yield "wagtail.publish", {}
    elif revision.approved_go_live_at:
        scheduled = {
            "id": revision.pk,
            "created": ensure_utc(revision.created_at),
            "go_live_at": ensure_utc(revision.approved_go_live_at),
            "has_live_version": False,
        }
        yield "wagtail.publish.schedule", {"revision": scheduled}


def index(articles: Sequence[ArticlePage]) -> None:
    """Adds the articles to the admin's search index and to the reference index."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ArticlePage, articles)
    insert(
        ReferenceIndex, REFERENCE, (row for article in articles for row in reference_rows(article))
    )


def reference_rows(article: ArticlePage) -> Iterator[tuple]:
    """The rows that ReferenceIndex.create_or_update_for_object() would write for a new object."""
    content_type, base = article.get_content_type().pk, article.get_base_content_type().pk
    for reference in references_of(article):
        yield content_type, base, str(article.pk), *reference


def announce(public: dict[ArticlePage, Revision]) -> None:
    for article, revision in public.items():
        page_published.send(sender=ArticlePage, instance=article, revision=revision)
        published.send(sender=ArticlePage, instance=article, revision=revision)
