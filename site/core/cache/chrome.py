"""What surrounds the content of every page, in the memory of the process until the site changes.

These are the site of a host, the settings of the publication, the navigation, the newest articles,
and the HTML of masthead, footer and head. All of them change only together with the tag `site`
(core.cache.versions), so they need no tags of their own. With PAGE_CACHE = False, or while changes
cannot be read, everything is computed every time.

Threads share the values: never change one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.cache.versions import State, Version, read_version, request_version, versions
from core.models.change import SITE, WITHDRAWN

TAGS = (SITE, WITHDRAWN)
# Far more than there are; requests may name the host in many ways.
MOST_VALUES = 1000


@dataclass(slots=True)
class Value:
    """`checked` is the state in which the value was last found to be fresh."""

    made: Any
    version: Version
    checked: State | None = None

    def is_fresh(self, state: State | None) -> bool:
        if self.checked is not state:
            if state is None or state.is_stale(self.version, TAGS):
                return False
            self.checked = state
        return True


values: dict[tuple, Value] = {}
bypassed: ContextVar[bool] = ContextVar("bypassed", default=False)


def remembered(key: tuple, make: Callable[[], Any]) -> Any:
    """The value of the key, or else what `make` returns, which may depend on nothing but the key
    and the content of the site.
    """
    if not settings.PAGE_CACHE or bypassed.get() or not versions.catch_up():
        return make()
    value = values.get(key)
    if value is not None and value.is_fresh(versions.state):
        return value.made
    version = request_version.get() or read_version()
    made = make()
    if version is not None:
        if len(values) >= MOST_VALUES:
            values.clear()
        values[key] = Value(made, version)
    return made


@contextmanager
def uncached() -> Iterator[None]:
    """Computes everything from the database: what is stored for long must not be made from values
    that are some tenths of a second old.
    """
    token = bypassed.set(True)
    try:
        yield
    finally:
        bypassed.reset(token)
