"""The admin's search (explorer, choosers, listings): Wagtail's backends with clean queries.

A single quotation mark, among others, is a syntax error in SQLite's full-text search, and a NUL in
PostgreSQL; listings for editors must not fail because of one. WAGTAILSEARCH_BACKENDS names this
module. search.sqlite_backend has the parts for SQLite.
"""

from collections.abc import Iterator
from copy import copy
from functools import cache
from itertools import islice

from django.db import connection
from django.db.models import Transform
from django.db.models.expressions import Col
from django.db.models.sql.where import NothingNode, WhereNode
from django.utils.module_loading import import_string
from wagtail.search.backends import database
from wagtail.search.query import (
    And,
    Boost,
    Fuzzy,
    Not,
    Or,
    Phrase,
    PlainText,
    SearchQuery,
)

from search.query import LONGEST_QUERY, MOST_TERMS
from search.text import WORDS

SQLITE_BACKEND = "search.sqlite_backend"


def SearchBackend(params):
    """Wagtail's backend for the database in use, with the mixins of this module."""
    return subclass(type(database.SearchBackend(params)))(params)


@cache
def subclass(stock: type) -> type:
    # By name: the module for SQLite can be imported only where SQLite is in use.
    mixins = import_string(f"{SQLITE_BACKEND}.MIXINS") if connection.vendor == "sqlite" else MIXINS
    parts = {
        name: type(mixin.__name__, (mixin, getattr(stock, name)), {})
        for name, mixin in mixins.items()
    }
    return type("SearchBackend", (CleanQueries, stock), parts)


class WithoutTitleNorms:
    """Skips the factor for hits in titles: to refresh it, every save would read the whole index."""

    def _refresh_title_norms(self, full=False):
        return None


class CleanQueries:
    """Removes everything but words from a query. A query without words finds nothing."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        query = clean(query) if isinstance(query, SearchQuery) else clean_text(query)
        if query is None:
            query = ""
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)


class AnyCondition:
    """Accepts every condition whose columns are declared as FilterField.

    Wagtail checks the columns of all conditions, and fails for a condition without a column, such
    as the EXISTS of core.querysets. Here the database evaluates the queryset, so any will do.
    """

    def _get_filters_from_where_node(self, where_node, check_only=False):
        if not check_only or isinstance(where_node, (WhereNode, NothingNode)):
            return super()._get_filters_from_where_node(where_node, check_only)
        column = getattr(where_node, "lhs", None)
        while isinstance(column, Transform):
            column = column.lhs
        # As in Wagtail: the pointer from a page type to Page is part of every filter by type.
        if isinstance(column, Col) and not column.target.attname.endswith("_ptr_id"):
            self._get_filter_field_path_for_column(column)
        return None

    def _get_filterable_field(self, field_attname):
        """Page types declare their primary key as `id`."""
        return super()._get_filterable_field("id" if field_attname == "pk" else field_attname)


MIXINS = {
    "index_class": WithoutTitleNorms,
    "query_compiler_class": AnyCondition,
    "autocomplete_query_compiler_class": AnyCondition,
}


def clean_text(text: str | None) -> str:
    return " ".join(WORDS.findall((text or "")[:LONGEST_QUERY])[:MOST_TERMS])


def clean(query: SearchQuery) -> SearchQuery | None:
    """The query without anything but words; None if no word is left."""
    if isinstance(query, (PlainText, Fuzzy, Phrase)):
        return changed(query, query_string=clean_text(query.query_string))
    if isinstance(query, (And, Or)):
        cleaned = map(clean, islice(parts(query), MOST_TERMS))
        return changed(query, subqueries=[part for part in cleaned if part is not None])
    if isinstance(query, (Not, Boost)):
        return changed(query, subquery=clean(query.subquery))
    return query


def parts(query: And | Or) -> Iterator[SearchQuery]:
    """The parts of the query. Nested queries of the same type are flattened."""
    for part in query.subqueries:
        if type(part) is type(query):
            yield from parts(part)
        else:
            yield part


def changed(query: SearchQuery, **values) -> SearchQuery | None:
    """A copy with other values; None if one of them is empty."""
    if not all(values.values()):
        return None
    query = copy(query)
    vars(query).update(values)
    return query
