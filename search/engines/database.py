"""The common base of the engines that use the site's own database."""

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from django.db import connection, transaction
from django.db.models import Exists, IntegerField, OuterRef
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from wagtail.models import Page

from core.querysets import PublicPageQuerySet
from core.rows import insert
from news.models import Author, Topic
from search import schema
from search.documents import SECTION_PATH, Entry, PassageRow, SuggestionRow, indexable
from search.engines.base import (
    MOST_MATCHES,
    Filters,
    IndexedWord,
    Lookup,
    Match,
    Matches,
)
from search.models import Passage, SearchDocument, Suggestion, Word
from search.stemming import stems
from search.stored import is_same, stored_entries

COLUMNS = [field.attname for field in SearchDocument._meta.concrete_fields]
FIELDS = [field.name for field in SearchDocument._meta.concrete_fields if not field.primary_key]
# The last columns of a Match.
LABELS = "document.year, document.sections, document.topics, document.authors"
# After this time the page says that the search is too broad; readers wait a second at most.
PATIENCE_SECONDS = 0.8
MOST_ALIKE = 60
# similar() compares by at most this many words, each of them in at most this many articles.
MOST_TELLING = 8
MOST_SHARING = 300
# Candidates, of which some may no longer be public.
MOST_NEAR = 60
ASKED_STEMS = {
    "sqlite": "SELECT value ->> 0 AS stem, value ->> 1 AS counts FROM json_each(%s)",
    "postgresql": "SELECT value ->> 0 AS stem, (value ->> 1)::integer AS counts "
    "FROM json_array_elements(%s::json)",
}
# The rows of a JSON list of [text, stem, articles]. It is one parameter: with thousands of
# parameters this statement took a third of a rebuild.
WORD_ROWS = {
    "sqlite": "value ->> 0, value ->> 1, value ->> 2 FROM json_each(%s)",
    "postgresql": "value ->> 0, value ->> 1, (value ->> 2)::integer "
    "FROM json_array_elements(%s::json)",
}


class DatabaseEngine(ABC):
    """Stores documents, passages, suggestions and words as rows; full-text indexes follow them."""

    def index(self, entries: Sequence[Entry], is_rebuild: bool = False) -> None:
        # Writers lock rows in the same order, so they cannot deadlock.
        entries = sorted(entries, key=lambda entry: entry.document.pk)
        with transaction.atomic():
            stored = stored_entries([entry.document.pk for entry in entries])
            changed = [one for one in entries if not is_same(one, stored.get(one.document.pk))]
            if changed:
                write(changed, stored)
                if not is_rebuild:
                    count_words(word_changes(changed, stored))
            write_shared_suggestions(entries)

    def delete(self, page_ids: Iterable[int]) -> None:
        gone = SearchDocument.objects.filter(pk__in=list(page_ids))
        with transaction.atomic():
            counts = word_counts(gone.order_by("pk").select_for_update())
            gone.delete()
            count_words(Counter({word: -count for word, count in counts.items()}))

    def repair(self) -> None:
        if not self.is_sound():
            schema.install()

    def begin_rebuild(self) -> None:
        self.repair()

    def end_rebuild(self) -> None:
        delete_stale_labels()
        recount_words()

    @abstractmethod
    def run(self, sql: str, params: Sequence) -> list[tuple]:
        """The rows of a SELECT on the index. Raises TooBroad and IndexBroken."""

    @abstractmethod
    def count_sql(self, lookup: Lookup) -> tuple[str, list]:
        """A SELECT with one row for each public article that matches, and its parameters."""

    @abstractmethod
    def alike_sql(self, word: str) -> tuple[str, list]:
        """A SELECT of the word and the columns of IndexedWord, and its parameters."""

    # A SELECT of `page_id` and `weight` for each article that contains a word of `telling`.
    holding: str

    def known(self, stems: Iterable[str]) -> list[IndexedWord]:
        wanted = sorted(set(stems))
        if not wanted:
            return []
        slots = ", ".join(["%s"] * len(wanted))
        sql = (
            f"SELECT text, stem, articles FROM {Word._meta.db_table} "  # noqa: S608
            f"WHERE stem IN ({slots}) AND articles > 0"
        )
        return [IndexedWord(*row) for row in self.run(sql, wanted)]

    def counts(self, lookups: Sequence[Lookup], most: int) -> list[int]:
        if not lookups:
            return []
        statements, params = zip(*map(self.count_sql, lookups), strict=True)
        counted = (
            f"(SELECT count(*) FROM ({part} LIMIT {most}) AS counted)"  # noqa: S608
            for part in statements
        )
        rows = self.run(f"SELECT {', '.join(counted)}", list(chain(*params)))
        return list(rows[0])

    def alike(self, words: Sequence[str]) -> dict[str, list[IndexedWord]]:
        found: dict[str, list[IndexedWord]] = {word: [] for word in words}
        if words:
            statements, params = zip(*map(self.alike_sql, words), strict=True)
            sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part" for part in statements)  # noqa: S608
            for typed, *row in self.run(sql, list(chain(*params))):
                found[typed].append(IndexedWord(*row))
        return found

    def similar(self, words: Mapping[str, int], most: int) -> list[int]:
        if not words:
            return []
        findable, params = is_findable(Filters())
        # Rare words distinguish articles best and are cheap to look up; common words are skipped.
        sql = f"""
            WITH asked AS ({ASKED_STEMS[connection.vendor]}),
            telling AS (
                SELECT min(word.text) AS text,
                    asked.counts * (1 + ln({MOST_SHARING} * 1.0 / sum(word.articles))) AS weight
                FROM asked JOIN {Word._meta.db_table} AS word ON word.stem = asked.stem
                WHERE word.articles > 0 GROUP BY asked.stem, asked.counts
                HAVING sum(word.articles) BETWEEN 2 AND {MOST_SHARING}
                ORDER BY weight DESC, text LIMIT {MOST_TELLING}
            ),
            near AS (
                SELECT page_id, sum(weight) AS score FROM ({self.holding}) AS held
                GROUP BY page_id HAVING count(*) > 1
                ORDER BY score DESC, page_id DESC LIMIT {MOST_NEAR}
            )
            SELECT page_id FROM near AS document WHERE {findable}
            ORDER BY score DESC, page_id DESC LIMIT %s
        """  # noqa: S608
        rows = self.run(sql, [json.dumps(list(words.items())), *params, most])
        return [key for (key,) in rows]

    def articles(self) -> int:
        return self.run(f"SELECT count(*) FROM {schema.TABLE}", ())[0][0]  # noqa: S608


def matches(rows: Sequence[tuple], is_cut: bool = False) -> Matches:
    """Matches from rows with the columns of Match; `is_cut`: not all articles were searched."""
    found = list(map(Match._make, rows[:MOST_MATCHES]))
    return Matches(found, is_capped=is_cut or len(rows) > MOST_MATCHES)


def write(entries: Sequence[Entry], stored: Container[int]) -> None:
    """Inserts or updates the documents and replaces their passages and suggestions."""
    documents = [entry.document for entry in entries]
    replaced = [document for document in documents if document.pk in stored]
    if replaced:
        SearchDocument.objects.bulk_create(
            replaced, update_conflicts=True, unique_fields=["page"], update_fields=FIELDS
        )
        for model in (Passage, Suggestion):
            model.objects.filter(document__in=replaced).delete()
    fresh = [document for document in documents if document.pk not in stored]
    insert(SearchDocument, COLUMNS, map(attrgetter(*COLUMNS), fresh))
    passages = (row for entry in entries for row in entry.passages)
    insert(Passage, PassageRow._fields, passages)
    suggestions = (row for entry in entries for row in entry.suggestions if row.document_id)
    insert(Suggestion, SuggestionRow._fields, suggestions)


def write_shared_suggestions(entries: Sequence[Entry]) -> None:
    """Writes the suggestions of topics and authors that are new or have changed."""
    shared = {
        (row.kind, row.target): row
        for entry in entries
        for row in entry.suggestions
        if not row.document_id
    }
    stored = Suggestion.objects.filter(document=None, target__in={slug for _kind, slug in shared})
    known = set(stored.values_list(*SuggestionRow._fields))
    Suggestion.objects.bulk_create(
        [Suggestion(**row._asdict()) for _key, row in sorted(shared.items()) if row not in known],
        update_conflicts=True,
        unique_fields=["kind", "target"],
        update_fields=["document", "text", "label"],
    )


def delete_stale_labels() -> None:
    """Deletes suggestions of topics and authors that no longer exist or have another slug."""
    shared = Suggestion.objects.filter(document=None)
    shared.filter(kind=Suggestion.Kind.TOPIC).exclude(
        target__in=Topic.objects.current().values("slug")
    ).delete()
    shared.filter(kind=Suggestion.Kind.AUTHOR).exclude(
        target__in=Author.objects.values("slug")
    ).delete()


def word_changes(entries: Sequence[Entry], stored: Mapping[int, Entry]) -> Counter[str]:
    """The change of each word's count when the entries replace the stored ones."""
    changes = word_counts(entry.document for entry in entries)
    before = (stored.get(entry.document.pk) for entry in entries)
    changes.subtract(word_counts(entry.document for entry in before if entry))
    return changes


def word_counts(documents: Iterable[SearchDocument]) -> Counter[str]:
    """The number of documents that contain each word."""
    return text_counts(map(attrgetter(*schema.COLUMNS), documents))


def text_counts(rows: Iterable[Sequence[str]]) -> Counter[str]:
    """The number of rows that contain each word."""
    counts: Counter[str] = Counter()
    for texts in rows:
        counts.update(set(" ".join(texts).split()))
    return counts


def count_words(changes: Counter[str]) -> None:
    """Adds the changes to the stored counts, in sorted order, so that writers cannot deadlock."""
    changed = sorted(word for word, change in changes.items() if change)
    if not changed:
        return
    columns = (changed, stems(changed), [changes[word] for word in changed])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Word._meta.db_table} (text, stem, articles) "
            f"SELECT {WORD_ROWS[connection.vendor]} WHERE true ON CONFLICT (text) DO UPDATE "
            f"SET articles = {Word._meta.db_table}.articles + excluded.articles",
            [json.dumps(list(zip(*columns, strict=True)))],
        )


def recount_words() -> None:
    """Recounts all words. Counts of articles saved meanwhile may be wrong until the next run."""
    rows = SearchDocument.objects.values_list(*schema.COLUMNS)
    counts = text_counts(rows.iterator(chunk_size=500))
    counts.subtract(dict(Word.objects.values_list("text", "articles")))
    with transaction.atomic():
        count_words(counts)
        Word.objects.filter(articles__lte=0).delete()


@lru_cache(maxsize=256)
def is_findable(filters: Filters) -> tuple[str, tuple]:
    """An SQL condition on `document.page_id`: the page is public now and passes the filters.

    The index may lag behind the pages; this condition excludes pages that are no longer public from
    hits, counts and facets.
    """
    chosen = filters.chosen()
    section = chosen.pop("section", "")
    # The condition runs for thousands of pages: without filters, the page table is enough.
    pages = indexable() if chosen else PublicPageQuerySet(Page).live().public()
    pages = pages.filter(pk=RawSQL("document.page_id", (), output_field=IntegerField()))
    if section:
        pages = pages.filter(in_section(section))
    sql, params = fitting(pages, chosen).order_by().values("pk").query.sql_with_params()
    return f"EXISTS ({sql})", tuple(params)


def fitting(articles, chosen: dict[str, str]):
    """The articles that pass every filter."""
    if "topic" in chosen:
        articles = articles.filter(topics__slug=chosen["topic"])
    if "author" in chosen:
        articles = articles.filter(article_authors__author__slug=chosen["author"]).distinct()
    if "year" in chosen:
        articles = articles.filter(published_at__year=int(chosen["year"]))
    return articles


def in_section(slug: str) -> Exists:
    depth = SECTION_PATH // Page.steplen
    path = Substr(OuterRef("path"), 1, SECTION_PATH)
    return Exists(Page.objects.filter(depth=depth, slug=slug, path=path))
