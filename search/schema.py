"""Database objects that Django's models do not describe: full-text indexes and their triggers.

Migrations call install(), which may run repeatedly. On SQLite, a migration that makes Django
rebuild one of the tables drops its triggers and must end with install().
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection

from search.stemming import TOKENS

TABLE = "search_searchdocument"
# The FTS5 columns have the order of the bm25 weights (engines/sqlite.py).
COLUMNS = ("title", "summary", "headings", "body", "meta")
EVENTS = ("insert", "delete", "update")


@dataclass(frozen=True)
class FullText:
    """An FTS5 table, and the triggers that update it with the rows of `table`.

    `values` are SQL expressions, one for each column; "{row}" in them is replaced by the row's
    prefix. `content` is the table from which FTS5 reads the texts; empty: FTS5 stores no texts.
    `guard` is a condition on a row's key ("{row}"): rows that fail it are not indexed.
    """

    name: str
    table: str
    key: str
    columns: tuple[str, ...]
    values: tuple[str, ...]
    options: str
    content: str = ""
    guard: str = "TRUE"

    @property
    def listed(self) -> str:
        return ", ".join(self.columns)

    def of(self, row: str) -> str:
        return ", ".join(value.replace("{row}", row) for value in self.values)

    def guarded(self, row: str) -> str:
        return self.guard.replace("{row}", row)

    def create(self) -> list[str]:
        return [
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({self.listed}, content='{self.content}', "
            f"content_rowid='{self.key}', {self.options})",
            *self.follow(),
        ]

    def follow(self) -> list[str]:
        insert = f"INSERT INTO {self.name}(rowid, {self.listed}) VALUES (new.{self.key}, {self.of('new.')});"  # noqa: S608, E501
        remove = (
            f"INSERT INTO {self.name}({self.name}, rowid, {self.listed}) "  # noqa: S608
            f"VALUES ('delete', old.{self.key}, {self.of('old.')});"
        )
        changed = " OR ".join(
            f"{value.replace('{row}', 'old.')} IS NOT {value.replace('{row}', 'new.')}"
            for value in self.values
        )
        return [
            f"CREATE TRIGGER {self.name}_insert AFTER INSERT ON {self.table} "
            f"WHEN {self.guarded('new.')} BEGIN {insert} END",
            f"CREATE TRIGGER {self.name}_delete AFTER DELETE ON {self.table} "
            f"WHEN {self.guarded('old.')} BEGIN {remove} END",
            f"CREATE TRIGGER {self.name}_update AFTER UPDATE ON {self.table} "
            f"WHEN ({changed}) AND {self.guarded('old.')} BEGIN {remove} {insert} END",
        ]

    def unfollow(self) -> list[str]:
        return [f"DROP TRIGGER IF EXISTS {self.name}_{event}" for event in EVENTS]

    def drop(self) -> list[str]:
        return [*self.unfollow(), f"DROP TABLE IF EXISTS {self.name}"]

    def fill(self, condition: str = "TRUE") -> str:
        return (
            f"INSERT INTO {self.name}(rowid, {self.listed}) "  # noqa: S608
            f"SELECT {self.key}, {self.of('')} FROM {self.table} WHERE {condition}"
        )


DOCUMENTS = FullText(
    name="search_fts",
    table=TABLE,
    key="page_id",
    columns=COLUMNS,
    values=tuple(f"{{row}}{column}" for column in COLUMNS),
    options=TOKENS,
    content=TABLE,
)
SUGGESTIONS = FullText(
    name="search_suggest",
    table="search_suggestion",
    key="id",
    columns=("kind", "text"),
    values=("{row}kind", "{row}text"),
    options="tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4'",
    content="search_suggestion",
)
# Spaces around a word give its first and last letters weight, as PostgreSQL's pg_trgm does.
SPELLING = FullText(
    name="search_spelling",
    table="search_word",
    key="id",
    columns=("text",),
    values=("'  ' || {row}text || ' '",),
    options="tokenize='trigram'",
)
FULL_TEXTS = (DOCUMENTS, SUGGESTIONS, SPELLING)

# A list of hits reads short columns of thousands of rows; an index of them avoids the long ones.
HIT_COLUMNS = ("page_id", "title", "published_at", "year", "sections", "topics", "authors")
SHORT_COLUMNS = ("title", "sections", "topics", "authors")
HIT_INDEX = f"{TABLE}_hit"

# Weights: A title, B summary and meta, C headings, D body. The dictionary stems English and has no
# stop words, so that a phrase matches all its words; texts are folded, so unaccent is not needed.
VECTOR = " || ".join(
    f"setweight(to_tsvector('masthead', {column}), '{weight}')"
    for column, weight in zip(COLUMNS, "ABCDB", strict=True)
)
# For each table: statements that create the objects, and statements that remove them.
POSTGRES = {
    TABLE: (
        [
            "CREATE TEXT SEARCH DICTIONARY masthead_english "
            "(TEMPLATE = pg_catalog.snowball, Language = english)",
            "CREATE TEXT SEARCH CONFIGURATION masthead (COPY = pg_catalog.simple)",
            "ALTER TEXT SEARCH CONFIGURATION masthead "
            "ALTER MAPPING REPLACE pg_catalog.simple WITH masthead_english",
            # Lists of hits read short columns of thousands of rows: long ones move out of the row.
            f"ALTER TABLE {TABLE} SET (toast_tuple_target = 128)",
            *(f"ALTER TABLE {TABLE} ALTER {column} SET STORAGE MAIN" for column in SHORT_COLUMNS),
            f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
            # Small enough to stay in the row: finds title matches without reading the long vector.
            f"ALTER TABLE {TABLE} ADD COLUMN title_vector tsvector "
            "GENERATED ALWAYS AS (to_tsvector('masthead', title)) STORED",
            f"ALTER TABLE {TABLE} ALTER title_vector SET STORAGE MAIN",
            f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector) WITH (fastupdate = off)",
        ],
        [
            f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector, DROP COLUMN IF EXISTS title_vector",
            "DROP TEXT SEARCH CONFIGURATION IF EXISTS masthead",
            "DROP TEXT SEARCH DICTIONARY IF EXISTS masthead_english",
        ],
    ),
    SUGGESTIONS.table: (
        [
            "ALTER TABLE search_suggestion ADD COLUMN vector tsvector "
            "GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple', text)) STORED",
            "CREATE INDEX search_suggestion_vector ON search_suggestion USING gin (vector)",
            "CREATE INDEX search_suggestion_labels ON search_suggestion USING gin (vector) "
            "WHERE kind IN ('topic', 'author')",
        ],
        ["ALTER TABLE search_suggestion DROP COLUMN IF EXISTS vector"],
    ),
    SPELLING.table: (
        [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE INDEX search_word_near ON search_word USING gin (text gin_trgm_ops)",
        ],
        ["DROP INDEX IF EXISTS search_word_near"],
    ),
}


def install(apps=None, schema_editor=None) -> None:
    """Recreates the indexes of all existing tables from their rows."""
    uninstall()
    if connection.vendor == "sqlite":
        for text in existing(FULL_TEXTS, lambda text: text.table):
            run(*text.create(), text.fill())
        run(f"CREATE INDEX {HIT_INDEX} ON {TABLE} ({', '.join(HIT_COLUMNS)})")
    elif connection.vendor == "postgresql":
        for table in existing(POSTGRES):
            run(*POSTGRES[table][0])


def uninstall(apps=None, schema_editor=None) -> None:
    if connection.vendor == "sqlite":
        for text in existing(FULL_TEXTS, lambda text: text.table):
            run(*text.drop())
        run(f"DROP INDEX IF EXISTS {HIT_INDEX}")
    elif connection.vendor == "postgresql":
        for table in existing(POSTGRES):
            run(*POSTGRES[table][1])


def existing(items: Iterable, table: Callable = str) -> list:
    """The items whose table exists: migrations create the tables one after the other."""
    tables = set(connection.introspection.table_names())
    return [item for item in items if table(item) in tables]


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
