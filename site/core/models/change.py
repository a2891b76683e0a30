"""The outbox of publishing: each transaction that changes public content says what it changed.

`publishing()` surrounds all such code. It opens a transaction, takes the publishing lock, and
writes at most one `Change` at the end. The change and the content are committed together, so a
process that is killed at any moment leaves either both or neither. Every process of every host
reads the new rows (core.cache.versions) and drops what it has cached of these tags.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, models, transaction
from django.dispatch import Signal
from django.utils import timezone

from core.dependencies import EVERYTHING, SITE, WITHDRAWN

# Any number; PostgreSQL's advisory locks are per database, and nothing else of ours takes one.
LOCK = 1_500_824_503
# A process that reads none for this many rows drops everything (core.cache.versions).
MOST_ROWS = 10_000
PRUNE_EVERY = 500
# The kinds of tags that change without SITE: the comments of a page, and renditions of a picture.
APART = ("around:", "image:", "page:")

# Sent with `tags` before these change. Receivers return what they know of them only now, as a set
# of strings for Change.names.
about_to_change = Signal()
# Sent after the commit of a transaction that wrote a change.
committed = Signal()


class Change(models.Model):
    """What one transaction has changed. Rows are committed in the order of their ids.

    `names` are what a CDN purges besides the tags: the addresses that they had before the change.
    """

    created_at = models.DateTimeField(default=timezone.now)
    tags = models.TextField()
    names = models.TextField(blank=True)
    # Whether the CDN was told (core.cache.cdn); True from the start where there is none.
    is_passed_on = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["id"], name="core_change_waiting", condition=models.Q(is_passed_on=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.tags}"


class Publishing:
    """The tags and names that one transaction has collected so far."""

    def __init__(self):
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def expect(self, *tags: str) -> None:
        """Invalidates the tags, of which something is about to be moved, renamed or deleted."""
        self.tags.update(tags)
        if tags:
            for _receiver, names in about_to_change.send(sender=Change, tags=tags):
                self.names.update(names)

    def invalidate(self, *tags: str) -> None:
        self.tags.update(tags)

    def write(self) -> None:
        if not self.tags:
            return
        # EVERYTHING covers every other tag.
        tags = self.tags
        if EVERYTHING in tags:
            tags = {EVERYTHING} | (tags & {WITHDRAWN})
        if not all(tag.startswith(APART) for tag in tags):
            tags = tags | {SITE}
        change = Change(
            tags=" ".join(sorted(tags)),
            names=" ".join(sorted(self.names)),
            is_passed_on=not settings.WAGTAILFRONTENDCACHE,
        )
        # Sends no signals, which listen for content.
        Change.objects.bulk_create([change])
        if change.pk % PRUNE_EVERY == 0:
            Change.objects.filter(pk__lte=change.pk - MOST_ROWS).delete()
        transaction.on_commit(lambda: committed.send(sender=Change), robust=True)


current: ContextVar[Publishing | None] = ContextVar("publishing", default=None)


@contextmanager
def publishing() -> Iterator[Publishing]:
    """Surrounds code that changes public content; also a decorator. All of the code is one
    transaction, and on PostgreSQL only one such transaction runs at a time: so changes are
    committed in the order of their ids. SQLite has one writer anyway.

    Blocks may be nested: the outermost one writes the change.
    """
    if outer := current.get():
        yield outer
        return
    with transaction.atomic():
        lock()
        token = current.set(own := Publishing())
        try:
            yield own
        finally:
            current.reset(token)
        own.write()


def lock() -> None:
    """Waits for the publishing lock, which the transaction then holds to its end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def invalidate(*tags: str) -> None:
    """Has all caches drop what depends on the tags, once the transaction is committed."""
    if tags:
        with publishing() as change:
            change.invalidate(*tags)


@contextmanager
def changing(instance) -> Iterator[None]:
    """Surrounds code that saves an instance of TracedModel: invalidates its `stale_tags()` before
    and after.
    """
    with publishing() as change:
        before = instance.stale_tags()
        if instance.pk is None:
            before -= {instance.cache_tag}
        change.expect(*before)
        yield
        after = instance.stale_tags()
        change.invalidate(*after)
        if after and not getattr(instance, "live", True):
            change.invalidate(WITHDRAWN)


def tags_of(text: str) -> frozenset[str]:
    """The stored form of tags or names, taken apart."""
    return frozenset(text.split())
