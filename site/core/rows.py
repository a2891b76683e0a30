"""Inserts many rows at once, from plain values."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain, islice

from django.db import connection
from django.db.models import BooleanField, CharField, ForeignKey, IntegerField, Model, TextField

# Every database takes the values of these fields unchanged.
PLAIN = (BooleanField, CharField, ForeignKey, IntegerField, TextField)
# Per statement. SQLite's limit is 32,766: https://sqlite.org/limits.html#max_variable_number
MOST_VALUES = 30_000


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Inserts the rows; `names` are the attributes (`page_id`) of their values.

    No signals are sent. bulk_create() takes several times as long as the database, because it
    creates an object for each row and prepares each value separately.
    """
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    columns = [fields[name] for name in names]
    prepared = [
        (place, partial(field.get_db_prep_save, connection=connection))
        for place, field in enumerate(columns)
        if not isinstance(field, PLAIN)
    ]
    quote = connection.ops.quote_name
    listed = ", ".join(quote(field.column) for field in columns)
    slots = f"({', '.join(['%s'] * len(columns))})"
    rest = iter(rows)
    # Few statements, because SQLite writes its full-text indexes to the file for each.
    size = MOST_VALUES // len(columns)
    with connection.cursor() as cursor:
        while batch := [converted(row, prepared) for row in islice(rest, size)]:
            cursor.execute(
                f"INSERT INTO {quote(model._meta.db_table)} ({listed}) "  # noqa: S608
                f"VALUES {', '.join([slots] * len(batch))}",
                list(chain.from_iterable(batch)),
            )


def converted(row: Sequence, prepared: Sequence[tuple]) -> Sequence:
    if not prepared:
        return row
    values = list(row)
    for place, prepare in prepared:
        values[place] = prepare(values[place])
    return values
