"""Which projections are stale, and their refresh.

Each change counts up `wanted` of the articles that it concerns, in its own transaction
(news.projection.events lists these changes). A row whose counter has gone up since it was built is
stale: readers get the article live until a task has built it again, the newest articles first. An
article that is no longer public loses its rows in the same transaction.

An article that joins or leaves a topic may be among the related articles of others. This is found
out when it is built, so that a publication need not look for them.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import reduce
from itertools import islice
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from wagtail.models import Page, Site

from core.querysets import PublicPageQuerySet
from core.tasks import AFTER_OTHERS, after_commit, enqueue_once, starting, task
from news.models import ArticlePage, Listed, Projection, ProjectionState, ProjectionUse
from news.models.projection import MOST_RELATED
from news.projection.build import build
from news.projection.release import release_of
from news.projection.rows import delete_rows

logger = logging.getLogger(__name__)

# How many articles a task builds before it makes room for other tasks.
BATCH = 50
# A task gives up after so many articles that it could not build: the next change, or the nightly
# job, starts it again.
MOST_SKIPPED = 200
# Keys in a statement.
CHUNK = 5000


# Changes


def mark(articles: Iterable[int]) -> None:
    """Marks these articles as stale, also those that have never been built."""
    for some in chunks(articles):
        states = ProjectionState.objects.filter(pk__in=some)
        if states.update(wanted=F("wanted") + 1) < len(some):
            add_states(some)
        after_commit(refresh_stale)


def mark_changed(article: int) -> None:
    """Marks a public article that was saved, and those that show or link to it."""
    users = ProjectionUse.objects.filter(kind="page", key=article).values("article")
    states = ProjectionState.objects.filter(Q(pk=article) | Q(pk__in=users))
    if not states.update(wanted=F("wanted") + 1):
        add_states([article])
    after_commit(refresh_stale)


def mark_users(kinds: Iterable[str], keys: Iterable[int]) -> None:
    """Marks the articles that use one of these things."""
    for some in chunks(keys):
        count_up(ProjectionUse.objects.filter(kind__in=kinds, key__in=some))


def mark_beneath(page: Page) -> None:
    """Marks the articles at and beneath the page in the tree, and those that show or link to one of
    the pages there: the address of a page changes with those above it.
    """
    pages = PublicPageQuerySet(Page).descendant_of(page, inclusive=True).order_by()
    count_up(ProjectionUse.objects.filter(kind="page", key__in=pages.values("pk")))


def count_up(uses: QuerySet) -> None:
    states = ProjectionState.objects.filter(pk__in=uses.values("article"))
    if states.update(wanted=F("wanted") + 1):
        after_commit(refresh_stale)


def add_states(articles: list[int]) -> None:
    """Adds the states of those of the articles that have none."""
    stored = set(ProjectionState.objects.filter(pk__in=articles).values_list("pk", flat=True))
    missing = [ProjectionState(pk=key) for key in articles if key not in stored]
    ProjectionState.objects.bulk_create(missing, ignore_conflicts=True)


def withdraw(articles: Iterable[int]) -> None:
    """Deletes the rows of these articles. Their states count up first: a build that has begun
    cannot store its result any more.
    """
    for some in chunks(articles):
        with transaction.atomic(savepoint=False):
            if ProjectionState.objects.filter(pk__in=some).update(wanted=F("wanted") + 1):
                delete_rows(some)


def update_beneath(page: Page) -> None:
    """After a move or a change of view restrictions: deletes the rows of the articles at and
    beneath the page that are restricted now, and marks the others.
    """
    beneath = ArticlePage.objects.descendant_of(page, inclusive=True).order_by("pk")
    keys = set(beneath.values_list("pk", flat=True))
    public = set(beneath.live().public().values_list("pk", flat=True))
    withdraw(sorted(keys - public))
    mark(sorted(public))
    # Others show and link to these pages.
    mark_beneath(page)
    mark_users(["related"], sorted(keys))


def topics_of(article: int) -> set[int]:
    """The topics of the article when it was built."""
    topics = ProjectionUse.objects.filter(article=article, kind="topic")
    return set(topics.values_list("key", flat=True))


def mark_kin(article: int, joined: set[int], left: set[int]) -> None:
    """After an article has joined or left topics.

    Left: marks the articles that show it as related. Joined: marks the articles nearest in time on
    those topics that do not show it and have fewer than MOST_RELATED. The others may show it when
    they are built for another reason.
    """
    if left:
        mark_users(["related"], [article])
    moment = ArticlePage.objects.filter(pk=article).values_list("published_at", flat=True).first()
    if not (moment and joined):
        return
    near = Listed.objects.near(moment, *(Listed.objects.of(topic=topic) for topic in joined))
    rows = Projection.objects.filter(pk__in=near.values("article"), is_chosen=False)
    mark(
        pk
        for pk, related, linked in rows.exclude(pk=article).values_list("pk", "related", "linked")
        if len(related) < MOST_RELATED and article not in [*related, *linked]
    )


def chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, CHUNK)):
        yield some


# Refresh


def stale() -> QuerySet:
    """The keys of articles that have changed since they were built, the newest first."""
    changed = ProjectionState.objects.exclude(built=F("wanted"))
    return changed.order_by(F("article__published_at").desc(nulls_last=True), "-pk").values_list(
        "pk", flat=True
    )


def outdated() -> QuerySet:
    """The keys of public articles without a current row, the newest first: those of stale() and
    those that no build of this release has seen. Articles outside of all sites have no row.
    """
    sites = Site.objects.select_related("root_page")
    releases = {release_of(site) for site in sites}
    current = Projection.objects.filter(
        release__in=releases,
        article__projection_state__built=F("article__projection_state__wanted"),
    )
    beneath = reduce(or_, map(ArticlePage.objects.in_site, sites), ArticlePage.objects.none())
    public = beneath.live().public()
    return public.exclude(pk__in=current.values("pk")).newest().values_list("pk", flat=True)


def build_all(keys: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """Builds each article; yields its key and whether the result was stored. Errors are logged:
    whatever is wrong with one article, the others are built.
    """
    for key in keys:
        try:
            before = topics_of(key)
            is_stored = build(key)
            if is_stored and (after := topics_of(key)) != before:
                mark_kin(key, after - before, before - after)
            yield key, is_stored
        except Exception:
            logger.exception("The projection of article %s could not be built", key)
            yield key, False


@task()
def refresh_stale(*skipped: int) -> None:
    """Builds stale rows, without those that could not be built before."""
    build_some(stale, refresh_stale, skipped)


@task(priority=AFTER_OTHERS)
def backfill(*skipped: int) -> None:
    """Builds all rows that are not current, without those that could not be built before."""
    build_some(outdated, backfill, skipped)


def backfill_if_needed(sender, **kwargs) -> None:
    """Receives core.tasks.starting: after an upgrade, rows are missing or of an older release."""
    if not settings.DEBUG and outdated().exists():
        enqueue_once(backfill, delay=timedelta())


def connect() -> None:
    starting.connect(backfill_if_needed, dispatch_uid="backfill_projections")


def build_some(find: Callable[[], QuerySet], job, skipped: tuple[int, ...]) -> None:
    """Builds a batch, and enqueues the task again if there is more to do."""
    if settings.DEBUG or len(skipped) > MOST_SKIPPED:
        return
    keys = list(find().exclude(pk__in=skipped)[: BATCH + 1])
    skipped += tuple(key for key, is_stored in build_all(keys[:BATCH]) if not is_stored)
    if len(keys) > BATCH:
        job.enqueue(*skipped)
