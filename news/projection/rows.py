"""Reads, stores and deletes the rows of projections.

A build takes a while, and the article may change in the meantime. So each transaction here first
locks the state of the article and compares the number of changes with the one that the build read.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from core.rows import MOST_VALUES
from news.models import ArticlePage, Projection, ProjectionState, ProjectionText, ProjectionUse
from news.models.projection import unpack
from news.projection.release import is_newer

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """The row of an article, for its page: the pieces by name, and what the page needs to find
    other articles. `section` is the title of its section, or "". For the rest see Projection.
    """

    html: dict[str, str]
    section: str
    related: list[int]
    is_chosen: bool
    linked: list[int]


@dataclass(frozen=True)
class StoredEntry:
    """The XML element of a feed entry, and its article with the fields ENTRY_FIELDS only."""

    article: ArticlePage
    element: str


# Where errors of a damaged row come from: unpacking, JSON of another shape.
DAMAGED = (ValueError, TypeError, KeyError)
ENTRY_FIELDS = ("published_at", "first_published_at", "updated_at")


def read(article: ArticlePage, release: str) -> Stored | None:
    """The row of an article that comes from ArticlePage.routed(), if it is current. A row that is
    damaged is logged and counts as none: readers get the article live.
    """
    row = vars(article)
    if not row.get("row_packed") or row["row_release"] != release:
        return None
    if row["row_built"] != row["row_wanted"]:
        return None
    try:
        return Stored(
            unpack(bytes(row["row_packed"])).html,
            row["row_listing"]["kicker"],
            list(row["row_related"]),
            row["row_is_chosen"],
            list(row["row_linked"]),
        )
    except DAMAGED:
        logger.exception("The projection of article %s is damaged", article.pk)
        return None


def read_entries(keys: list[int], release: str) -> dict[int, StoredEntry]:
    """The feed entries of the public ones of these articles that have current rows, in one query.
    Damaged ones are logged and left out.
    """
    if not (keys and release):
        return {}
    current = ArticlePage.objects.filter(
        projection__release=release, projection_state__built=F("projection_state__wanted")
    )
    found = current.public_among(keys).only(*ENTRY_FIELDS)
    entries = {}
    for article in found.annotate(packed=F("projection_text__packed")):
        try:
            entries[article.pk] = StoredEntry(article, unpack(bytes(article.packed)).feed)
        except DAMAGED:
            logger.exception("The projection of article %s is damaged", article.pk)
    return entries


@dataclass(frozen=True)
class Built:
    """An unsaved projection, its text, and the pairs of kind and key that it depends on."""

    row: Projection
    text: ProjectionText
    uses: set[tuple[str, int]]


def store(key: int, wanted: int, built: Built) -> bool:
    with transaction.atomic():
        if not lock(key, wanted):
            return False
        stored = Projection.objects.filter(pk=key).values_list("release", flat=True).first()
        if is_newer(stored, built.row.release):
            return False
        upsert(built.row, "release", "listing", "related", "is_chosen", "linked")
        upsert(built.text, "packed")
        write_uses(key, built.uses)
        ProjectionState.objects.filter(pk=key).update(built=wanted)
    return True


def forget(key: int, wanted: int) -> bool:
    """Deletes the rows of an article that is not public."""
    with transaction.atomic():
        if not lock(key, wanted):
            return False
        delete_rows([key])
        ProjectionState.objects.filter(pk=key).update(built=wanted)
    return True


def lock(key: int, wanted: int) -> bool:
    """Locks the state of the article until the end of the transaction; False if there have been
    changes since `wanted` was read. (On SQLite the transaction is the only writer.)
    """
    states = ProjectionState.objects.select_for_update().filter(pk=key, wanted=wanted)
    return bool(states.values_list("pk", flat=True).first())


def upsert(row, *names: str) -> None:
    type(row).objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["article"], update_fields=names
    )


def write_uses(key: int, uses: set[tuple[str, int]]) -> None:
    rows = ProjectionUse.objects.filter(article=key).values_list("kind", "key", "pk")
    stored = {(kind, used): pk for kind, used, pk in rows}
    if gone := [pk for use, pk in stored.items() if use not in uses]:
        ProjectionUse.objects.filter(pk__in=gone).delete()
    fresh = sorted(uses - stored.keys())
    ProjectionUse.objects.bulk_create(
        [ProjectionUse(article_id=key, kind=kind, key=used) for kind, used in fresh],
        ignore_conflicts=True,
    )


def delete_rows(articles: Iterable[int]) -> None:
    """Deletes everything but the state, without reading the long texts first, as the delete() of a
    QuerySet would.
    """
    keys = list(articles)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for start in range(0, len(keys), MOST_VALUES):
            some = keys[start : start + MOST_VALUES]
            slots = ", ".join(["%s"] * len(some))
            for model in (ProjectionUse, ProjectionText, Projection):
                table = quote(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table} WHERE article_id IN ({slots})", some)  # noqa: S608
