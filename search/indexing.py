"""Updates the index after the transaction that changed a page.

Only after the commit are the topics and credits of a page visible: Wagtail saves a page before
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
# Batches submitted for each writer. With one, writers spend a tenth of the time waiting.
HANDED_OUT = 4
TRIES = 3
# Seconds between two tries.
PAUSE = 0.1


@dataclass
class Changes:
    """Ids of pages to index, and of pages whose descendants changed in visibility or section."""

    pages: set[int] = field(default_factory=set)
    trees: set[int] = field(default_factory=set)


class Pending(threading.local):
    """The changes of this thread that are not indexed yet."""

    def __init__(self):
        self.changes = Changes()


pending = Pending()


def schedule(pages: Iterable[int] = (), trees: Iterable[int] = ()) -> None:
    """Indexes the pages after the commit: all changes of a transaction in one batch.

    The first callback takes all pending changes and leaves none to the others. Changes of a
    transaction that was rolled back stay pending and are indexed once more, which is harmless.
    """
    pending.changes.pages.update(pages)
    pending.changes.trees.update(trees)
    transaction.on_commit(flush)


def flush() -> None:
    """Indexes the pending changes. Errors are logged: publishing must succeed without the index."""
    changes, pending.changes = pending.changes, Changes()
    try:
        apply_changes(changes)
    except Exception:
        logger.exception(
            "The search index was not updated; `manage.py rebuild_search` mends it. Pages: %s",
            sorted(changes.pages | changes.trees)[:BATCH],
        )


def apply_changes(changes: Changes, tries: int = TRIES) -> None:
    """Indexes the changes; retries when another transaction has locked the same page."""
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

    No other transaction can have changed uncommitted rows. If indexing fails, the error is logged,
    and the articles are indexed after the commit.
    """
    added = {article.pk: article for article in articles}
    try:
        with transaction.atomic():
            engine().index(list(entries(added, added)))
    except Exception:
        logger.exception("Articles are indexed after their commit")
        schedule(pages=added)
    else:
        pending.changes.pages.difference_update(added)


def index_pages(page_ids: Iterable[int]) -> int:
    """Updates the entries of the pages; returns how many of them are in the index.

    Entries of articles that are not public, and of unknown ids, are deleted. Reads `page_ids` as a
    stream, in batches with a fixed number of statements.
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
        # In a transaction of its own: both update word counts, and must lock them in one order.
        with locked(gone):
            public = set(indexable().filter(pk__in=gone).values_list("pk", flat=True))
            engine().delete(gone - public)
    return len(found)


@contextmanager
def locked(page_ids: Iterable[int]) -> Iterator[None]:
    """Locks the pages: two workers that index one page must not interleave reads and writes."""
    with transaction.atomic():
        pages = Page.objects.select_for_update(no_key=True).filter(pk__in=page_ids)
        list(pages.order_by("pk").values_list("pk"))
        yield


def refresh_tree(page_id: int) -> None:
    """Updates the articles beneath the page: whether they are public, and the label of their
    section.

    Writes only what differs, so that a change to a large section stays cheap.
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
    """Indexes every public article; yields the size of each finished batch.

    Rows are replaced in place, so that readers never see an empty index.
    """
    engine().begin_rebuild()
    yield from indexed(public_ids())
    hidden = SearchDocument.objects.exclude(page__in=indexable().values("pk"))
    index_pages(list(hidden.values_list("pk", flat=True)))
    engine().end_rebuild()


def indexed(id_batches: Iterable[list[int]]) -> Iterator[int]:
    """Indexes the batches for a rebuild; yields the size of each.

    Uses as many threads as the engine has writers: one reads while another writes. Within a
    transaction it uses one, since other connections would not see the changes.
    """
    writers = 1 if connection.in_atomic_block else engine().writers
    if writers == 1:
        yield from (index_batch(batch, is_rebuild=True) for batch in id_batches)
        return
    with ThreadPoolExecutor(writers) as pool:
        # A few batches are submitted at a time, so that an interrupted rebuild ends soon.
        for group in batches(id_batches, HANDED_OUT * writers):
            yield from pool.map(index_in_thread, group)


def index_in_thread(page_ids: list[int]) -> int:
    try:
        return index_batch(page_ids, is_rebuild=True)
    finally:
        connection.close()


def public_ids() -> Iterator[list[int]]:
    """The ids of all public articles, in batches. No query stays open between batches: an open
    query stops SQLite from truncating its write-ahead log."""
    articles = indexable().order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(articles.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1]


def batches(items: Iterable, size: int) -> Iterator[list]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
