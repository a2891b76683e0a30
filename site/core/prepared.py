"""Querysets that are compiled to SQL only once.

Django builds and compiles a queryset at every use, which takes several times as long as the
database needs for the queries of a public page. A `prepared` function builds its queryset once for
each shape of its arguments; later calls run the same statement with new values.

    @prepared
    def written_by(author: int):
        return ArticlePage.objects.live().public().filter(article_authors__author=author)

    list(written_by(7))

Arguments are numbers, strings, datetimes, None, and lists, tuples or sets of them for "in". The
shape is the type of an argument and, for collections, their length, rounded up to limit the number
of statements. Nothing else may influence the statement, and each value must be a parameter of it;
otherwise ValueError is raised. The result can only be read, not filtered or ordered further.
PostgreSQL parses each statement once per connection, and plans it a few times, which takes as long
as running it.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

try:
    from core.planned import Planned
except ImportError:  # without psycopg: the database is SQLite
    Planned = None

MANY = (list, tuple, set, frozenset)
# Placeholder values with which a statement is compiled; no real value is equal to them. Primary
# keys of pages are at most 2,147,483,647.
FIRST_NUMBER, FIRST_MOMENT = 2_147_000_000, datetime(3999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Statement:
    """A compiled queryset. `places` maps each parameter to the index of its value; None means
    the parameter's own value. `converters` convert database values to Python values."""

    queryset: QuerySet
    compiler: Any
    sql: str
    parameters: tuple
    places: tuple[int | None, ...]
    converters: dict

    def with_values(self, values: list) -> QuerySet:
        pairs = zip(self.parameters, self.places, strict=True)
        parameters = tuple(own if place is None else values[place] for own, place in pairs)
        queryset = object.__new__(type(self.queryset))
        queryset.__dict__.update(self.queryset.__dict__)
        queryset._query = CompiledQuery(self, parameters)
        return queryset


@dataclass(frozen=True)
class Nothing:
    """A queryset that is empty for all values."""

    queryset: QuerySet

    def with_values(self, values: list) -> QuerySet:
        return self.queryset.none()


@dataclass(frozen=True)
class CompiledQuery:
    """Replaces the query of a queryset. Everything but its parameters comes from the statement."""

    statement: Statement
    parameters: tuple

    def __getattr__(self, name: str):
        return getattr(self.statement.queryset.query, name)

    def get_compiler(self, using: str):
        compiler = copy(self.statement.compiler)
        compiler.connection = connections[using]
        if compiler.connection.vendor == "postgresql":
            compiler.connection = Planned(compiler.connection)
        compiler.as_sql = lambda: (self.statement.sql, self.parameters)
        compiler.get_converters = lambda columns: self.statement.converters
        return compiler


def prepared(make: Callable[..., QuerySet]) -> Callable[..., QuerySet]:
    statements: dict[tuple, Statement | Nothing] = {}

    @wraps(make)
    def run(*arguments) -> QuerySet:
        arguments = [padded(each) if isinstance(each, MANY) else each for each in arguments]
        shape = tuple(shape_of(each) for each in arguments)
        statement = statements.get(shape)
        if statement is None:
            statement = statements[shape] = compiled(make, shape)
        return statement.with_values(list(adapted(arguments)))

    return run


def padded(many: Iterable) -> list:
    """Repeats the last value up to a power of two, which does not change the result of "in"."""
    values = list(many)
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def shape_of(argument) -> type | tuple[type, ...]:
    return tuple(map(type, argument)) if isinstance(argument, list) else type(argument)


def compiled(make: Callable[..., QuerySet], shape: tuple) -> Statement | Nothing:
    """The statement for arguments of that shape, compiled with placeholders that identify
    parameters."""
    numbers = count()
    arguments = [
        [placeholder(kind, next(numbers)) for kind in each]
        if isinstance(each, tuple)
        else placeholder(each, next(numbers))
        for each in shape
    ]
    queryset = make(*arguments)
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:  # The query contains an empty list.
        return Nothing(queryset)
    known = {value: place for place, value in enumerate(adapted(arguments)) if value is not None}
    places = tuple(known.get(each) for each in parameters)
    if missing := set(known.values()).difference(places):
        raise ValueError(f"{make.__qualname__}: not in the statement are the values {missing}")
    columns = [column for column, *_how in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    return Statement(queryset, compiler, sql, tuple(parameters), places, converters)


def placeholder(kind: type, number: int):
    if kind is type(None):
        return None
    if kind is datetime:
        return FIRST_MOMENT + timedelta(seconds=number)
    if issubclass(kind, str):
        return f"stand-in {number}"
    if kind is int:
        return FIRST_NUMBER + number
    raise TypeError(f"A {kind.__name__} cannot be a parameter")


def adapted(arguments: Iterable) -> Iterator:
    """The single values in the form that the database takes."""
    operations = connections[DEFAULT_DB_ALIAS].ops
    for argument in arguments:
        for value in argument if isinstance(argument, list) else [argument]:
            if isinstance(value, datetime):
                yield operations.adapt_datetimefield_value(value)
            elif isinstance(value, int):
                # Uses one size, because psycopg prepares a statement for each size of integer.
                yield operations.adapt_integerfield_value(value, "BigIntegerField")
            else:
                yield value
