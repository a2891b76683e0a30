"""The admin's search (explorer, choosers, listings): Wagtail's own backends, given clean queries.

A lone quotation mark, among others, is a syntax error to SQLite's full-text search, and a NUL to
PostgreSQL; an editor's listing must not fail over it. WAGTAILSEARCH_BACKENDS names this module.

On SQLite Wagtail searches the index anew for each hit to rank it, which takes seconds from some
thousand articles on. Here one statement finds and ranks the hits, then the objects are read by
key. On PostgreSQL an index of what Wagtail asks for is enough; a migration makes it.
"""

import json
from collections.abc import Iterator
from copy import copy
from functools import cache
from itertools import islice

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import Transform
from django.db.models.expressions import Col, RawSQL
from django.db.models.sql.where import NothingNode, WhereNode
from django.utils.functional import cached_property
from wagtail.search.backends import database
from wagtail.search.index import AutocompleteField, SearchField
from wagtail.search.models import IndexEntry
from wagtail.search.query import (
    And,
    Boost,
    Fuzzy,
    MatchAll,
    Not,
    Or,
    Phrase,
    PlainText,
    SearchQuery,
)
from wagtail.search.utils import get_content_type_pk, get_descendants_content_types_pks

from core.rows import insert
from search.query import LONGEST_QUERY, MOST_TERMS
from search.text import WORDS

# CROSS JOIN: SQLite would rather search the full-text index for each entry of a type.
FROM_HITS = """
FROM wagtailsearch_indexentry_fts
CROSS JOIN wagtailsearch_indexentry AS entry ON entry.id = wagtailsearch_indexentry_fts.rowid
WHERE wagtailsearch_indexentry_fts MATCH %s
AND entry.content_type_id IN (SELECT value FROM json_each(%s))
"""
# SQLite has a limit to the parameters of a statement.
BATCH = 500


def SearchBackend(params):
    """Wagtail's backend for the database in use, with what this module changes in it."""
    return subclass(type(database.SearchBackend(params)))(params)


@cache
def subclass(stock: type) -> type:
    compiler = AnyCondition
    mixins = {"index_class": WithoutTitleNorms}
    if connection.vendor == "sqlite":
        compiler = OnePass
        mixins["index_class"] = FewStatements
        mixins["results_class"] = RankedResults
    mixins["query_compiler_class"] = mixins["autocomplete_query_compiler_class"] = compiler
    parts = {
        name: type(mixin.__name__, (mixin, getattr(stock, name)), {})
        for name, mixin in mixins.items()
    }
    return type("SearchBackend", (CleanQueries, stock), parts)


class WithoutTitleNorms:
    """Spares every save the reading of the whole index that refreshes a factor of title hits."""

    def _refresh_title_norms(self, full=False):
        return None


class FewStatements(WithoutTitleNorms):
    """Asks each object for its words once, and enters all new ones with one statement."""

    def add_items(self, model, objs):
        if not model.get_search_fields():
            return
        content_type = get_content_type_pk(model)
        texts = {str(each.pk): texts_of(each, self.backend) for each in objs}
        entries = self.entries.filter(content_type=content_type)
        known = set(entries.filter(object_id__in=texts).values_list("object_id", flat=True))
        for key in known:
            entries.filter(object_id=key).update(**texts[key])
        fresh = [[content_type, key, 1.0, *texts[key].values()] for key in texts.keys() - known]
        insert(IndexEntry, ("content_type_id", "object_id", "title_norm", *TEXTS), fresh)


TEXTS = ("title", "autocomplete", "body")


def texts_of(instance, backend) -> dict[str, str]:
    """The words of each column of the index."""
    # Exists on SQLite alone.
    from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer

    indexer = ObjectIndexer(instance, backend)
    words = {name: [] for name in TEXTS}
    for each in indexer.search_fields:
        for field, text in indexer.prepare_field(instance, each):
            if isinstance(field, AutocompleteField):
                words["autocomplete"].append(text)
            elif isinstance(field, SearchField):
                words["title" if field.field_name == "title" else "body"].append(text)
    return {name: " ".join(found) for name, found in words.items()}


class CleanQueries:
    """Leaves nothing but words in a query; one without words finds nothing."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        query = clean(query) if isinstance(query, SearchQuery) else clean_text(query)
        if query is None:
            query = ""
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)


class AnyCondition:
    """Accepts every condition that the database understands, if its columns are declared.

    Wagtail checks that each column a queryset filters by is declared as a FilterField, and fails
    over a condition without a column, such as the EXISTS of core.querysets. The queryset is part of
    the statement here, so the database applies whatever it holds.
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
        """Every page type declares its primary key, as `id`."""
        return super()._get_filterable_field("id" if field_attname == "pk" else field_attname)


class OnePass(AnyCondition):
    """Compiles queries for SQLite that read the full-text index once."""

    def search(self, config, start, stop, score_field=None):
        """The objects found: for counts, facets and lists in an order of their own."""
        if self.hit_params is None or score_field:
            return super().search(config, start, stop, score_field)
        keys = RawSQL(f"SELECT entry.object_id {FROM_HITS}", self.hit_params)  # noqa: S611
        found = self.queryset.filter(pk__in=keys)
        return (found if found.query.order_by else found.order_by("-pk"))[start:stop]

    def scores(self, start: int, stop: int | None) -> dict[str, float]:
        """The keys of the objects found with their scores, best (least) and newest first."""
        using = self.queryset.db
        wanted = self.queryset.filter(pk=RawSQL("entry.object_id", ())).order_by().values("pk")
        try:
            is_wanted, params = wanted.query.get_compiler(using).as_sql()
        except EmptyResultSet:
            return {}
        limit = -1 if stop is None else stop - start
        with connections[using].cursor() as cursor:
            cursor.execute(
                f"SELECT entry.object_id, bm25(wagtailsearch_indexentry_fts) {FROM_HITS} "
                f"AND EXISTS ({is_wanted}) ORDER BY 2, entry.id DESC LIMIT %s OFFSET %s",
                [*self.hit_params, *params, limit, start],
            )
            return dict(cursor.fetchall())

    @cached_property
    def hit_params(self) -> list[str] | None:
        """What FROM_HITS takes; None where all is wanted, or all but what is named."""
        # Exists on SQLite alone.
        from modelsearch.backends.database.sqlite.query import MatchExpression, normalize

        query = normalize(self.query)
        if isinstance(query, (MatchAll, Not)):
            return None
        # The index has a column for titles and one for all other fields.
        named = ["title" if field == "title" else "body" for field in self.fields or ()]
        match = MatchExpression(named or self.FTS_TABLE_FIELDS, self.build_search_query(query))
        using = self.queryset.db
        _sql, (text,) = match.as_sql(self.queryset.query.get_compiler(using), connections[using])
        return [text, json.dumps(get_descendants_content_types_pks(self.queryset.model))]


class RankedResults:
    """Ranks all that is found, but reads the wanted objects only."""

    def _do_search(self):
        compiler = self.query_compiler
        if compiler.hit_params is None or not compiler.order_by_relevance:
            return super()._do_search()
        scores = compiler.scores(self.start, self.stop)
        keys = list(scores)
        places = {key: place for place, key in enumerate(keys)}
        batches = (keys[first : first + BATCH] for first in range(0, len(keys), BATCH))
        found = [item for batch in batches for item in compiler.queryset.filter(pk__in=batch)]
        # Bulk actions ask for keys instead of objects.
        found.sort(key=lambda item: places[str(getattr(item, "pk", item))])
        if self._score_field:
            for item in found:
                setattr(item, self._score_field, scores[str(item.pk)])
        return found


def clean_text(text: str | None) -> str:
    return " ".join(WORDS.findall((text or "")[:LONGEST_QUERY])[:MOST_TERMS])


def clean(query: SearchQuery) -> SearchQuery | None:
    """The query with words only; None where nothing is left of it."""
    if isinstance(query, (PlainText, Fuzzy, Phrase)):
        return changed(query, query_string=clean_text(query.query_string))
    if isinstance(query, (And, Or)):
        cleaned = map(clean, islice(parts(query), MOST_TERMS))
        return changed(query, subqueries=[part for part in cleaned if part is not None])
    if isinstance(query, (Not, Boost)):
        return changed(query, subquery=clean(query.subquery))
    return query


def parts(query: And | Or) -> Iterator[SearchQuery]:
    """The parts of the query, and of its parts of the same kind, in one row."""
    for part in query.subqueries:
        if type(part) is type(query):
            yield from parts(part)
        else:
            yield part


def changed(query: SearchQuery, **values) -> SearchQuery | None:
    """A copy with other values; None where they are empty."""
    if not all(values.values()):
        return None
    query = copy(query)
    vars(query).update(values)
    return query
