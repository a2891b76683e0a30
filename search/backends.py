"""The admin's search (explorer, choosers, listings): Wagtail's own backends, given clean queries.

A lone quotation mark, among others, is a syntax error to SQLite's full-text search, and a NUL to
PostgreSQL; an editor's listing must not fail over it. WAGTAILSEARCH_BACKENDS names this module.
"""

from copy import copy

from django.db import connection
from wagtail.search.backends import database
from wagtail.search.query import And, Boost, Fuzzy, Not, Or, Phrase, PlainText, SearchQuery

from search.query import LONGEST_QUERY
from search.text import WORDS


def SearchBackend(params):
    """Wagtail's backend for the database in use, behind cleaned queries."""
    stock = type(database.SearchBackend(params))
    parts = {}
    if connection.vendor == "sqlite":
        parts["index_class"] = type("Index", (WithoutTitleNorms, stock.index_class), {})
    return type("SearchBackend", (CleanQueries, stock), parts)(params)


class WithoutTitleNorms:
    """Spares every save the reading of the whole index that refreshes a factor of title hits."""

    def _refresh_title_norms(self, full=False):
        return None


class CleanQueries:
    """Leaves nothing but words in a query; one without words finds nothing."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        query = clean(query) if isinstance(query, SearchQuery) else clean_text(query)
        if query is None:
            query = ""
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)


def clean_text(text: str | None) -> str:
    return " ".join(WORDS.findall((text or "")[:LONGEST_QUERY]))


def clean(query: SearchQuery) -> SearchQuery | None:
    """The query with words only; None where nothing is left of it."""
    if isinstance(query, (PlainText, Fuzzy, Phrase)):
        return changed(query, query_string=clean_text(query.query_string))
    if isinstance(query, (And, Or)):
        kept = [part for part in map(clean, query.subqueries) if part is not None]
        return changed(query, subqueries=kept)
    if isinstance(query, (Not, Boost)):
        return changed(query, subquery=clean(query.subquery))
    return query


def changed(query: SearchQuery, **values) -> SearchQuery | None:
    """A copy with other values; None where they are empty."""
    if not all(values.values()):
        return None
    query = copy(query)
    vars(query).update(values)
    return query
