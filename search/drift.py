"""Finds differences between the index and the articles: missing, stale and extra entries."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from search.documents import entries, indexable
from search.indexing import public_ids
from search.models import SearchDocument
from search.stored import is_same, stored_entries


@dataclass
class Drift:
    """Ids of articles: public but not indexed, indexed with old content, indexed but not public."""

    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)

    @property
    def pages(self) -> list[int]:
        return [*self.missing, *self.stale, *self.extra]


def check(drift: Drift) -> Iterator[int]:
    """Compares every public article with the index and fills `drift`; yields the size of each
    finished batch. Changes nothing in the database."""
    for batch in public_ids():
        compare(batch, drift)
        yield len(batch)
    hidden = SearchDocument.objects.exclude(page__in=indexable().values("pk"))
    drift.extra += hidden.order_by("pk").values_list("pk", flat=True)


def compare(page_ids: list[int], drift: Drift) -> None:
    stored = stored_entries(page_ids)
    readable = list(entries(page_ids))
    # entries() logs and skips an article that raises an error; indexing it deletes its entry.
    drift.extra += sorted(stored.keys() - {entry.document.page_id for entry in readable})
    for entry in readable:
        page_id = entry.document.page_id
        if page_id not in stored:
            drift.missing.append(page_id)
        elif not is_same(entry, stored[page_id]):
            drift.stale.append(page_id)
