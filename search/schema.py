"""What the databases need beside the tables: a full-text index that follows SearchDocument.

Migrations call install(); it may be called again. On SQLite a migration that makes Django rebuild
the table of SearchDocument drops its triggers and has to end with install().
"""

TABLE = "search_searchdocument"
FTS = "search_fts"
# The order of the FTS5 columns is the order of the bm25 weights (engines/sqlite.py).
COLUMNS = ("title", "summary", "headings", "body", "meta")


def install(apps, schema_editor) -> None:
    uninstall(apps, schema_editor)
    for statement in INSTALL.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def uninstall(apps, schema_editor) -> None:
    for statement in UNINSTALL.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def listed(prefix: str = "") -> str:
    return ", ".join(prefix + column for column in COLUMNS)


INSERT = f"INSERT INTO {FTS}(rowid, {listed()}) VALUES (new.page_id, {listed('new.')});"  # noqa: S608
FORGOTTEN = f"'delete', old.page_id, {listed('old.')}"
REMOVE = f"INSERT INTO {FTS}({FTS}, rowid, {listed()}) VALUES ({FORGOTTEN});"  # noqa: S608
CHANGED = " OR ".join(f"old.{column} IS NOT new.{column}" for column in COLUMNS)

# Weights: A title, B summary and meta, C headings, D body. The dictionary stems English and has no
# stop words, so that a phrase finds all its words; texts arrive folded, which is why no unaccent
# is needed.
VECTOR = " || ".join(
    f"setweight(to_tsvector('masthead', {column}), '{weight}')"
    for column, weight in zip(COLUMNS, "ABCDB", strict=True)
)

INSTALL = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE {FTS} USING fts5({listed()}, content='{TABLE}', "
        "content_rowid='page_id', tokenize='porter unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON {TABLE} BEGIN {INSERT} END",
        f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON {TABLE} BEGIN {REMOVE} END",
        f"CREATE TRIGGER {FTS}_update AFTER UPDATE OF {listed()} ON {TABLE} WHEN {CHANGED} "
        f"BEGIN {REMOVE} {INSERT} END",
        f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')",  # noqa: S608
    ],
    "postgresql": [
        "CREATE TEXT SEARCH DICTIONARY masthead_english "
        "(TEMPLATE = pg_catalog.snowball, Language = english)",
        "CREATE TEXT SEARCH CONFIGURATION masthead (COPY = pg_catalog.simple)",
        "ALTER TEXT SEARCH CONFIGURATION masthead "
        "ALTER MAPPING REPLACE pg_catalog.simple WITH masthead_english",
        f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
        # Small enough to stay in the row: tells title matches without reading the long vector.
        f"ALTER TABLE {TABLE} ADD COLUMN title_vector tsvector "
        "GENERATED ALWAYS AS (to_tsvector('masthead', title)) STORED",
        f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector) WITH (fastupdate = off)",
    ],
}
UNINSTALL = {
    "sqlite": [
        *(f"DROP TRIGGER IF EXISTS {FTS}_{event}" for event in ("insert", "delete", "update")),
        f"DROP TABLE IF EXISTS {FTS}",
    ],
    "postgresql": [
        f"DROP INDEX IF EXISTS {TABLE}_vector",
        f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector, DROP COLUMN IF EXISTS title_vector",
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS masthead",
        "DROP TEXT SEARCH DICTIONARY IF EXISTS masthead_english",
    ],
}
