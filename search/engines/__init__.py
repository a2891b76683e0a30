"""The search engine in use: settings.SEARCH_ENGINE (a dotted path), or that of the database."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string

from .base import (
    MOST_MATCHES,
    Completion,
    Filters,
    IndexBroken,
    IndexedWord,
    Lookup,
    Match,
    Matches,
    SearchEngine,
    TooBroad,
)

ENGINES = {
    "sqlite": "search.engines.sqlite.SQLiteEngine",
    "postgresql": "search.engines.postgres.PostgresEngine",
}


def engine() -> SearchEngine:
    """The engine; raises ImproperlyConfigured if there is none for the database."""
    name = settings.SEARCH_ENGINE or ENGINES.get(connection.vendor)
    if not name:
        raise ImproperlyConfigured(
            f"Search has no engine for {connection.vendor}; set SEARCH_ENGINE to the path of one."
        )
    return load(name)


@cache
def load(name: str) -> SearchEngine:
    return import_string(name)()


__all__ = [
    "MOST_MATCHES",
    "Completion",
    "Filters",
    "IndexBroken",
    "IndexedWord",
    "Lookup",
    "Match",
    "Matches",
    "SearchEngine",
    "TooBroad",
    "engine",
]
