"""Indexes of Wagtail's pages that it has not: without them both databases read the whole archive for
the page of an address, and all that is beneath a page for its children and for whether a slug is
free among them."""

from django.db import migrations


def make(apps, schema_editor):
    # A long address is more than PostgreSQL takes in a tree.
    how = "USING hash " if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"CREATE INDEX page_by_url_path ON wagtailcore_page {how}(url_path)")
    schema_editor.execute("CREATE INDEX page_by_depth ON wagtailcore_page (depth, path)")
    schema_editor.execute("CREATE INDEX page_by_slug ON wagtailcore_page (depth, slug, path)")
    schema_editor.execute("DROP INDEX IF EXISTS page_in_menu")


def remove(apps, schema_editor):
    for name in ("page_by_url_path", "page_by_depth", "page_by_slug"):
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("news", "0006_fill_lists")]

    operations = [migrations.RunPython(make, remove)]
