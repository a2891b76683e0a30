"""The full-text indexes anew: 0003 remade the table of SearchDocument on SQLite, and added two."""

from django.db import migrations

from search import schema


class Migration(migrations.Migration):
    dependencies = [("search", "0003_answers")]

    operations = [migrations.RunPython(schema.install, schema.uninstall)]
