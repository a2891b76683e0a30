"""The engine on SQLite: FTS5 tables of documents (Porter stems, bm25), suggestions and words."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import DatabaseError, connection, transaction

from search import schema
from search.engines.base import (
    MOST_MATCHES,
    SPARE,
    Completion,
    IndexBroken,
    Lookup,
    Matches,
    TooBroad,
)
from search.engines.database import (
    LABELS,
    MOST_ALIKE,
    PATIENCE_SECONDS,
    DatabaseEngine,
    is_findable,
    matches,
)

# title, summary, headings, body, meta
WEIGHTS = "10.0, 4.0, 3.0, 1.0, 4.0"
# Instructions of SQLite's virtual machine between two checks of the clock: about a millisecond.
CLOCK_STEPS = 100_000
COPIED_AT_ONCE = 500
PROGRESS = "search_rebuild"


class SQLiteEngine(DatabaseEngine):
    writers = 1
    # CROSS JOIN makes the words the outer loop, so that each is looked up once.
    holding = f"""
        SELECT found.rowid AS page_id, weight
        FROM telling CROSS JOIN {schema.DOCUMENTS.name} AS found
        WHERE found.{schema.DOCUMENTS.name} MATCH '"' || telling.text || '"'
    """  # noqa: S608

    def is_sound(self) -> bool:
        return is_sound()

    def end_rebuild(self) -> None:
        super().end_rebuild()
        with temporary_files_on_disk():
            rebuild_documents()
        with connection.cursor() as cursor:
            # Only our own table: with statistics of an empty one, the planner takes it for large,
            # and would read all pages for each hit to find no view restriction.
            cursor.execute(f"ANALYZE {schema.TABLE}")

    def run(self, sql: str, params: Sequence) -> list[tuple]:
        try:
            with limited(PATIENCE_SECONDS), connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchall()
        except DatabaseError as error:
            if "interrupted" in str(error):
                raise TooBroad from error
            raise IndexBroken from error

    def search(self, lookup: Lookup) -> Matches:
        findable, params = is_findable(lookup.filters)
        by_score = "ORDER BY score, rowid DESC" if not lookup.newest_first else ""
        order = "document.published_at DESC" if lookup.newest_first else "hit.score"
        # The best hits are picked before their rows are read, since bm25 needs only the index.
        # Those that are not public are removed afterwards.
        limit = f"LIMIT {MOST_MATCHES + 1}"
        picked = f"LIMIT {MOST_MATCHES + SPARE}"
        early = "" if lookup.newest_first or lookup.filters.chosen() else picked
        # Picked rows are sorted in Python: sorting wide rows in SQLite costs ten times as much.
        order = "" if early else f"ORDER BY {order}, document.page_id DESC"
        # CROSS JOIN makes the full-text table the outer loop: each hit then reads its row by key.
        sql = f"""
            SELECT document.page_id, -hit.score, document.title,
                document.published_at || '', {LABELS}
            FROM (
                SELECT rowid AS page_id, bm25({schema.DOCUMENTS.name}, {WEIGHTS}) AS score
                FROM {schema.DOCUMENTS.name} WHERE {schema.DOCUMENTS.name} MATCH %s
                {by_score} {early}
            ) AS hit
            CROSS JOIN {schema.TABLE} AS document INDEXED BY {schema.HIT_INDEX}
            ON document.page_id = hit.page_id
            WHERE {findable}
            {order}
            {limit}
        """  # noqa: S608
        rows = self.run(sql, [match_expression(lookup), *params])
        return matches(sorted(rows, key=best_first) if early else rows)

    def count_sql(self, lookup: Lookup) -> tuple[str, list]:
        name = schema.DOCUMENTS.name
        findable, params = is_findable(lookup.filters)
        sql = (
            f"SELECT 1 FROM (SELECT rowid AS page_id FROM {name} WHERE {name} MATCH %s) "  # noqa: S608
            f"AS document WHERE {findable}"
        )
        return sql, [match_expression(lookup), *params]

    def suggest(self, words: Sequence[str], limit: int) -> list[Completion]:
        typed = " ".join(words)
        prefix_query = " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
        name = schema.SUGGESTIONS.name
        columns = "suggestion.kind, suggestion.target, suggestion.text, suggestion.label"
        found = f"""
            SELECT {columns} FROM (
                SELECT rowid AS id FROM {name} WHERE {name} MATCH %s ORDER BY rowid DESC LIMIT %s
            ) AS found CROSS JOIN search_suggestion AS suggestion USING (id)
        """  # noqa: S608
        sql = f"""
            SELECT * FROM ({found})
            UNION SELECT * FROM ({found})
            UNION SELECT * FROM (
                SELECT {columns} FROM search_suggestion AS suggestion
                WHERE text >= %s AND text < %s ORDER BY text LIMIT %s
            )
        """  # noqa: S608
        params = [
            f"kind : (topic OR author) AND text : ({prefix_query})", limit,
            f"text : ({prefix_query})", limit,
            typed, typed + "\U0010ffff", limit,
        ]  # fmt: skip
        return [Completion(*row) for row in self.run(sql, params)]

    def alike_sql(self, word: str) -> tuple[str, list]:
        name = schema.SPELLING.name
        padded = f"  {word} "
        grams = [f'"{padded[start : start + 3]}"' for start in range(len(padded) - 2)]
        sql = f"""
            SELECT %s AS typed, word.text, word.stem, word.articles FROM (
                SELECT rowid AS id FROM {name} WHERE {name} MATCH %s ORDER BY rank LIMIT %s
            ) AS near CROSS JOIN search_word AS word USING (id) WHERE word.articles > 0
        """  # noqa: S608
        return sql, [word, " OR ".join(grams), MOST_ALIKE]


def best_first(row: tuple) -> tuple[float, int]:
    """A sort key for rows that begin with page and score: best first, then the highest page id."""
    page_id, score, *_labels = row
    return -score, -page_id


def match_expression(lookup: Lookup) -> str:
    """An FTS5 expression of quoted words and our own operators."""
    if lookup.any_of:
        expression = f"({joined(lookup.any_of, ' OR ')}) AND ({joined(lookup.terms, ' OR ')})"
    else:
        expression = joined(lookup.terms, " AND ")
    if lookup.excluded:
        expression = f"({expression}) NOT ({joined(lookup.excluded, ' OR ')})"
    return expression


def joined(terms, operator: str) -> str:
    return operator.join(
        "(" + " OR ".join(f'"{form}"' for form in term.forms) + ")" for term in terms
    )


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupts statements of the connection after that time."""
    connection.ensure_connection()
    end = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > end, CLOCK_STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


@contextmanager
def temporary_files_on_disk() -> Iterator[None]:
    """Stores temporary data on disk: dropping a table copies it, which took 300 MB of memory with
    100,000 articles. Has no effect within a transaction."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA temp_store").fetchone()[0]
        cursor.execute("PRAGMA temp_store = FILE")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA temp_store = {usual}")


def is_sound() -> bool:
    """Whether all full-text tables and their triggers exist and can be read."""
    wanted = {schema.HIT_INDEX} | {
        name
        for text in schema.FULL_TEXTS
        for name in (text.name, *(f"{text.name}_{event}" for event in schema.EVENTS))
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master")
        if not wanted <= {name for (name,) in cursor.fetchall()}:
            return False
        try:
            for text in schema.FULL_TEXTS:
                cursor.execute(f"INSERT INTO {text.name}({text.name}) VALUES ('integrity-check')")  # noqa: S608
        except DatabaseError:
            return False
    return True


def rebuild_documents() -> None:
    """Fills a new full-text table and swaps it with the old one.

    Triggers copy rows that are saved meanwhile, as far as the new table has been filled.
    """
    old = schema.DOCUMENTS
    is_filled = f"{{row}}page_id <= (SELECT done FROM {PROGRESS})"  # noqa: S608
    new = replace(old, name=f"{old.name}_next", guard=is_filled)
    with transaction.atomic():
        schema.run(*new.drop(), f"DROP TABLE IF EXISTS {PROGRESS}")
        schema.run(f"CREATE TABLE {PROGRESS} AS SELECT 0 AS done", *new.create())
    while copy_some(new):
        pass
    with transaction.atomic():
        while copy_some(new):
            pass
        schema.run(*new.unfollow(), *old.drop(), f"DROP TABLE {PROGRESS}")
        schema.run(f"ALTER TABLE {new.name} RENAME TO {old.name}", *old.follow())


def copy_some(new: schema.FullText) -> bool:
    """Copies the next documents in a short transaction, so that editors can save in between."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT done, (SELECT max(page_id) FROM (SELECT page_id FROM {schema.TABLE} "  # noqa: S608
            f"WHERE page_id > done ORDER BY page_id LIMIT {COPIED_AT_ONCE})) FROM {PROGRESS}"
        )
        done, last = cursor.fetchone()
        if last is None:
            return False
        cursor.execute(new.fill(f"page_id > {done} AND page_id <= {last}"))
        cursor.execute(f"UPDATE {PROGRESS} SET done = {last}")  # noqa: S608
    return True
