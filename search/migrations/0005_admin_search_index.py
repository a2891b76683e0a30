"""The index that PostgreSQL needs for the admin's search by title and text.

Wagtail makes one for each column, yet asks for both together: without this one each search reads
all entries.
"""

from django.db import migrations

INDEX = "search_admin_title_body"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # An attempt that was interrupted leaves an index that is never used.
        drop(apps, schema_editor)
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} "
            "ON wagtailsearch_indexentry USING gin ((title || body))"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    # CONCURRENTLY leaves the table writable, and cannot run in a transaction.
    atomic = False

    dependencies = [
        ("search", "0004_answers_full_text"),
        ("wagtailsearch", "0006_customise_indexentry"),
    ]

    operations = [migrations.RunPython(create, drop)]
