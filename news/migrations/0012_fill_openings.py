"""The first sentences of the articles that have no standfirst; others get theirs when they change."""

import json
from contextlib import suppress
from itertools import islice

from django.db import migrations

from core.text import opening
from news.structure.outline import first_words

BATCH = 200
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


def fill(apps, schema_editor):
    last = 0
    while rows := batch_after(schema_editor.connection, last):
        last = rows[-1][0]
        found = []
        for key, body in rows:
            # What is damaged is mended when it is read; here it has no opening.
            with suppress(*UNREADABLE):
                found.append((opening(" ".join(islice(first_words(json.loads(body)), 4))), key))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE news_articlepage SET opening = %s WHERE page_ptr_id = %s", found
            )


def batch_after(connection, key):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT page_ptr_id, CAST(body AS text) FROM news_articlepage "
            "WHERE standfirst = '' AND page_ptr_id > %s ORDER BY page_ptr_id LIMIT %s",
            [key, BATCH],
        )
        return cursor.fetchall()


class Migration(migrations.Migration):
    dependencies = [("news", "0011_languages_and_openings")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
