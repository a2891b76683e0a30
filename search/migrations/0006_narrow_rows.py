"""Moves long texts out of the rows on PostgreSQL: storage options apply to new rows only."""

from django.db import migrations

from search import schema


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema.install()


class Migration(migrations.Migration):
    dependencies = [("search", "0005_admin_search_index")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
