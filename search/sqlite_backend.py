"""The admin's search on SQLite.

Wagtail searches the index again for each hit to rank it, which takes seconds for some thousand
articles. Here one statement finds and ranks the hits; then the objects are read by key. PostgreSQL
needs only an index, which a migration creates.
"""

import json

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property
from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer
from wagtail.search.index import AutocompleteField, SearchField
from wagtail.search.models import IndexEntry
from wagtail.search.query import MatchAll, Not
from wagtail.search.utils import get_content_type_pk, get_descendants_content_types_pks

from core.rows import insert
from search.backends import AnyCondition, WithoutTitleNorms

# CROSS JOIN: otherwise SQLite searches the full-text index for each entry of a type.
FROM_HITS = """
FROM wagtailsearch_indexentry_fts
CROSS JOIN wagtailsearch_indexentry AS entry ON entry.id = wagtailsearch_indexentry_fts.rowid
WHERE wagtailsearch_indexentry_fts MATCH %s
AND entry.content_type_id IN (SELECT value FROM json_each(%s))
"""
# SQLite limits the parameters of a statement.
BATCH = 500


class FewStatements(WithoutTitleNorms):
    """Extracts the words of each object once, and inserts all new entries with one statement."""

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
    indexer = ObjectIndexer(instance, backend)
    words = {name: [] for name in TEXTS}
    for each in indexer.search_fields:
        for field, text in indexer.prepare_field(instance, each):
            if isinstance(field, AutocompleteField):
                words["autocomplete"].append(text)
            elif isinstance(field, SearchField):
                words["title" if field.field_name == "title" else "body"].append(text)
    return {name: " ".join(found) for name, found in words.items()}


class OnePass(AnyCondition):
    """Compiles queries for SQLite that read the full-text index once."""

    def search(self, config, start, stop, score_field=None):
        """The matching objects, for counts, facets and lists with an order of their own."""
        if self.hit_params is None or score_field:
            return super().search(config, start, stop, score_field)
        keys = RawSQL(f"SELECT entry.object_id {FROM_HITS}", self.hit_params)  # noqa: S611
        found = self.queryset.filter(pk__in=keys)
        return (found if found.query.order_by else found.order_by("-pk"))[start:stop]

    def scores(self, start: int, stop: int | None) -> dict[str, float]:
        """The keys of the matching objects with their scores: best (lowest) first, then newest."""
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
        """The parameters of FROM_HITS; None if the query matches everything or excludes words."""
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
    """Ranks all hits, but loads only the objects of the requested page."""

    def _do_search(self):
        compiler = self.query_compiler
        if compiler.hit_params is None or not compiler.order_by_relevance:
            return super()._do_search()
        scores = compiler.scores(self.start, self.stop)
        keys = list(scores)
        places = {key: place for place, key in enumerate(keys)}
        batches = (keys[first : first + BATCH] for first in range(0, len(keys), BATCH))
        found = [item for batch in batches for item in compiler.queryset.filter(pk__in=batch)]
        # Bulk actions request keys instead of objects.
        found.sort(key=lambda item: places[str(getattr(item, "pk", item))])
        if self._score_field:
            for item in found:
                setattr(item, self._score_field, scores[str(item.pk)])
        return found


MIXINS = {
    "index_class": FewStatements,
    "query_compiler_class": OnePass,
    "autocomplete_query_compiler_class": OnePass,
    "results_class": RankedResults,
}
