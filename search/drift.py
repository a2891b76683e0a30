"""Where the index does not say what is true: missing, stale and extra articles."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from search.documents import Entry, entries, indexable
from search.indexing import public_ids
from search.models import Passage, SearchDocument, Suggestion

IGNORED = {"id"}


@dataclass
class Drift:
    """Ids of articles: public but not in it, in it with other words, in it but not public."""

    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)

    @property
    def pages(self) -> list[int]:
        return [*self.missing, *self.stale, *self.extra]


def check(drift: Drift) -> Iterator[int]:
    """Compares every public article with the index and fills `drift`; yields the number of each
    batch as it is done. Changes nothing."""
    for batch in public_ids():
        compare(batch, drift)
        yield len(batch)
    hidden = SearchDocument.objects.exclude(page__in=indexable().values("pk"))
    drift.extra += hidden.order_by("pk").values_list("pk", flat=True)


def compare(page_ids: list[int], drift: Drift) -> None:
    stored = stored_entries(page_ids)
    for entry in entries(page_ids):
        page_id = entry.document.page_id
        if page_id not in stored:
            drift.missing.append(page_id)
        elif fingerprint(entry) != fingerprint(stored[page_id]):
            drift.stale.append(page_id)


def stored_entries(page_ids: list[int]) -> dict[int, Entry]:
    documents = SearchDocument.objects.in_bulk(page_ids)
    found = {pk: Entry(document, [], []) for pk, document in documents.items()}
    for passage in Passage.objects.filter(document__in=page_ids).order_by("position"):
        found[passage.document_id].passages.append(passage)
    for suggestion in Suggestion.objects.filter(document__in=page_ids):
        found[suggestion.document_id].suggestions.append(suggestion)
    return found


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
        if field.attname not in IGNORED
    ]
