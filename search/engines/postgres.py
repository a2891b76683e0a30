"""PostgreSQL: weighted vectors of the documents behind a GIN index."""

from django.db import connection

from search import schema
from search.engines.base import MOST_MATCHES, Lookup, Matches
from search.engines.database import MATCH_COLUMNS, DatabaseEngine, is_findable
from search.query import Term

# Of the labels D, C, B, A: body, headings, summary and meta, title.
WEIGHTS = "'{0.1, 0.3, 0.4, 1.0}'"
# ts_rank has to read the whole vector of each; title matches first, then the newest.
MOST_RANKED = 3_000
# A word in more articles than this weighs next to nothing either way.
MOST_COUNTED = 10_000
# Divide by 1 + log(length of the article).
BY_LENGTH = 1


class PostgresEngine(DatabaseEngine):
    def rebuild(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"REINDEX INDEX {schema.TABLE}_vector")
            cursor.execute(f"ANALYZE {schema.TABLE}")

    def search(self, lookup: Lookup) -> Matches:
        query, query_params = ts_query(lookup)
        findable, findable_params = is_findable(lookup.filters)
        score, score_params = scoring(lookup.terms)
        title_first = "" if lookup.newest_first else "document.title_vector @@ asked.query DESC,"
        by_score = "" if lookup.newest_first else "score DESC,"
        sql = f"""
            WITH asked AS MATERIALIZED (SELECT {query} AS query),
            weight AS MATERIALIZED (SELECT {weights(lookup.terms)}),
            candidate AS MATERIALIZED (
                SELECT document.page_id, row_number() OVER (
                    ORDER BY {title_first} document.published_at DESC NULLS LAST,
                    document.page_id DESC
                ) AS place
                FROM {schema.TABLE} AS document, asked
                WHERE document.vector @@ asked.query AND {findable}
                ORDER BY place LIMIT {MOST_MATCHES + 1}
            )
            SELECT document.page_id,
                CASE WHEN candidate.place <= {MOST_RANKED} THEN {score} ELSE 0 END AS score,
                {MATCH_COLUMNS}
            FROM candidate JOIN {schema.TABLE} AS document USING (page_id), weight
            ORDER BY {by_score} candidate.place
        """  # noqa: S608
        terms = [term.text for term in lookup.terms]
        return self.run(sql, [*query_params, *terms, *findable_params, *score_params])


def ts_query(lookup: Lookup) -> tuple[str, list[str]]:
    """The expression and its parameters; words reach the parser as parameters only."""
    sql = joined(lookup.terms, " || " if lookup.any_term else " && ")
    params = [term.text for term in lookup.terms]
    if lookup.excluded:
        sql = f"({sql}) && !! ({joined(lookup.excluded, ' || ')})"
        params += [term.text for term in lookup.excluded]
    return sql, params


def joined(terms, operator: str) -> str:
    return operator.join(["phraseto_tsquery('masthead', %s)"] * len(terms))


def weights(terms: list[Term]) -> str:
    """Columns w0, w1 …: how much a term tells, the rarer the more. ts_rank leaves that out."""
    total = f"(SELECT count(*) FROM (SELECT FROM {schema.TABLE} LIMIT {MOST_COUNTED}) AS a)"  # noqa: S608
    frequency = (
        f"(SELECT count(*) FROM (SELECT FROM {schema.TABLE} "  # noqa: S608
        f"WHERE vector @@ phraseto_tsquery('masthead', %s) LIMIT {MOST_COUNTED}) AS b)"
    )
    return ", ".join(
        f"ln(1 + {total}::float / (1 + {frequency})) AS w{number}" for number in range(len(terms))
    )


def scoring(terms: list[Term]) -> tuple[str, list[str]]:
    rank = f"ts_rank({WEIGHTS}, document.vector, phraseto_tsquery('masthead', %s), {BY_LENGTH})"
    sql = " + ".join(f"weight.w{number} * {rank}" for number in range(len(terms)))
    return f"({sql})", [term.text for term in terms]
