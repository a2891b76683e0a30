"""The items that enter an import and their outcomes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from news.manuscripts import Failure, Manuscript
from news.models import ImportRecord

from .identity import content_of
from .media import Folder
from .visibility import Plan, plan_of

KEY_LENGTH = ImportRecord._meta.get_field("key").max_length


class Status(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "edited since"
    DELETED = "deleted since"
    FAILED = "failed"


@dataclass(frozen=True)
class ImportItem:
    """A manuscript to import. `key` is the same in every run."""

    manuscript: Manuscript
    key: str
    media: Folder


@dataclass
class Outcome:
    """The result for one manuscript."""

    status: Status
    location: str
    title: str = ""
    page_id: int | None = None
    reason: str = ""
    losses: list[str] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    """Who may read the article, and when."""
    is_addendum: bool = False
    """Whether it adds to the outcome of a manuscript that was counted already."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "status": self.status.value,
            "location": self.location,
            "title": self.title,
            "page": self.page_id,
            "reason": self.reason,
            "losses": self.losses,
            **self.plan.as_dict(),
        }


class ManuscriptRefused(Exception):
    """Raised for a manuscript that cannot be stored; the message gives the reason."""


def outcome_of(
    status: Status,
    item: ImportItem,
    page_id: int | None = None,
    losses: Iterable[str] = (),
    reason: str = "",
) -> Outcome:
    manuscript = item.manuscript
    is_read = status in {Status.CREATED, Status.UPDATED, Status.EDITED}
    all_losses = [*(manuscript.remarks if is_read else ()), *losses]
    return Outcome(
        status,
        manuscript.location,
        manuscript.title,
        page_id,
        reason,
        all_losses,
        plan_of(manuscript),
    )


def failed(location: str, reason: str, title: str = "") -> Outcome:
    return Outcome(Status.FAILED, location, title, reason=reason)


def reason_of(error: Exception) -> str:
    if isinstance(error, ManuscriptRefused):
        return str(error)
    return f"{type(error).__name__}: {error}"


def is_item(each: ImportItem | Failure) -> bool:
    return isinstance(each, ImportItem)


def key_of(wanted: str) -> str:
    """The key in a form that fits the column: itself, or its digest if it is too long."""
    if len(wanted) <= KEY_LENGTH:
        return wanted
    return f"sha256:{hashlib.sha256(wanted.encode()).hexdigest()}"


def digest_of(item: ImportItem) -> str:
    content = content_of(item.manuscript, item.media)
    return hashlib.sha256(content.encode()).hexdigest()
