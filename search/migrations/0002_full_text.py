"""The full-text index of the database in use."""

from django.db import migrations

from search import schema


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(schema.install, schema.uninstall)]
