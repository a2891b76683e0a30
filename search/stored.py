"""Reads the stored entries of articles, to compare them with new ones."""

from collections.abc import Sequence

from search.documents import Entry, PassageRow, SuggestionRow
from search.models import Passage, SearchDocument, Suggestion


def stored_entries(page_ids: Sequence[int]) -> dict[int, Entry]:
    """Entries by page id, in three queries, without shared suggestions of topics and authors."""
    documents = SearchDocument.objects.in_bulk(page_ids)
    found = {pk: Entry(document, [], []) for pk, document in documents.items()}
    if not found:
        return {}
    passages = Passage.objects.filter(document__in=page_ids).order_by("position")
    for row in map(PassageRow._make, passages.values_list(*PassageRow._fields)):
        found[row.document_id].passages.append(row)
    suggestions = Suggestion.objects.filter(document__in=page_ids)
    for row in map(SuggestionRow._make, suggestions.values_list(*SuggestionRow._fields)):
        found[row.document_id].suggestions.append(row)
    return found


def is_same(entry: Entry, stored: Entry | None) -> bool:
    return stored is not None and fingerprint(entry) == fingerprint(stored)


def fingerprint(entry: Entry) -> tuple:
    own = sorted(row for row in entry.suggestions if row.document_id)
    document = entry.document
    values = [getattr(document, field.attname) for field in document._meta.concrete_fields]
    return values, entry.passages, own
