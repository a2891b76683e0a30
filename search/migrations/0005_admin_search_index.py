"""The index that PostgreSQL needs for the admin's search by title and text.

Wagtail creates an index for each column, but queries both together: without this index each search
reads all entries.
"""

from django.db import migrations

INDEX = "search_admin_title_body"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # An interrupted attempt leaves an invalid index.
        drop(apps, schema_editor)
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} "
            "ON wagtailsearch_indexentry USING gin ((title || body))"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    # CONCURRENTLY does not lock the table, and cannot run in a transaction.
    atomic = False

    dependencies = [
        ("search", "0004_answers_full_text"),
        ("wagtailsearch", "0006_customise_indexentry"),
    ]

    operations = [migrations.RunPython(create, drop)]
