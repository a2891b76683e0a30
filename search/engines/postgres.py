"""The engine on PostgreSQL: weighted tsvectors of documents, tsvectors of suggestions, trigrams."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from django.db import DatabaseError, connection

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
    MOST_SHARING,
    PATIENCE_SECONDS,
    DatabaseEngine,
    is_findable,
    matches,
)
from search.query import Term

# For the labels D, C, B, A: body, headings, summary and meta, title. With PostgreSQL's defaults a
# common word in a title outranks a rare one in a body; bm25 does not do that.
WEIGHTS = "'{0.5, 0.7, 0.8, 1.0}'"
# ts_rank reads the whole vector of a document; title matches come first, then the newest.
MOST_RANKED = 1_000
# A phrase is searched in the vector of each article that contains its words: for "and are" most of
# the archive. Title matches come first, then the newest.
MOST_READ = 7_500
# The normalization of ts_rank that divides by 1 + log(length of the article).
BY_LENGTH = 1
# One wrong letter in five leaves two trigrams of ten.
ALIKE = 0.15
CANCELED = "57014"


class PostgresEngine(DatabaseEngine):
    writers = 2
    holding = f"""
        SELECT page_id, weight FROM telling CROSS JOIN LATERAL (
            SELECT page_id FROM {schema.TABLE}
            WHERE vector @@ plainto_tsquery('masthead', telling.text) LIMIT {MOST_SHARING}
        ) AS found
    """  # noqa: S608

    def is_sound(self) -> bool:
        return is_sound()

    def begin_rebuild(self) -> None:
        super().begin_rebuild()
        # Adding many entries at once is a third less work than one by one.
        schema.run(f"ALTER INDEX {schema.TABLE}_vector SET (fastupdate = on)")

    def end_rebuild(self) -> None:
        super().end_rebuild()
        schema.run(f"ALTER INDEX {schema.TABLE}_vector SET (fastupdate = off)")
        online = "" if connection.in_atomic_block else "CONCURRENTLY"
        schema.run(f"REINDEX INDEX {online} {schema.TABLE}_vector")
        schema.run(*(f"ANALYZE {table}" for table in schema.POSTGRES))

    def run(self, sql: str, params: Sequence) -> list[tuple]:
        """Runs `sql` in one message with the limits, which hold for this transaction only."""
        limits = (
            f"SET LOCAL statement_timeout = {PATIENCE_SECONDS * 1000:.0f}; "
            f"SET LOCAL pg_trgm.similarity_threshold = {ALIKE}; "
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(limits + sql, params)
                while cursor.nextset():
                    pass
                return cursor.fetchall()
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") == CANCELED:
                raise TooBroad from error
            raise IndexBroken from error

    def search(self, lookup: Lookup) -> Matches:
        query, query_params = ts_query(lookup)
        words, words_params = words_query(lookup)
        findable, findable_params = is_findable(lookup.filters)
        score, score_params = scoring(lookup)
        title_first = "FALSE" if lookup.newest_first else "document.title_vector @@ asked.query"
        by_score = "" if lookup.newest_first else "score DESC,"
        # Without filters, the candidates are picked from the index before each is checked; those
        # that are not public are removed afterwards.
        early, early_params = (
            (findable, findable_params) if lookup.filters.chosen() else ("TRUE", [])
        )
        order = "in_title DESC, published_at DESC NULLS LAST, page_id DESC"
        source, most = (
            ("phrased", MOST_READ) if has_phrase(lookup) else ("picked", MOST_MATCHES + SPARE)
        )
        # The sub-query of `phrased` stops PostgreSQL from searching the phrase in all articles: it
        # reads the picked articles in order until there are enough.
        sql = f"""
            WITH asked AS MATERIALIZED (SELECT {query} AS query, {words} AS words),
            picked AS MATERIALIZED (
                SELECT document.page_id, {title_first} AS in_title, document.published_at
                FROM {schema.TABLE} AS document, asked
                WHERE document.vector @@ asked.words AND {early}
                ORDER BY {order} LIMIT {most}
            ),
            phrased AS MATERIALIZED (
                SELECT picked.* FROM picked, asked WHERE (
                    SELECT document.vector @@ asked.query FROM {schema.TABLE} AS document
                    WHERE document.page_id = picked.page_id
                ) LIMIT {MOST_MATCHES + SPARE}
            ),
            candidate AS MATERIALIZED (
                SELECT page_id, row_number() OVER (ORDER BY {order}) AS place
                FROM {source} AS document WHERE {findable}
            )
            SELECT document.page_id,
                CASE WHEN candidate.place <= {MOST_RANKED} THEN {score} ELSE 0 END AS score,
                document.title, document.published_at::text, {LABELS},
                (SELECT count(*) FROM picked) AS picked
            FROM candidate JOIN {schema.TABLE} AS document USING (page_id)
            ORDER BY {by_score} candidate.place LIMIT {MOST_MATCHES + 1}
        """  # noqa: S608
        params = [query_params, words_params, early_params, findable_params, score_params]
        rows = self.run(sql, list(chain(*params)))
        if not rows and has_phrase(lookup):
            condition = f"document.vector @@ ({words}) AND {early}"
            self.refuse_unread(condition, [*words_params, *early_params])
        is_cut = bool(rows) and rows[0][-1] == MOST_READ
        return matches([row[:-1] for row in rows], is_cut)

    def refuse_unread(self, condition: str, params: list) -> None:
        """Raises TooBroad if articles remain unread after a phrase was in none of those read."""
        sql = f"SELECT 1 FROM {schema.TABLE} AS document WHERE {condition} LIMIT {MOST_READ}"  # noqa: S608
        if len(self.run(sql, params)) == MOST_READ:
            raise TooBroad

    def count_sql(self, lookup: Lookup) -> tuple[str, list]:
        query, params = ts_query(lookup)
        findable, findable_params = is_findable(lookup.filters)
        sql = (
            f"SELECT 1 FROM {schema.TABLE} AS document "  # noqa: S608
            f"WHERE document.vector @@ ({query}) AND {findable}"
        )
        return sql, [*params, *findable_params]

    def suggest(self, words: Sequence[str], limit: int) -> list[Completion]:
        typed = " ".join(words)
        prefix_query = " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])
        columns = "kind, target, text, label"
        holds = "vector @@ to_tsquery('pg_catalog.simple', %s)"
        sql = f"""
            (SELECT {columns} FROM search_suggestion
                WHERE {holds} AND kind IN ('topic', 'author') ORDER BY id DESC LIMIT %s)
            UNION (SELECT {columns} FROM search_suggestion
                WHERE {holds} ORDER BY id DESC LIMIT %s)
            UNION (SELECT {columns} FROM search_suggestion
                WHERE text LIKE %s ORDER BY text USING ~<~ LIMIT %s)
        """  # noqa: S608
        params = [prefix_query, limit, prefix_query, limit, f"{typed}%", limit]
        return [Completion(*row) for row in self.run(sql, params)]

    def alike_sql(self, word: str) -> tuple[str, list]:
        sql = f"""
            SELECT %s AS typed, text, stem, articles FROM search_word
            WHERE text %% %s AND articles > 0 ORDER BY similarity(text, %s) DESC LIMIT {MOST_ALIKE}
        """  # noqa: S608
        return sql, [word, word, word]


def ts_query(lookup: Lookup, reader: str = "phraseto_tsquery") -> tuple[str, list[str]]:
    """A tsquery expression and its parameters; words are passed as parameters only."""
    wanted = lookup.any_of or lookup.terms
    sql = joined(wanted, " || " if lookup.any_of else " && ", reader)
    params = forms(wanted)
    if lookup.excluded:
        sql = f"({sql}) && !! ({joined(lookup.excluded, ' || ', reader)})"
        params += forms(lookup.excluded)
    return sql, params


def words_query(lookup: Lookup) -> tuple[str, list[str]]:
    """The lookup as far as the index can answer it: phrases as words, without excluded phrases."""
    excluded = [term for term in lookup.excluded if not is_phrase(term)]
    return ts_query(replace(lookup, excluded=excluded), "plainto_tsquery")


def has_phrase(lookup: Lookup) -> bool:
    return any(map(is_phrase, (*(lookup.any_of or lookup.terms), *lookup.excluded)))


def is_phrase(term: Term) -> bool:
    return any(" " in form for form in term.forms)


def forms(terms: Sequence[Term]) -> list[str]:
    return [form for term in terms for form in term.forms]


def joined(terms: Sequence[Term], operator: str, reader: str) -> str:
    return operator.join(f"({either(term, reader)})" for term in terms)


def either(term: Term, reader: str = "phraseto_tsquery") -> str:
    return " || ".join([f"{reader}('masthead', %s)"] * len(term.forms))


def scoring(lookup: Lookup) -> tuple[str, list]:
    """The sum over the terms of weight times rank: ts_rank itself ignores how rare a word is."""
    parts = (
        f"%s * ts_rank({WEIGHTS}, document.vector, ({either(term)}), {BY_LENGTH})"
        for term in lookup.terms
    )
    params = [value for term in lookup.terms for value in (term.weight, *term.forms)]
    return f"({' + '.join(parts)})", params


def is_sound() -> bool:
    """Whether the indexes of schema.install() exist and are valid."""
    names = [f"{schema.TABLE}_vector", "search_suggestion_vector", "search_suggestion_labels",
             "search_word_near"]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
            "WHERE relname = ANY(%s) AND indisvalid AND pg_table_is_visible(pg_class.oid)",
            [names],
        )
        return cursor.fetchone()[0] == len(names)
