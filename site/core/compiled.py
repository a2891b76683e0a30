"""Querysets that are compiled to SQL only once.

Django builds and compiles a queryset at every use, which takes several times as long as the
database needs for the queries of a public page. A `compiled` function builds its queryset once for
each shape of its arguments; later calls run the same statement with new values.

    @compiled
    def written_by(author: int):
        return ArticlePage.objects.live().public().filter(article_authors__author=author)

    for article in written_by(7): ...

Arguments are numbers, strings, datetimes, None, and lists, tuples or sets of them for "in". The
shape is the type of an argument and, for collections, their length, rounded up to limit the number
of statements. Nothing else may influence the statement, and each value must be a parameter of it;
otherwise ValueError is raised.

The result is a list: of instances with their annotations, or of tuples for values_list(). Related
objects are not loaded: ValueError for a queryset with select_related().
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import wraps
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

MANY = (list, tuple, set, frozenset)
# Placeholder values with which a statement is compiled; no real value is equal to them. Primary
# keys of pages are at most 2,147,483,647.
FIRST_NUMBER, FIRST_MOMENT = 2_147_000_000, datetime(3999, 1, 1, tzinfo=UTC)


def compiled(make: Callable[..., QuerySet]) -> Callable[..., list]:
    statements: dict[tuple, Compiled | None] = {}

    @wraps(make)
    def run(*arguments) -> list:
        arguments = [padded(each) if isinstance(each, MANY) else each for each in arguments]
        shape = tuple(shape_of(each) for each in arguments)
        if shape not in statements:
            statements[shape] = statement_of(make, shape)
        statement = statements[shape]
        return statement.rows(arguments) if statement else []

    return run


class Compiled:
    """A compiled queryset. `places` maps each parameter to the index of its value; None means
    the parameter's own value.
    """

    def __init__(self, name: str, queryset: QuerySet, arguments: list):
        query = queryset.query
        if query.select_related:
            raise ValueError(f"{name}: related objects cannot be loaded")
        self.model, self.alias = queryset.model, queryset.db
        self.compiler = query.get_compiler(using=self.alias)
        self.sql, self.parameters = self.compiler.as_sql()
        values = list(adapted(arguments, self.alias))
        known = {value: place for place, value in enumerate(values) if value is not None}
        self.places = [known.get(each) for each in self.parameters]
        if missing := set(known.values()).difference(self.places):
            raise ValueError(f"{name}: not in the statement are the values {missing}")
        select = self.compiler.select[: self.compiler.col_count]
        self.converters = self.compiler.get_converters([column for column, *_how in select])
        self.names: list[str] | None = None
        if query.default_cols:
            fields = self.compiler.klass_info["select_fields"]
            self.names = [select[place][0].target.attname for place in fields]
            self.annotations = list(self.compiler.annotation_col_map.items())

    def rows(self, arguments: list) -> list:
        values = list(adapted(arguments, self.alias))
        pairs = zip(self.parameters, self.places, strict=True)
        with connections[self.alias].cursor() as cursor:
            cursor.execute(self.sql, [own if at is None else values[at] for own, at in pairs])
            rows: Iterable = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [tuple(row) for row in rows] if self.names is None else list(map(self.object, rows))

    def object(self, row) -> Any:
        instance = self.model.from_db(self.alias, self.names, row[: len(self.names)])
        for name, place in self.annotations:
            setattr(instance, name, row[place])
        return instance


def padded(many: Iterable) -> list:
    """Repeats the last value up to a power of two, which does not change the result of "in"."""
    values = list(many)
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def shape_of(argument) -> type | tuple[type, ...]:
    return tuple(map(type, argument)) if isinstance(argument, list) else type(argument)


def statement_of(make: Callable[..., QuerySet], shape: tuple) -> Compiled | None:
    """The statement for arguments of that shape; None if no row can match (an empty list)."""
    numbers = count()
    arguments = [
        [placeholder(kind, next(numbers)) for kind in each]
        if isinstance(each, tuple)
        else placeholder(each, next(numbers))
        for each in shape
    ]
    try:
        return Compiled(make.__qualname__, make(*arguments), arguments)
    except EmptyResultSet:
        return None


def placeholder(kind: type, number: int):
    if kind is type(None):
        return None
    if kind is datetime:
        return FIRST_MOMENT + timedelta(seconds=number)
    if issubclass(kind, str):
        return f"placeholder {number}"
    if kind is int:
        return FIRST_NUMBER + number
    raise TypeError(f"A {kind.__name__} cannot be a parameter")


def adapted(arguments: Iterable, alias: str) -> Iterator:
    """The single values in the form that the database takes."""
    operations = connections[alias].ops
    for argument in arguments:
        for value in argument if isinstance(argument, list) else [argument]:
            is_moment = isinstance(value, datetime)
            yield operations.adapt_datetimefield_value(value) if is_moment else value
