"""System checks of search."""

import sqlite3
from contextlib import closing

from django.core import checks


@checks.register
def full_text_of_sqlite(app_configs, **kwargs):
    """Highlighting needs FTS5 on every database: snippets come from an FTS5 table in memory."""
    try:
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    except sqlite3.OperationalError as error:
        return [
            checks.Error(
                f"Python's sqlite3 module lacks full-text search: {error}",
                hint="Use a Python whose SQLite is built with FTS5.",
                id="search.E001",
            )
        ]
    return []
