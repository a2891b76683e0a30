"""The lists of the articles that there are already."""

from django.db import migrations


def fill(apps, schema_editor):
    from news.projection import lists

    for _number in lists.rebuild():
        pass


class Migration(migrations.Migration):
    dependencies = [("news", "0005_lists"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
