"""What every page shows, kept in the process: the site, its settings, the menus, recent news.

Without it each page that is not kept (core.page_cache) begins with the same queries. A value is
made anew once the journal of core.purging says anything new, whatever that is, and once it is
MOST_SECONDS old. With PAGE_CACHE = False, or where there is no journal, it is made every time.

Values are shared by threads: whoever gets one only reads it.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from core.purging import journal, making

MOST_SECONDS = 10
# Beyond the few that there are, for hosts that are asked for by other names.
MOST_VALUES = 100

values: dict[tuple, tuple[tuple, float, Any]] = {}


def shared(key: tuple, make: Callable[[], Any]) -> Any:
    """The value of the key, from `make` where it is not known or may have changed."""
    source = journal()
    looked = source.look()
    if not (settings.PAGE_CACHE and any(looked)):
        return make()
    stamp = (source.path, *looked)
    now = time.monotonic()
    found = values.get(key)
    if found and found[0] == stamp and found[1] > now:
        return found[2]
    # What changes these has everything dropped; no page needs their tags.
    token = making.set(None)
    try:
        value = make()
    finally:
        making.reset(token)
    if len(values) >= MOST_VALUES:
        values.clear()
    # With the stamp of before: what changed in the meantime has it made again.
    values[key] = stamp, now + MOST_SECONDS, value
    return value
