"""What the tables of the index hold of articles, to compare with what should be in them."""

from collections.abc import Sequence

from search.documents import Entry
from search.models import Passage, SearchDocument, Suggestion


def stored_entries(page_ids: Sequence[int]) -> dict[int, Entry]:
    """By page id, in three queries; topics and authors, which articles share, are not in them."""
    documents = SearchDocument.objects.in_bulk(page_ids)
    found = {pk: Entry(document, [], []) for pk, document in documents.items()}
    for passage in Passage.objects.filter(document__in=page_ids).order_by("position"):
        found[passage.document_id].passages.append(passage)
    for suggestion in Suggestion.objects.filter(document__in=page_ids):
        found[suggestion.document_id].suggestions.append(suggestion)
    return found


def is_same(entry: Entry, stored: Entry | None) -> bool:
    return stored is not None and fingerprint(entry) == fingerprint(stored)


def fingerprint(entry: Entry) -> tuple:
    own = [row for row in entry.suggestions if row.document_id]
    return (
        values(entry.document),
        [values(passage) for passage in entry.passages],
        sorted((row.kind, row.target, row.label) for row in own),
    )


def values(row) -> list:
    return [
        getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key or field.is_relation
    ]
