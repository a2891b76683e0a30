"""SQLite: an FTS5 table with Porter stemming over the documents, ranked by bm25."""

from django.db import connection

from search import schema
from search.engines.base import MOST_MATCHES, Lookup, Matches
from search.engines.database import MATCH_COLUMNS, DatabaseEngine, is_findable

# title, summary, headings, body, meta
WEIGHTS = "10.0, 4.0, 3.0, 1.0, 4.0"


class SQLiteEngine(DatabaseEngine):
    def rebuild(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {schema.FTS}({schema.FTS}) VALUES ('rebuild')"  # noqa: S608
            )
            # Of our own table only: the planner takes an empty table without figures for a large
            # one, and would read all pages for each hit to find no view restriction.
            cursor.execute(f"ANALYZE {schema.TABLE}")

    def search(self, lookup: Lookup) -> Matches:
        findable, params = is_findable(lookup.filters)
        order = "document.published_at DESC" if lookup.newest_first else "hit.score"
        # CROSS JOIN keeps the full-text table outside: each hit then reads its row by key.
        sql = f"""
            SELECT document.page_id, -hit.score, {MATCH_COLUMNS}
            FROM (
                SELECT rowid AS page_id, bm25({schema.FTS}, {WEIGHTS}) AS score
                FROM {schema.FTS} WHERE {schema.FTS} MATCH %s
            ) AS hit
            CROSS JOIN {schema.TABLE} AS document ON document.page_id = hit.page_id
            WHERE {findable}
            ORDER BY {order}, document.page_id DESC
            LIMIT {MOST_MATCHES + 1}
        """  # noqa: S608
        return self.run(sql, [match_expression(lookup), *params])


def match_expression(lookup: Lookup) -> str:
    """Only quoted letters and digits, and our own operators."""
    expression = joined(lookup.terms, " OR " if lookup.any_term else " AND ")
    if lookup.excluded:
        expression = f"({expression}) NOT ({joined(lookup.excluded, ' OR ')})"
    return expression


def joined(terms, operator: str) -> str:
    return operator.join(f'"{term.text}"' for term in terms)
