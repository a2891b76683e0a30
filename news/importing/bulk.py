"""Adds many articles to the tree at once, as complete as if each had been saved by itself.

`Page.add_child()`, `save_revision()` and `publish()` cost about thirty queries an article. Here a
batch shares them: rows, revisions, log entries, search entries and references of all its articles
are written together. What Wagtail keeps true of a page is kept true: tree fields, revisions, times,
reference and search index, signals.
"""

import uuid
from collections.abc import Iterator, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import page_published, published

from core.purging import EVERYTHING, purge
from news.models import ArticleAuthor, ArticlePage, ArticleTopic, NewsIndex

PAGE_FIELDS = [each for each in Page._meta.concrete_fields if not each.primary_key]


def add_articles(
    parent: NewsIndex, articles: Sequence[ArticlePage], publish: bool = False, user=None
) -> list[Revision]:
    """Adds unsaved articles under the section, as drafts or published; returns their revisions.

    Their slugs are free under the section already. Of what belongs to them, credits and topics are
    written. Runs inside the caller's transaction, and holds the section's row to the end of it.
    """
    now = timezone.now()
    for article in articles:
        prepare(article, publish, now, user)
    place(parent, articles)
    insert_rows(articles)
    revisions = insert_revisions(articles, publish, now, user)
    insert_log_entries(articles, revisions, publish, now, user)
    index(articles)
    if publish:
        announce(articles, revisions)
        purge(EVERYTHING)
    return revisions


def prepare(article: ArticlePage, publish: bool, now, user) -> None:
    """The fields that saving and publishing would settle."""
    article.draft_title = article.title
    article.owner = user
    article.live = publish
    article.has_unpublished_changes = not publish
    article.latest_revision_created_at = now
    for relation in get_all_child_relations(ArticlePage):
        # Nothing else belongs to a new article; saying so spares looking for it.
        if relation.get_accessor_name() not in {"article_authors", "article_topics"}:
            setattr(article, relation.get_accessor_name(), [])
    if publish:
        article.published_at = article.published_at or now
        article.first_published_at = article.last_published_at = now
    article.assign_anchors()


def place(parent: NewsIndex, articles: Sequence[ArticlePage]) -> None:
    """Gives the articles the last places under the section."""
    holder = Page.objects.select_for_update().get(pk=parent.pk)
    last = holder.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    for number, article in enumerate(articles, start=step + 1):
        article.depth = holder.depth + 1
        article.path = Page._get_path(holder.path, article.depth, number)
        article.locale_id = holder.locale_id
        article.set_url_path(holder)
    Page.objects.filter(pk=holder.pk).update(numchild=F("numchild") + len(articles))
    parent.numchild = holder.numchild + len(articles)


def insert_rows(articles: Sequence[ArticlePage]) -> None:
    """Writes the page rows, the article rows and what belongs to them."""
    rows = [
        Page(**{each.attname: getattr(article, each.attname) for each in PAGE_FIELDS})
        for article in articles
    ]
    Page.objects.bulk_create(rows)
    credits, topics = [], []
    for row, article in zip(rows, articles, strict=True):
        article.pk = article.id = row.pk
        # Raw: only the article's own row, for the page's is there; and the handlers that index
        # one object at a time stay silent.
        article.save_base(raw=True, force_insert=True)
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
        )
        for article in articles
    ]
    Revision.objects.bulk_create(revisions)
    for article, revision in zip(articles, revisions, strict=True):
        article.latest_revision = revision
        article.live_revision = revision if publish else None
    rows = [
        Page(
            pk=article.pk,
            latest_revision_id=article.latest_revision_id,
            live_revision_id=article.live_revision_id,
        )
        for article in articles
    ]
    Page.objects.bulk_update(rows, ["latest_revision", "live_revision"])
    return revisions


def insert_log_entries(articles, revisions, publish: bool, now, user) -> None:
    actions = ["wagtail.create", *(["wagtail.publish"] if publish else [])]
    content_type = ContentType.objects.get_for_model(ArticlePage)
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=article.pk,
            revision=revision,
            action=action,
            label=article.get_admin_display_title(),
            content_type=content_type,
            content_changed=True,
            timestamp=now,
            user=user,
            uuid=uuid.uuid4(),
        )
        for article, revision in zip(articles, revisions, strict=True)
        for action in actions
    )


def index(articles: Sequence[ArticlePage]) -> None:
    """Enters the articles in the admin's search and the reference index."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ArticlePage, articles)
    ReferenceIndex.objects.bulk_create(
        row for article in articles for row in reference_rows(article)
    )


def reference_rows(article: ArticlePage) -> Iterator[ReferenceIndex]:
    """What ReferenceIndex.create_or_update_for_object() writes for an object that is new."""
    for reference in set(ReferenceIndex._extract_references_from_object(article)):
        to_content_type, to_object, model_path, content_path = reference
        yield ReferenceIndex(
            content_type=article.get_content_type(),
            base_content_type=article.get_base_content_type(),
            object_id=article.pk,
            to_content_type_id=to_content_type,
            to_object_id=to_object,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )


def announce(articles, revisions) -> None:
    for article, revision in zip(articles, revisions, strict=True):
        page_published.send(sender=ArticlePage, instance=article, revision=revision)
        published.send(sender=ArticlePage, instance=article, revision=revision)
