"""The version of the site's content: the id of the newest change that a process knows of.

Every process reads the table of changes (core.models.change) at most ten times a second, on a
connection of its own. What is cached has the version that was read before its first query, on the
connection that made it. It is stale once a later change names one of its tags. So a replica that
lags makes nothing that passes for newer than it is, and no clock is compared.

A process drops everything when it cannot tell what it has missed: after it finds that the last row
that it has read is gone or another one (rows were pruned, or a backup was restored).
"""

import logging
import time
from collections.abc import Collection
from contextlib import suppress
from contextvars import ContextVar
from threading import Lock
from typing import NamedTuple

from django import db
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from core.models.change import Change, committed, tags_of

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
# Between two attempts while the table cannot be read.
RETRY_SECONDS = 1.0
# How long cached content may be served without a successful look.
MOST_BLIND_SECONDS = 600
# The limit of each look; connecting may take two seconds.
TIMEOUT_SECONDS = 0.5
# A process that has more than this to read drops everything.
MOST_ROWS = 1000
MOST_TAGS = 20_000

NEWEST = "SELECT id, created_at, tags FROM core_change ORDER BY id DESC LIMIT 1"
SINCE = "SELECT id, created_at, tags FROM core_change WHERE id >= %s ORDER BY id LIMIT %s"
NUMBER = "SELECT MAX(id) FROM core_change"


class Version(NamedTuple):
    """`epoch` counts how often this process has dropped everything; versions of different epochs
    cannot be compared.
    """

    epoch: int
    number: int


class State(NamedTuple):
    """What a process knows: the last row that it has read, when that was written, and for each tag
    the last row that names it, of those after `floor`.
    """

    epoch: int
    floor: int
    last: int
    written: object
    named: dict[str, int]

    def is_stale(self, version: Version, tags: Collection[str]) -> bool:
        """Whether one of the tags has changed since the version, or may have."""
        if version.epoch != self.epoch or version.number < self.floor:
            return True
        named, number = self.named, version.number
        return any(named.get(tag, 0) > number for tag in tags)


class Outbox:
    """Reads the table of changes. `connect` returns the connection to use."""

    def __init__(self, connect=None):
        self.connect = connect or self.own_connection
        self.own: BaseDatabaseWrapper | None = None

    def own_connection(self) -> BaseDatabaseWrapper:
        """A connection beside those of requests, which threads use one after the other."""
        if self.own is None:
            own = connections[router.db_for_write(Change)].copy()
            options = {name: each for name, each in own.settings_dict["OPTIONS"].items()
                       if name != "pool"}  # fmt: skip
            if own.vendor == "postgresql":
                limit = f"{1000 * TIMEOUT_SECONDS:.0f}ms"
                options["options"] = (
                    f"{options.get('options', '')} -c statement_timeout={limit}"
                    f" -c lock_timeout={limit}"
                ).strip()
                # For a server that does not answer at all: seconds, and milliseconds.
                options |= {"connect_timeout": 2, "tcp_user_timeout": 1000}
            else:
                options["timeout"] = TIMEOUT_SECONDS
            own.settings_dict |= {
                "OPTIONS": options,
                "CONN_MAX_AGE": 60,
                "CONN_HEALTH_CHECKS": False,
            }
            own.inc_thread_sharing()
            self.own = own
        self.own.close_if_unusable_or_obsolete()
        return self.own

    def newest(self) -> list[tuple]:
        return self.rows(NEWEST)

    def since(self, number: int) -> list[tuple]:
        """The row of that number and those after it, at most MOST_ROWS + 1."""
        return self.rows(SINCE, number, MOST_ROWS + 1)

    def rows(self, sql: str, *parameters) -> list[tuple]:
        try:
            with self.connect().cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall()
        except db.Error:
            if self.own is not None:
                with suppress(db.Error):
                    self.own.close()
                self.own = None
            raise


class Versions:
    """What this process knows of the changes. `state` is None before the first look."""

    def __init__(self, outbox: Outbox):
        self.outbox = outbox
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        self.state: State | None = None
        self.epoch = getattr(self, "epoch", 0) + 1
        self.due = self.looked_at = float("-inf")
        self.is_failing = False

    def catch_up(self) -> bool:
        """Looks for changes where that is due. False where too long nothing could be read: nothing
        cached may be served then.
        """
        now = time.monotonic()
        if now >= self.due and self.lock.acquire(blocking=not self.is_failing):
            try:
                if now >= self.due:
                    self.look()
            finally:
                self.lock.release()
        return self.state is not None and now - self.looked_at < MOST_BLIND_SECONDS

    def look_now(self) -> None:
        """Looks whether or not it is due."""
        with self.lock:
            self.look()

    def look(self) -> None:
        """Reads the new rows. The caller holds the lock."""
        began = time.monotonic()
        try:
            self.state = self.read(self.state)
        except db.Error:
            if not self.is_failing:
                logger.exception("The changes of the site cannot be read")
            self.is_failing = True
            self.due = time.monotonic() + RETRY_SECONDS
        else:
            self.is_failing = False
            self.looked_at, self.due = began, began + LOOK_SECONDS

    def read(self, state: State | None) -> State:
        if state is None:
            return self.start()
        rows = self.outbox.since(state.last)
        if len(rows) > MOST_ROWS:
            return self.start()
        if state.last:
            if not rows or tuple(rows[0][:2]) != (state.last, state.written):
                return self.start()
            del rows[0]
        if not rows:
            return state
        for number, _written, tags in rows:
            state.named.update(dict.fromkeys(tags_of(tags), number))
        if len(state.named) > MOST_TAGS:
            return self.start()
        last, written, _tags = rows[-1]
        return state._replace(last=last, written=written)

    def start(self) -> State:
        """Drops everything: what is cached is of another epoch."""
        newest = self.outbox.newest()
        last, written = newest[0][:2] if newest else (0, None)
        self.epoch += 1
        return State(self.epoch, last, last, written, {})

    @property
    def current(self) -> Version | None:
        return Version(self.state.epoch, self.state.last) if self.state else None

    def is_stale(self, version: Version, tags: Collection[str]) -> bool:
        return self.state is None or self.state.is_stale(version, tags)


# Of this process.
versions = Versions(Outbox())
# The version that was read before the first query of the request; None where nothing that the
# request makes may be cached.
request_version: ContextVar[Version | None] = ContextVar("request_version", default=None)


def read_version() -> Version | None:
    """The version of what this thread's connection reads from now on; one query. None where it
    cannot be told, and nothing that is read may be cached.
    """
    if not versions.catch_up():
        return None
    epoch = versions.epoch
    try:
        with connections[router.db_for_read(Change)].cursor() as cursor:
            cursor.execute(NUMBER)
            number = cursor.fetchone()[0] or 0
    except db.Error:
        return None
    if number > versions.state.last:
        versions.look_now()
    state = versions.state
    # If this connection still sees newer changes than the look, the two read different databases,
    # such as a replica: nothing is cached.
    if state.epoch != epoch or not state.floor <= number <= state.last:
        return None
    return Version(epoch, number)


def look_after_commit(**kwargs) -> None:
    """Whoever has published sees it with the next request, in this process at least."""
    if versions.state is not None:
        versions.look_now()


def connect() -> None:
    """Called once, when the apps are ready."""
    committed.connect(look_after_commit, dispatch_uid="versions_look")
