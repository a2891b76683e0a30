"""Stores manuscripts as pages, and finds these pages again in later runs.

Every imported article has an ImportRecord, written in the same transaction as the article. A run
may be interrupted anywhere; running it again completes it. Unchanged manuscripts are skipped. A
changed manuscript updates its article. If an editor has changed that article since the import, the
new version becomes a draft in the article's history and is not published.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from wagtail.models import Revision

from core.anchors import next_free
from core.models import publishing
from news.manuscripts import Failure
from news.models import ArticleAuthor, ArticlePage, ImportRecord, NewsIndex

from .bulk import add_articles
from .compose import compose
from .draft import Draft
from .identity import reuse_ids
from .names import Names
from .outcomes import ImportItem, Outcome, Status, digest_of, failed, is_item, outcome_of, reason_of
from .pointers import PendingPointers, point
from .sections import Sections
from .visibility import plan_of

logger = logging.getLogger(__name__)

BATCH = 200
# The digest of an article that waits for the articles it points to.
UNFINISHED = ""


@dataclass
class Work:
    """A manuscript that creates or updates an article."""

    item: ImportItem
    digest: str
    draft: Draft
    record: ImportRecord | None = None

    @property
    def stored_digest(self) -> str:
        return UNFINISHED if self.draft.awaits_others else self.digest


class Importer:
    """One run of the import.

    `into` is the section of every article; None means the section that the manuscript names, or
    else the first one. `restore` brings back articles that an editor deleted. `user` becomes the
    owner of new articles.
    """

    def __init__(
        self,
        into: NewsIndex | None = None,
        publish: bool = False,
        restore: bool = False,
        user=None,
    ):
        self.publish = publish
        self.restore = restore
        self.user = user
        self.names = Names(user)
        self.sections = Sections(into)
        self.seen: set[int] = set()
        self.waiting: list[PendingPointers] = []

    def run(self, items: Iterable[ImportItem | Failure]) -> Iterator[Outcome]:
        """Stores the manuscripts in batches. Yields an outcome for each, then outcomes for the
        pointers."""
        remaining = iter(items)
        while batch := list(islice(remaining, BATCH)):
            yield from self.store(batch)
        yield from self.connect()

    # Batches

    def store(self, batch: list[ImportItem | Failure]) -> list[Outcome]:
        """Stores a batch in one transaction. If that fails, stores each half by itself."""
        outcomes = [failed(each.location, each.reason) for each in batch if not is_item(each)]
        items = []
        for item in filter(is_item, batch):
            if self.is_repeated(item):
                reason = _("another manuscript of this run has the key “%s”") % item.key
                outcomes.append(failed(item.manuscript.location, reason, item.manuscript.title))
            else:
                items.append(item)
        return outcomes + self.attempt(items)

    def is_repeated(self, item: ImportItem) -> bool:
        mark = hash(item.key)
        is_repeated = mark in self.seen
        self.seen.add(mark)
        return is_repeated

    def attempt(self, items: list[ImportItem]) -> list[Outcome]:
        waiting = len(self.waiting)
        try:
            with publishing():
                return self.write(items)
        except Exception as error:
            # One bad record must not make the others fail.
            del self.waiting[waiting:]
            self.forget(items)
            if len(items) > 1:
                middle = len(items) // 2
                return self.attempt(items[:middle]) + self.attempt(items[middle:])
            logger.debug("Import failed", exc_info=True)
            manuscript = items[0].manuscript
            return [failed(manuscript.location, reason_of(error), manuscript.title)]

    def forget(self, items: list[ImportItem]) -> None:
        """Discards what the rolled-back transaction had created."""
        self.names.forget()
        for item in items:
            item.media.forget()

    def write(self, items: list[ImportItem]) -> list[Outcome]:
        records = {
            record.key: record
            for record in ImportRecord.objects.filter(key__in=[item.key for item in items])
            .select_related("page")
            .defer("page__body", "page__takeaways", "page__sources")
        }
        outcomes, new = [], []
        for item in items:
            digest = digest_of(item)
            record = records.get(item.key)
            if record is None or (record.page is None and self.restore):
                new.append(Work(item, digest, compose(item.manuscript, item.media), record))
            elif record.page is None:
                outcomes.append(outcome_of(Status.DELETED, item))
            elif record.digest == digest:
                outcomes.append(self.pass_over(item, record))
            else:
                draft = compose(item.manuscript, item.media)
                outcomes.append(self.update(Work(item, digest, draft, record)))
        return outcomes + self.create(new)

    # New articles

    def create(self, works: list[Work]) -> list[Outcome]:
        groups: dict[int, tuple[NewsIndex, list[Work]]] = {}
        for work in works:
            section = self.sections.of(work.item.manuscript)
            groups.setdefault(section.pk, (section, []))[1].append(work)
        outcomes = []
        for section, group in groups.values():
            outcomes += self.create_under(section, group)
        return outcomes

    def create_under(self, section: NewsIndex, works: list[Work]) -> list[Outcome]:
        drafts = [work.draft for work in works]
        settle_slugs(section, drafts)
        self.names.prepare(
            (credit.name for draft in drafts for credit in draft.credits),
            (topic for draft in drafts for topic in draft.topics),
        )
        articles = [self.article(work.draft) for work in works]
        # Articles that their source holds back remain drafts, whatever the options of the run.
        revisions: dict[int, Revision] = {}
        for is_held in (True, False):
            group = [at for at, work in enumerate(works) if bool(work.draft.plan.held) == is_held]
            if group:
                chosen = [articles[at] for at in group]
                publish = self.publish and not is_held
                added = add_articles(section, chosen, publish, self.user)
                revisions.update(zip(group, added, strict=True))
        records = []
        for at, (work, article) in enumerate(zip(works, articles, strict=True)):
            revision = revisions[at]
            record = work.record or ImportRecord(key=work.item.key)
            record.page, record.revision_id = article, revision.pk
            record.digest = work.stored_digest
            records.append(record)
        save_records(records)
        for work, record in zip(works, records, strict=True):
            self.await_others(work, record)
        return [
            outcome_of(Status.CREATED, work.item, record.page_id, work.draft.losses)
            for work, record in zip(works, records, strict=True)
        ]

    def article(self, draft: Draft) -> ArticlePage:
        """An unsaved article."""
        article = ArticlePage()
        self.fill(article, draft)
        article.slug = draft.fields["slug"]
        article.go_live_at, article.expire_at = draft.plan.go_live_at, draft.plan.expire_at
        return article

    def fill(self, article: ArticlePage, draft: Draft) -> None:
        """Writes the draft over the article. The slug never changes; the date changes only if
        one is given."""
        for name, value in draft.fields.items():
            if name not in {"slug", "published_at"}:
                setattr(article, name, value)
        article.published_at = draft.fields["published_at"] or article.published_at
        for name in ("body", "takeaways", "sources"):
            stream = getattr(article, name).stream_block
            setattr(article, name, stream.to_python(getattr(draft, name)))
        article.article_authors = [
            ArticleAuthor(author=author, role=credit.role, sort_order=order)
            for order, credit in enumerate(draft.credits)
            if (author := self.names.author(credit.name))
        ]
        article.tag(self.names.topics_of(draft.topics))
        draft.losses.extend(self.names.missing((each.name for each in draft.credits), draft.topics))

    # Existing articles

    def pass_over(self, item: ImportItem, record: ImportRecord) -> Outcome:
        """Skips an unchanged article. Publishes it if it is an unpublished draft and the run
        publishes."""
        page, plan = record.page, plan_of(item.manuscript)
        is_waiting = not page.live and page.first_published_at is None
        if not (self.publish and is_waiting) or plan.held or was_edited(record):
            return outcome_of(Status.UNCHANGED, item, page.pk)
        revision = page.latest_revision
        if plan.go_live_at and revision.approved_go_live_at == plan.go_live_at:
            return outcome_of(Status.UNCHANGED, item, page.pk)
        article = revision.as_object()
        if (article.go_live_at, article.expire_at) != (plan.go_live_at, plan.expire_at):
            article.go_live_at, article.expire_at = plan.go_live_at, plan.expire_at
            revision = article.save_revision(user=self.user, clean=False)
            record.revision_id = revision.pk
            record.save()
        revision.publish(user=self.user)
        return outcome_of(Status.UPDATED, item, page.pk)

    def update(self, work: Work) -> Outcome:
        """Saves the new version as the article's latest revision, and publishes it if allowed."""
        record, page = work.record, work.record.page
        if page.locked:
            reason = _("the article is locked")
            return outcome_of(Status.EDITED, work.item, page.pk, reason=reason)
        is_edited = was_edited(record)
        article = page.get_latest_revision_as_object()
        reuse_ids(work.draft.body, article.body_data)
        self.fill(article, work.draft)
        plan = work.draft.plan
        if plan.go_live_at or not is_edited:
            article.go_live_at = plan.go_live_at
        if plan.expire_at or not is_edited:
            article.expire_at = plan.expire_at
        revision = article.save_revision(user=self.user, log_action=True, clean=False)
        if not is_edited:
            record.revision_id = revision.pk
        record.digest = work.stored_digest
        record.save()
        if self.publish and not is_edited and not plan.held:
            revision.publish(user=self.user)
        self.await_others(work, record, revision.pk)
        losses = [*work.draft.losses, *self.slug_losses(work, article)]
        status = Status.EDITED if is_edited else Status.UPDATED
        reason = ""
        if is_edited or (plan.held and page.live):
            reason = _("the new version is a draft in its history")
        if plan.held and page.live:
            losses.append(
                _("STILL PUBLIC: %s, but an earlier version was published: unpublish it by hand")
                % plan.held
            )
        return outcome_of(status, work.item, page.pk, losses, reason)

    def slug_losses(self, work: Work, article: ArticlePage) -> list[str]:
        """A loss if the manuscript asks for a slug that differs from the article's."""
        wanted = work.item.manuscript.slug and work.draft.fields["slug"]
        if not wanted or article.slug == wanted or article.slug.startswith(f"{wanted}-"):
            return []
        return [
            _("address kept: %(slug)s (the manuscript says %(wanted)s)")
            % {"slug": article.slug, "wanted": wanted}
        ]

    # Pointers between articles

    def await_others(self, work: Work, record: ImportRecord, revision_id: int | None = None):
        if work.draft.awaits_others:
            self.waiting.append(
                PendingPointers(
                    record.pk,
                    revision_id or record.revision_id,
                    work.digest,
                    tuple(work.draft.related),
                    tuple(work.draft.pointers.items()),
                    work.item.manuscript.location,
                )
            )

    def connect(self) -> Iterator[Outcome]:
        """Resolves the related articles after all are stored; yields outcomes with losses."""
        for waiting in self.waiting:
            try:
                with publishing():
                    losses = self.connect_one(waiting)
            except Exception as error:
                logger.debug("Import failed", exc_info=True)
                yield failed(waiting.location, reason_of(error))
            else:
                if losses:
                    yield Outcome(Status.UPDATED, waiting.location, losses=losses, is_addendum=True)
        self.waiting.clear()

    def connect_one(self, waiting: PendingPointers) -> list[str]:
        record = ImportRecord.objects.select_related("page").get(pk=waiting.record_id)
        page, losses = record.page, []
        if page and page.latest_revision_id == waiting.revision_id:
            article = page.get_latest_revision_as_object()
            losses = point(article, waiting)
            was_live = page.live and page.live_revision_id == waiting.revision_id
            revision = article.save_revision(
                user=self.user, clean=False, overwrite_revision=page.latest_revision
            )
            if was_live:
                revision.publish(user=self.user, log_action=False)
        record.digest = waiting.digest
        record.save()
        return losses


def settle_slugs(section: NewsIndex, drafts: list[Draft]) -> None:
    """Makes the slugs unique under the section: appends -2, -3 … to those that are taken."""
    wanted = [draft.fields["slug"] for draft in drafts]
    children = section.get_children()
    taken = set(children.filter(slug__in=wanted).values_list("slug", flat=True))
    for draft in drafts:
        base = draft.fields["slug"]
        if base in taken:
            siblings = children.filter(slug__startswith=f"{base}-")
            taken.update(siblings.values_list("slug", flat=True))
            draft.fields["slug"] = next_free(base, taken)
        taken.add(draft.fields["slug"])


def was_edited(record: ImportRecord) -> bool:
    """Whether an editor has changed or unpublished the imported article."""
    page = record.page
    was_taken_down = not page.live and page.first_published_at is not None
    return page.latest_revision_id != record.revision_id or was_taken_down


def save_records(records: list[ImportRecord]) -> None:
    known = [record for record in records if record.pk]
    ImportRecord.objects.bulk_create([record for record in records if not record.pk])
    for record in known:
        record.save()
