"""What pages are made of, kept in the process between requests.

`shared` keeps what every page shows: the site, its settings, the menus, recent news. `part` keeps a
part of a page as it was rendered, a story or a card in a list, so that a page that is made anew
(core.cache.pages) is put together of what has not changed.

A value is made anew once the journal of core.cache.invalidation says that one of its tags changed
or is about to, and once it is old. While something is about to change, nothing that has its tag is
kept: a process that is killed between its commit and its line in the journal leaves nothing stale.
With PAGE_CACHE = False, or where there is no journal, everything is made every time.

Values are shared by threads: whoever gets one only reads it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings

from core.cache.invalidation import EVERYTHING, HOLD_SECONDS, Journal, Making, journal, making, note

MOST_SECONDS = 10
# Beyond the few that there are, for hosts that are asked for by other names.
MOST_VALUES = 100
# As old as a page in the page cache: what joins a list of related stories may do so late.
MOST_PART_SECONDS = 600
# A rough allowance for what Python itself needs for a part and its tags.
OVERHEAD_BYTES = 1200


@dataclass(slots=True)
class Value:
    """`noted` are those of its tags that the page has as well; `turn` is that in which the request
    began that made it, `fresh_at` the last in which it was found to be fresh.
    """

    made: Any
    tags: frozenset[str]
    noted: frozenset[str]
    turn: int
    fresh_at: int
    until: float

    @property
    def size(self) -> int:
        own = len(self.made) if isinstance(self.made, bytes) else getattr(self.made, "size", 0)
        return OVERHEAD_BYTES + own


@dataclass
class Known:
    """The values, and what the journal has said: the turn in which each tag was named last, and
    which tags are about to change, by the key of the hold and until when it lasts.
    """

    path: Any = None
    seen: tuple[int, int] = (0, 0)
    turn: int = 1
    named: dict[str, int] = field(default_factory=dict)
    holds: dict[str, tuple[frozenset[str], float]] = field(default_factory=dict)
    values: dict[tuple, Value] = field(default_factory=dict)
    parts: OrderedDict[tuple, Value] = field(default_factory=OrderedDict)
    part_bytes: int = 0
    lock: Lock = field(default_factory=Lock)

    def catch_up(self) -> bool:
        """Reads what the journal says since the last look; False where nothing may be kept."""
        source = journal()
        now = source.look()
        if not (settings.PAGE_CACHE and now[0]):
            return False
        if now != self.seen or source.path != self.path:
            with self.lock:
                self.read(source, now)
        return True

    def read(self, source: Journal, now: tuple[int, int]) -> None:
        """Says how far it was read last: who finds that does not wait for the lock."""
        since, turn = self.seen, self.turn + 1
        if (source.path, now[0]) != (self.path, since[0]) or now[1] < since[1]:
            # Another file: what it would have said is lost, also to what is being made.
            self.forget()
            self.named[EVERYTHING] = turn
            since = (now[0], 0)
        seen, lines = source.read(since, now) if now[1] > since[1] else (since, [])
        for line in lines:
            self.named.update(dict.fromkeys(line.tags, turn))
            if line.verb == "hold":
                age = max(0, time.time() - line.moment)
                self.holds[line.key] = line.tags, time.monotonic() + HOLD_SECONDS - age
            else:
                self.holds.pop(line.key, None)
        ended = [key for key, (_, until) in self.holds.items() if until < time.monotonic()]
        for key in ended:
            del self.holds[key]
        self.turn, self.path, self.seen = turn, source.path, seen

    def forget(self) -> None:
        self.values.clear()
        self.parts.clear()
        self.part_bytes = 0
        self.named.clear()
        self.holds.clear()

    def is_fresh(self, value: Value) -> bool:
        turn = self.turn
        if value.until < time.monotonic() or self.is_held(value.tags):
            return False
        if value.fresh_at < turn:
            if any(self.named.get(tag, 0) > value.turn for tag in value.tags):
                return False
            value.fresh_at = turn
        return True

    def is_held(self, tags: frozenset[str]) -> bool:
        """Whether one of the tags is about to change."""
        now = time.monotonic()
        return any(now < until and tags & held for held, until in list(self.holds.values()))

    def keep_value(self, key: tuple, value: Value) -> None:
        if len(self.values) >= MOST_VALUES:
            self.values.clear()
        self.values[key] = value

    def keep_part(self, key: tuple, value: Value) -> None:
        with self.lock:
            self.drop_part(key)
            self.parts[key] = value
            self.part_bytes += value.size
            while self.part_bytes > settings.PAGE_PARTS_MB * 1_000_000 and self.parts:
                _key, oldest = self.parts.popitem(last=False)
                self.part_bytes -= oldest.size

    def drop_part(self, key: tuple) -> None:
        if old := self.parts.pop(key, None):
            self.part_bytes -= old.size


known = Known()
# The turn in which the request began: what it has read is no newer, and no part made of it.
began: ContextVar[int] = ContextVar("began", default=0)


@contextmanager
def request() -> Iterator[None]:
    """Around all that a request reads and makes."""
    known.catch_up()
    token = began.set(known.turn)
    try:
        yield
    finally:
        began.reset(token)


def shared(key: tuple, make: Callable[[], Any], *more: str) -> Any:
    """The value of the key, from `make` where it is not known or may have changed: with EVERYTHING,
    or with one of the tags that are named.
    """
    if not known.catch_up():
        return make()
    value = known.values.get(key)
    if value is None or not known.is_fresh(value):
        # What changes these has everything dropped that shows them; no page needs their tags.
        value = made_with(make, None, more, MOST_SECONDS)
        known.keep_value(key, value)
    return value.made


def part(key: tuple, make: Callable[[], Any], *own: str) -> Any:
    """The part of the key, from `make` where it is not known or may have changed: with EVERYTHING,
    or with what is noted while it is made (core.cache.invalidation.note), which the page has as
    well; or with one of its `own` tags, which leave a page that is kept.

    Whatever decides what it looks like is in the key, or is noted. Bytes are counted by their
    length, anything else by its `size`; without one it is small.
    """
    if not known.catch_up():
        return make()
    value = known.parts.get(key)
    if value is None or not known.is_fresh(value):
        value = made_with(make, Making(), own, MOST_PART_SECONDS)
        if not known.is_held(value.tags):
            known.keep_part(key, value)
    else:
        with suppress(KeyError):  # another thread has made room in this moment
            known.parts.move_to_end(key)
    note(*value.noted)
    return value.made


def made_with(make: Callable[[], Any], noted: Making | None, more, seconds: float) -> Value:
    """What `make` gives. What has changed since the request began has it made again."""
    turn = began.get() or known.turn
    token = making.set(noted)
    try:
        made = make()
    finally:
        making.reset(token)
    tags = frozenset({EVERYTHING, *(noted.tags if noted else ())})
    return Value(made, tags.union(more), tags, turn, turn, time.monotonic() + seconds)
