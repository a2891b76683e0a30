"""The outbox of publishing: each transaction that changes public content says what it changed.

`publishing()` surrounds all such code. It opens a transaction, takes the publishing lock, and
writes at most one `Change` at the end. The change and the content are committed together, so a
process that is killed at any moment leaves either both or neither. Every process of every host
reads the new rows and serves nothing that is older.

There are three tags: `site`, for whatever readers see of the content; `site!`, where something has
to disappear at once; and `page:5`, where nothing has changed but the comments of page 5, or the
renditions of its pictures. What a publication changes in particular matters to a CDN alone, and is
in `names`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, models, transaction
from django.dispatch import Signal
from django.utils import timezone

# Every cached page depends on these two, and on "page:5" if it shows page 5.
SITE, WITHDRAWN = "site", "site!"
# Any number; PostgreSQL's advisory locks are per database, and nothing else of ours takes one.
LOCK = 1_500_824_503
# Older rows are deleted. A process that has fallen further behind drops all that it has cached.
MOST_ROWS = 10_000
PRUNE_EVERY = 500

# Sent with `names` before what they name is moved, renamed or deleted. Receivers return what they
# know of them only now, as a set of strings for Change.names.
about_to_change = Signal()
# Sent after the commit of a transaction that wrote a change.
committed = Signal()


class Change(models.Model):
    """What one transaction has changed. Rows are committed in the order of their ids.

    `names` are what a CDN purges: what the transaction has changed, such as "page:5" or "topic:3",
    and the addresses that it had before.
    """

    created_at = models.DateTimeField(default=timezone.now)
    tags = models.TextField()
    names = models.TextField(blank=True)
    # Whether the CDN was told; True from the start where there is none.
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
    """What one transaction has changed so far."""

    def __init__(self):
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def site(self, *names: str, withdraws: bool = False) -> None:
        """Readers see something else of what is named. `withdraws`: nobody may see it any more."""
        self.tags.add(WITHDRAWN if withdraws else SITE)
        self.names.update(names)

    def pages(self, *keys: int) -> None:
        """The pages with these keys show something else, and nothing else does."""
        tags = {f"page:{key}" for key in keys}
        self.tags |= tags
        self.names |= tags

    def expect(self, *names: str) -> None:
        """What is named is about to be moved, renamed or deleted."""
        self.names.update(names)
        for _receiver, addresses in about_to_change.send(sender=Change, names=names):
            self.names.update(addresses)

    def write(self) -> None:
        if not self.tags:
            return
        # Every cached page depends on both, so one alone is enough.
        tags = next(({tag} for tag in (WITHDRAWN, SITE) if tag in self.tags), self.tags)
        change = Change(
            tags=" ".join(sorted(tags)),
            names=" ".join(sorted(self.names)),
            is_passed_on=not (settings.WAGTAILFRONTENDCACHE and self.names),
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


def site_changed(*names: str, withdraws: bool = False) -> None:
    """As Publishing.site(), in a transaction of its own if there is none."""
    with publishing() as change:
        change.site(*names, withdraws=withdraws)


def pages_changed(*keys: int) -> None:
    """As Publishing.pages(), in a transaction of its own if there is none."""
    with publishing() as change:
        change.pages(*keys)


def tags_of(text: str) -> frozenset[str]:
    """The stored form of tags or names, taken apart."""
    return frozenset(text.split())
