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
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
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
# Of answers that there is no page. Besides, they have ARTICLES: what is published may be that page.
MISSING = "missing"
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
    """What is noted while a response is made: its tags, whether it may be kept, and the parameters
    of its address that the view knows.
    """

    tags: set[str] = field(default_factory=set)
    may_be_kept: bool = False
    parameters: dict[str, str] = field(default_factory=dict)


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


def know(name: str, value: str | int) -> None:
    """Says that the response being made has read this parameter of its address, and that the value
    is one of those that the site itself links to: a page that there is, a filter that leaves
    something. With any other parameter or value a response is not kept, for anybody can make up
    values, and each would take the place of a page in the cache.
    """
    if current := making.get():
        current.parameters[name] = str(value)


class noted_property:
    """As cached_property. What was noted while the value was made is noted again each time that it
    is asked for: two parts of a page that show the same thing both depend on what it is made of.
    """

    def __init__(self, make: Callable[[Any], Any]):
        self.make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner, name):
        self.place = f"_noted_{name}"

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.place not in instance.__dict__:
            token = making.set(inner := Making())
            try:
                value = self.make(instance)
            finally:
                making.reset(token)
            instance.__dict__[self.place] = value, inner.tags
        value, tags = instance.__dict__[self.place]
        note(*tags)
        return value


@dataclass(frozen=True)
class Line:
    """What the journal says happened, and when (time.time())."""

    verb: str
    key: str
    moment: float
    tags: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Line":
        verb, *more = text.split(" ")
        try:
            key, moment, *tags = more
            return cls(verb, key, float(moment), frozenset(tags)) if verb in VERBS else LOST
        except ValueError:
            return LOST


VERBS = {"hold", "drop"}
LOST = Line("drop", "-", 0, frozenset({EVERYTHING}))


class Journal:
    """The file at `path`. One that appears or goes has every process drop what it keeps."""

    def __init__(self, path: Path):
        # As text as well: every request looks, and most of them several times.
        self.path, self.name = path, str(path)
        self.lock = path.with_suffix(".lock")

    def look(self) -> tuple[int, int]:
        """Which file it is now, and how long; zeros where there is none."""
        try:
            stat = os.stat(self.name)  # noqa: PTH116 - twice as fast
        except OSError:
            return 0, 0
        return stat.st_ino, stat.st_size

    def read(
        self, since: tuple[int, int], now: tuple[int, int]
    ) -> tuple[tuple[int, int], list[Line]]:
        """How far the lines between two looks were read, and the lines.

        One that says nothing known drops everything, and so does a file that cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(since[1])
                text = file.read(now[1] - since[1])
        except OSError:
            return (0, 0), [LOST]
        whole = text[: text.rfind(b"\n") + 1]
        lines = whole.decode(errors="replace").split("\n")[:-1]
        return (now[0], since[1] + len(whole)), [Line.of(line) for line in lines]

    def write(self, verb: str, key: str, tags: Iterable[str]) -> None:
        """Appends a line. OSError is logged: publishing succeeds whatever becomes of caches."""
        line = " ".join([verb, key, f"{time.time():.2f}", *sorted(tags)]) + "\n"
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
    return journal_at(settings.PAGE_CACHE_JOURNAL)


@lru_cache(maxsize=8)
def journal_at(path: Path | str) -> Journal:
    return Journal(Path(path))


def hold(*tags: str, key: str = "") -> str:
    """Before something changes: until purge() with the returned key, nothing of it is kept."""
    key = key or uuid4().hex[:12]
    if settings.PAGE_CACHE and tags:
        if settings.WAGTAILFRONTENDCACHE:
            # Which wants the models, as those want this module.
            from core.cache.cdn import remember

            remember(key, tags)
        say("hold", key, tags)
    return key


def purge(*tags: str, key: str = "") -> None:
    """Has all that was made with the tags dropped: now, or in a transaction when it is committed;
    until then nothing of it is kept. `key` is that of a hold, which ends then.
    """
    if not (settings.PAGE_CACHE and tags):
        return
    key = key or uuid4().hex[:12]
    if transaction.get_connection().in_atomic_block:
        say("hold", key, tags)
    transaction.on_commit(lambda: say("drop", key, tags), robust=True)


def say(verb: str, key: str, tags: tuple[str, ...]) -> None:
    """In the journal, and to the other hosts and the CDN where there may be any."""
    journal().write(verb, key, tags)
    if settings.PAGE_CACHE_REDIS:
        # Which wants the client of Redis, an extra that one host alone does without.
        from core.cache.hosts import tell

        tell(verb, key, tags)
    if settings.WAGTAILFRONTENDCACHE and verb == "drop":
        from core.cache.cdn import pass_on

        pass_on(key, tags)


@contextmanager
def changing(instance) -> Iterator[None]:
    """Around what changes a row: purges its `stale_tags()` of before and of after."""
    if not settings.PAGE_CACHE:
        yield
        return
    before = instance.stale_tags()
    if instance.pk is None:
        before -= {instance.cache_tag}
    key = hold(*before)
    yield
    purge(*(before | instance.stale_tags()), key=key)


def watch(name: str, model: type[models.Model], tag: str = EVERYTHING) -> None:
    """Purges the tag, and that of the row if it has one, when a row of the model is about to be,
    and was, saved or deleted (`name`); also one of many that a query deletes.
    """

    def before_change(instance, **kwargs):
        instance.purge_tags = {tag, getattr(instance, "cache_tag", tag)}
        instance.purge_key = hold(*instance.purge_tags)

    def after_change(instance, **kwargs):
        purge(*instance.purge_tags, key=instance.purge_key)

    for moment, receiver in (("pre", before_change), ("post", after_change)):
        signal = getattr(signals, f"{moment}_{name}")
        uid = f"purge_{moment}_{name}_{model}"
        signal.connect(receiver, sender=model, dispatch_uid=uid, weak=False)


def connect() -> None:
    """Called once, when the apps are ready: what every page shows, who may see pages, and whatever
    is deleted. Other changes purge themselves (TracedModel.save).
    """
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.models import PageViewRestriction, Site

    from core.models import Publication, TracedModel

    for model in (PageViewRestriction, Site, Publication):
        watch("save", model)
        watch("delete", model)
    # A page that moves or has another slug drops more; its redirects are written past signals.
    for name in ("save", "delete"):
        watch(name, Redirect, MISSING)
    for model in apps.get_models():
        if issubclass(model, TracedModel):
            watch("delete", model)
    pre_page_move.connect(before_move, dispatch_uid="purge_before_move")
    post_page_move.connect(after_move, dispatch_uid="purge_after_move")


def before_move(instance, **kwargs):
    hold(EVERYTHING, f"page:{instance.pk}", key=f"move-{instance.pk}")


def after_move(instance, **kwargs):
    purge(EVERYTHING, key=f"move-{instance.pk}")
