"""Recreates the full-text indexes: 0003 rebuilt one table on SQLite, and added two."""

from django.db import migrations

from search import schema


class Migration(migrations.Migration):
    dependencies = [("search", "0003_answers")]

    operations = [migrations.RunPython(schema.install, schema.uninstall)]
