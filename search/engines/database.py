"""What the engines in the site's own database share."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Exists, IntegerField, OuterRef
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from wagtail.models import Page

from news.facets import apply_filters
from search.documents import SECTION_PATH, Entry, indexable
from search.engines.base import MOST_MATCHES, Filters, Match, Matches
from search.models import Passage, SearchDocument

FIELDS = [field.name for field in SearchDocument._meta.concrete_fields if not field.primary_key]
# The columns of a Match after page_id and score.
MATCH_COLUMNS = ", ".join(
    f"document.{name}"
    for name in ("title", "published_at", "year", "sections", "topics", "authors")
)


class DatabaseEngine:
    """Documents and passages are rows; the full-text index follows them by itself."""

    def index(self, entries: Sequence[Entry]) -> None:
        # In one order everywhere, so that two writers cannot wait for each other.
        entries = sorted(entries, key=lambda entry: entry.document.page_id)
        documents = [entry.document for entry in entries]
        with transaction.atomic():
            SearchDocument.objects.bulk_create(
                documents, update_conflicts=True, unique_fields=["page"], update_fields=FIELDS
            )
            Passage.objects.filter(document__in=[document.pk for document in documents]).delete()
            Passage.objects.bulk_create(
                [passage for entry in entries for passage in entry.passages]
            )

    def delete(self, page_ids: Iterable[int]) -> None:
        SearchDocument.objects.filter(pk__in=list(page_ids)).delete()

    def run(self, sql: str, params: Sequence) -> Matches:
        """The matches of a statement that selects page_id, score and MATCH_COLUMNS."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        found = [match(row) for row in rows[:MOST_MATCHES]]
        return Matches(found, is_capped=len(rows) > MOST_MATCHES)


def match(row: tuple) -> Match:
    page_id, score, title, published, *labels = row
    return Match(page_id, score, title, moment(published), *labels)


def moment(value: datetime | None) -> datetime | None:
    """SQLite stores times in UTC without saying so."""
    if value is not None and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def is_findable(filters: Filters) -> tuple[str, list]:
    """A condition on `document.page_id`: public at this moment, and fitting the filters.

    The index follows the pages; asking them again here keeps a page out of hits, counts and facets
    also where the index has not followed yet.
    """
    chosen = filters.chosen()
    articles = indexable().filter(pk=RawSQL("document.page_id", (), output_field=IntegerField()))
    if section := chosen.pop("section", None):
        articles = articles.filter(in_section(section))
    sql, params = apply_filters(articles, chosen).order_by().values("pk").query.sql_with_params()
    return f"EXISTS ({sql})", list(params)


def in_section(slug: str) -> Exists:
    depth = SECTION_PATH // Page.steplen
    path = Substr(OuterRef("path"), 1, SECTION_PATH)
    return Exists(Page.objects.filter(depth=depth, slug=slug, path=path))
