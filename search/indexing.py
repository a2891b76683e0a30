"""Keeping the index true: what changed is read again once its transaction is committed.

Reading after the commit is what sees the topics and credits of a page: Wagtail saves a page before
its children.
"""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.db import OperationalError, connection, transaction
from wagtail.models import Page

from news.models import ArticlePage
from search.documents import SECTION_PATH, entries, indexable, section_labels
from search.engines import engine
from search.models import SearchDocument

logger = logging.getLogger(__name__)

BATCH = 100
# Batches for each writer; with one each, writers wait for each other a tenth of the time.
HANDED_OUT = 4
TRIES = 3
# Seconds between two tries.
PAUSE = 0.1


@dataclass
class Changes:
    """Ids of pages to read again, and of pages beneath which visibility or section changed."""

    pages: set[int] = field(default_factory=set)
    trees: set[int] = field(default_factory=set)


class Waiting(threading.local):
    """The changes of this thread that are not in the index yet."""

    def __init__(self):
        self.changes = Changes()


waiting = Waiting()


def schedule(pages: Iterable[int] = (), trees: Iterable[int] = ()) -> None:
    """Has the pages indexed after the commit: all events of a transaction in one batch.

    The first callback takes everything that waits and leaves nothing to the others. What waits of
    a transaction that was rolled back is read once more, which changes nothing.
    """
    waiting.changes.pages.update(pages)
    waiting.changes.trees.update(trees)
    transaction.on_commit(flush)


def flush() -> None:
    """Indexes what waits. A failure is logged: publishing succeeds without the index."""
    changes, waiting.changes = waiting.changes, Changes()
    try:
        apply_changes(changes)
    except Exception:
        logger.exception(
            "The search index was not updated; `manage.py rebuild_search` mends it. Pages: %s",
            sorted(changes.pages | changes.trees)[:BATCH],
        )


def apply_changes(changes: Changes, tries: int = TRIES) -> None:
    """Writes the changes; a lock or deadlock with somebody who saves the same page passes."""
    try:
        index_pages(changes.pages)
        for page_id in changes.trees:
            refresh_tree(page_id)
    except OperationalError:
        if tries <= 1:
            raise
        time.sleep(PAUSE)
        apply_changes(changes, tries - 1)


def index_added(articles: Sequence[ArticlePage]) -> None:
    """Indexes articles within the transaction that adds them, without reading them again.

    Nobody else can have changed what is not committed. A failure is logged, and they are read after
    the commit as any others.
    """
    added = {article.pk: article for article in articles}
    try:
        with transaction.atomic():
            engine().index(list(entries(added, added)))
    except Exception:
        logger.exception("Articles are indexed after their commit")
        schedule(pages=added)
    else:
        waiting.changes.pages.difference_update(added)


def index_pages(page_ids: Iterable[int]) -> int:
    """Makes the index say of each page what is true now; returns how many are in it.

    Articles that are not public, and ids of no article, are removed from it. Reads `page_ids` as
    a stream and works in batches of a few statements each.
    """
    found = 0
    for batch in batches(page_ids, BATCH):
        found += index_batch(batch)
    return found


def index_batch(page_ids: list[int], is_rebuild: bool = False) -> int:
    with locked(page_ids):
        found = list(entries(page_ids))
        if found:
            engine().index(found, is_rebuild)
    gone = set(page_ids) - {entry.document.page_id for entry in found}
    if gone:
        # A transaction of its own: what both count is locked in one order then.
        with locked(gone):
            public = set(indexable().filter(pk__in=gone).values_list("pk", flat=True))
            engine().delete(gone - public)
    return len(found)


@contextmanager
def locked(page_ids: Iterable[int]) -> Iterator[None]:
    """Two workers that index one page must not overtake each other between read and write."""
    with transaction.atomic():
        pages = Page.objects.select_for_update(no_key=True).filter(pk__in=page_ids)
        list(pages.order_by("pk").values_list("pk"))
        yield


def refresh_tree(page_id: int) -> None:
    """Mends what a page means for all articles beneath it: whether they show, and their section.

    Only what differs is written, so that a change to a large section stays cheap.
    """
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
    if path is None:
        return
    public = indexable().filter(path__startswith=path)
    beneath = SearchDocument.objects.filter(page__path__startswith=path)
    index_pages(list(beneath.exclude(page__in=public.values("pk")).values_list("pk", flat=True)))
    index_pages(list(public.filter(search_document=None).values_list("pk", flat=True)))
    for label in section_labels({path[:SECTION_PATH]}).values():
        if len(path) >= SECTION_PATH:
            beneath.exclude(sections=[label]).update(sections=[label])


def rebuild() -> Iterator[int]:
    """Reads every public article again; yields the number of each batch as it is done.

    Rows are replaced where they are, so that readers never see an empty index.
    """
    engine().begin_rebuild()
    yield from indexed(public_ids())
    hidden = SearchDocument.objects.exclude(page__in=indexable().values("pk"))
    index_pages(list(hidden.values_list("pk", flat=True)))
    engine().end_rebuild()


def indexed(id_batches: Iterable[list[int]]) -> Iterator[int]:
    """Indexes the batches for a rebuild; yields the number of each.

    As many at a time as the engine has writers: what one reads, another writes meanwhile. Within a
    transaction there is one, for no other would see what it changed.
    """
    writers = 1 if connection.in_atomic_block else engine().writers
    if writers == 1:
        yield from (index_batch(batch, is_rebuild=True) for batch in id_batches)
        return
    with ThreadPoolExecutor(writers) as pool:
        # A few are handed out at a time, so that an interrupted rebuild ends soon.
        for group in batches(id_batches, HANDED_OUT * writers):
            yield from pool.map(index_in_thread, group)


def index_in_thread(page_ids: list[int]) -> int:
    try:
        return index_batch(page_ids, is_rebuild=True)
    finally:
        connection.close()


def public_ids() -> Iterator[list[int]]:
    """The ids of all public articles, in batches. No query stays open between two of them: SQLite
    could not shorten its journal meanwhile."""
    articles = indexable().order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(articles.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1]


def batches(items: Iterable, size: int) -> Iterator[list]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
