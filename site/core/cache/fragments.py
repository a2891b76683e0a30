"""Fragments of pages that the process caches between requests.

`part` caches a fragment of a page as it was rendered, such as a story or a card in a list, so that
a page that has to be rendered again (core.cache.pages) is put together from what has not changed.

A cached value is stale once one of its tags has changed since its version (core.cache.versions),
or once it is too old. With PAGE_CACHE = False, or while changes cannot be read, everything is
computed every time.

Threads share the values: never change one.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings

from core.cache.chrome import bypassed
from core.cache.versions import State, Version, request_version, versions
from core.dependencies import EVERYTHING, SITE, Making, making, note

# As long as the page cache keeps a page: a list of related stories may get a new one so late.
MOST_PART_SECONDS = 600
# A rough allowance for what Python itself needs for a fragment and its tags.
OVERHEAD_BYTES = 1200


@dataclass(slots=True)
class Value:
    """`noted` are those of its tags that the page depends on, too; `checked` is the state in which
    the value was last found to be fresh.
    """

    made: Any
    tags: frozenset[str]
    noted: frozenset[str]
    version: Version | None
    until: float
    checked: State | None = None

    @property
    def size(self) -> int:
        own = len(self.made) if isinstance(self.made, bytes) else getattr(self.made, "size", 0)
        return OVERHEAD_BYTES + own


@dataclass
class Known:
    """The cached values and fragments of this process."""

    parts: OrderedDict[tuple, Value] = field(default_factory=OrderedDict)
    part_bytes: int = 0
    lock: Lock = field(default_factory=Lock)

    def catch_up(self) -> bool:
        """Whether anything may be cached."""
        return settings.PAGE_CACHE and not bypassed.get() and versions.catch_up()

    def is_fresh(self, value: Value) -> bool:
        if value.until < time.monotonic():
            return False
        state = versions.state
        if value.checked is not state:
            if state is None or state.is_stale(value.version, value.tags):
                return False
            value.checked = state
        return True

    def keep_part(self, key: tuple, value: Value) -> None:
        if value.version is None:
            return
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


def part(key: tuple, make: Callable[[], Any], *own: str) -> Any:
    """The cached fragment of the key, or else what `make` returns. It depends on EVERYTHING, on the
    tags that are noted while it is made (core.dependencies.note), which the page depends on as
    well, and on its `own` tags, which the page does not depend on.

    Whatever decides how the fragment looks is part of the key, or is noted. The size of bytes is
    their length, and of anything else its attribute `size`; without one it counts as small.
    """
    if not known.catch_up():
        return make()
    value = known.parts.get(key)
    if value is None or not known.is_fresh(value):
        value = made_with(make, Making(), own, MOST_PART_SECONDS, request_version.get())
        known.keep_part(key, value)
    else:
        with suppress(KeyError):  # another thread has just removed it to make room
            known.parts.move_to_end(key)
    note(*value.noted)
    return value.made


def made_with(
    make: Callable[[], Any], noted: Making | None, more, seconds: float, version: Version | None
) -> Value:
    token = making.set(noted)
    try:
        made = make()
    finally:
        making.reset(token)
    tags = frozenset({SITE, EVERYTHING, *(noted.tags if noted else ())})
    return Value(made, tags.union(more), tags, version, time.monotonic() + seconds)
