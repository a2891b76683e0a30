"""Tags of what pages are made of, and the journal in which publishing says which went stale.

A page that may be kept carries a tag for every page, picture, author and topic that was read for
it, and one for each list that it shows ("articles", "articles-on:5"): what changes names its own
tag, what joins a list names that of the list. "around:5" is what stands around the story of page 5,
its neighbours and comments. EVERYTHING stands for all.

The journal is a file that every process of a host appends to and looks at; one line an event:

    hold <id> <time> <tag> …     these are about to change: keep no more of them till then
    drop <id> <time> <tag> …     these have changed: drop them; ends the hold with that id

The hold is written before the transaction commits. What was kept before is shown until the drop,
but no longer than GRACE_SECONDS: whatever kills the process after the commit, nothing from before
it is shown for longer. A hold without a drop ends by itself (HOLD_SECONDS).
"""

import fcntl
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import signals
from wagtail.signals import post_page_move, pre_page_move

logger = logging.getLogger(__name__)

EVERYTHING = "everything"
# Of lists of articles that name no narrower tag: the front page, feeds, the archive, sitemaps.
ARTICLES = "articles"
# The line of recent news, which the page cache fills into kept pages.
RECENT = "recent"
# How long what is about to change is shown at most, should nobody say that it has changed.
GRACE_SECONDS = 1
# No transaction of ours takes longer.
HOLD_SECONDS = 60
# A journal this long is begun anew, and everything that is kept is dropped.
MOST_BYTES = 1_000_000


@dataclass
class Making:
    """What is noted while a response is made: its tags, and whether it may be kept."""

    tags: set[str] = field(default_factory=set)
    may_be_kept: bool = False


making: ContextVar[Making | None] = ContextVar("making", default=None)


def note(*tags: str) -> None:
    """Says that the response being made depends on these."""
    if current := making.get():
        current.tags.update(tags)


def keep(*lists: str) -> None:
    """Says that the response being made is everyone's, and which lists it shows."""
    if current := making.get():
        current.may_be_kept = True
        current.tags.update(lists)


class Journal:
    """The file at `path`. One that appears or goes has every process drop what it keeps."""

    def __init__(self, path: Path):
        self.path = path
        self.lock = path.with_suffix(".lock")

    def look(self) -> tuple[int, int]:
        """Which file it is now, and how long; zeros where there is none."""
        try:
            stat = self.path.stat()
        except OSError:
            return 0, 0
        return stat.st_ino, stat.st_size

    def write(self, verb: str, key: str, tags: Iterable[str]) -> None:
        """Appends a line. OSError is logged: publishing succeeds whatever becomes of caches."""
        line = " ".join([verb, key, str(int(time.time())), *sorted(tags)]) + "\n"
        try:
            with self.locked():
                if self.path.exists() and self.path.stat().st_size > MOST_BYTES:
                    self.begin_anew()
                with self.path.open("a") as file:
                    file.write(line)
        except OSError:
            logger.exception("The journal of the page cache cannot be written")

    def begin(self) -> bool:
        """Makes the file where there is none; False (logged) where this process cannot write it."""
        try:
            with self.locked(), self.path.open("a"):
                return True
        except OSError:
            logger.exception("The journal of the page cache cannot be written: no page is kept")
            return False

    @contextmanager
    def locked(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def begin_anew(self) -> None:
        """Readers see another file, and drop everything."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text("")
        fresh.replace(self.path)


def journal() -> Journal:
    return Journal(Path(settings.PAGE_CACHE_JOURNAL))


def hold(*tags: str, key: str = "") -> str:
    """Before something changes: until purge() with the returned key, nothing of it is kept."""
    key = key or uuid4().hex[:12]
    if settings.PAGE_CACHE and tags:
        journal().write("hold", key, tags)
    return key


def purge(*tags: str, key: str = "") -> None:
    """Has all that was made with the tags dropped: now, or in a transaction when it is committed;
    until then nothing of it is kept. `key` is that of a hold, which ends then.
    """
    if not (settings.PAGE_CACHE and tags):
        return
    key = key or uuid4().hex[:12]
    if transaction.get_connection().in_atomic_block:
        hold(*tags, key=key)
    transaction.on_commit(lambda: journal().write("drop", key, tags), robust=True)


@contextmanager
def changing(instance) -> Iterator[None]:
    """Around what changes a row: purges its `stale_tags()` of before and of after."""
    if not settings.PAGE_CACHE:
        yield
        return
    before = instance.stale_tags()
    key = hold(*before)
    yield
    purge(*(before | instance.stale_tags()), key=key)


def before_change(instance, **kwargs):
    instance.purge_key = hold(EVERYTHING)


def after_change(instance, **kwargs):
    purge(EVERYTHING, key=instance.purge_key)


def watch(name: str, model: type[models.Model]) -> None:
    """Purges everything when a row of the model is about to be, and was, saved or deleted (`name`);
    also one of many that a query deletes.
    """
    for moment, receiver in (("pre", before_change), ("post", after_change)):
        signal = getattr(signals, f"{moment}_{name}")
        signal.connect(receiver, sender=model, dispatch_uid=f"purge_{moment}_{name}_{model}")


def connect() -> None:
    """Called once, when the apps are ready: what every page shows, who may see pages, and whatever
    is deleted. Other changes purge themselves (TracedModel.save).
    """
    from wagtail.models import PageViewRestriction, Site

    from core.models import Publication, TracedModel

    for model in (PageViewRestriction, Site, Publication):
        watch("save", model)
        watch("delete", model)
    for model in apps.get_models():
        if issubclass(model, TracedModel):
            watch("delete", model)
    pre_page_move.connect(before_move, dispatch_uid="purge_before_move")
    post_page_move.connect(after_move, dispatch_uid="purge_after_move")


def before_move(instance, **kwargs):
    hold(EVERYTHING, key=f"move-{instance.pk}")


def after_move(instance, **kwargs):
    purge(EVERYTHING, key=f"move-{instance.pk}")
