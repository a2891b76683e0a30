"""Newsroom > Page cache: its figures in the processes of this host, and a button to empty it."""

import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from core.models import Change, site_changed
from core.models.change import tags_of
from core.sharing import EVERYTHING

MAY_EMPTY = "core.change_publication"
# How often a process that answers requests writes its figures.
REPORT_SECONDS = 5
# A process that has written none for so long is idle, or gone.
MOST_SILENT_SECONDS = 600
MOST_PURGES = 20
# The most tags that are listed of one purge.
MOST_TAGS = 12


@dataclass(frozen=True)
class Figures:
    """Of one process, or of several together: requests since the start, and what is held."""

    hits: int = 0
    misses: int = 0
    passed: int = 0
    pages: int = 0
    held_bytes: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        mine, theirs = asdict(self), asdict(other)
        return Figures(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def hit_rate(self) -> float | None:
        """Percent of the requests that may be answered from the cache; None before the first."""
        asked = self.hits + self.misses
        return 100 * self.hits / asked if asked else None


@dataclass(frozen=True)
class Purge:
    moment: datetime
    is_everything: bool
    pages: list[str]
    tags: list[str]
    further: int


def report_path(pid: int) -> Path:
    return settings.PAGE_CACHE_FIGURES / f"{pid}.json"


def write(figures: Figures) -> None:
    """Stores the figures of this process for the report. No reader fails because of an OSError."""
    path = report_path(os.getpid())
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(asdict(figures)))
        fresh.replace(path)
    except OSError:
        return


def processes() -> list[Figures]:
    """The figures of every process that has answered lately. The files of others are removed."""
    found = []
    for path in settings.PAGE_CACHE_FIGURES.glob("*.json"):
        try:
            if path.stat().st_mtime < time.time() - MOST_SILENT_SECONDS:
                path.unlink()
            else:
                found.append(Figures(**json.loads(path.read_text())))
        except (OSError, ValueError, TypeError):
            continue
    return found


def purges() -> list[Purge]:
    """The last changes, the newest first; pages by their titles."""
    changes = Change.objects.order_by("-pk").values_list("created_at", "names")[:MOST_PURGES]
    lines = [(moment, sorted(tags_of(names))) for moment, names in changes]
    keys = {int(tag[5:]) for _moment, tags in lines for tag in tags if is_page(tag)}
    titles = dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))
    return [purge_of(moment, tags, titles) for moment, tags in lines]


def is_page(tag: str) -> bool:
    return tag.startswith("page:") and tag[5:].isdigit()


def purge_of(moment: datetime, tags: list[str], titles: dict[int, str]) -> Purge:
    pages = [titles[int(tag[5:])] for tag in tags if is_page(tag) and int(tag[5:]) in titles]
    others = [tag for tag in tags if not is_page(tag) and tag != EVERYTHING]
    further = max(len(pages) - MOST_TAGS, 0) + max(len(others) - MOST_TAGS, 0)
    return Purge(
        moment=moment,
        is_everything=EVERYTHING in tags or not tags,
        pages=pages[:MOST_TAGS],
        tags=others[:MOST_TAGS],
        further=further,
    )


def may_empty(user) -> bool:
    return user.has_perm(MAY_EMPTY)


@require_http_methods(["GET", "HEAD", "POST"])
def page_cache(request):
    """For administrators only: an empty cache slows the site down for a while."""
    if not may_empty(request.user):
        raise PermissionDenied
    if request.method == "POST":
        site_changed(EVERYTHING, withdraws=True)
        messages.success(request, _("The page cache is empty. It fills as readers come."))
        return redirect("newsroom_page_cache")
    each = processes()
    context = {
        "is_on": settings.PAGE_CACHE,
        "processes": len(each),
        "figures": sum(each, Figures()),
        "most_bytes": settings.PAGE_CACHE_MB * 1_000_000 * len(each),
        "purges": purges(),
    }
    return render(request, "newsroom/page_cache.html", context)
