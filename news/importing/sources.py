"""Turns paths on the command line into manuscripts with their keys and files."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from news.manuscripts import SUFFIXES, Failure, Manuscript, detect_format, read
from news.manuscripts.visibility import DRAFT

from .media import Library
from .outcomes import ImportItem, key_of

STDIN = "-"
DRAFT_FOLDERS = frozenset(["_drafts", "drafts", "_draft", "draft", "_private", "unpublished"])


@dataclass
class Survey:
    """What the paths hold, determined before any manuscript is read."""

    total: int | None = 0
    """How many manuscripts; None where that is not known before reading."""
    passed_over: Counter = field(default_factory=Counter)
    """How many files were passed over in folders, by the ending of their name."""
    links: list[Path] = field(default_factory=list)
    """Symbolic links that lead out of their folder and are not followed."""


def files_of(path: Path, survey: Survey | None = None) -> Iterator[Path]:
    """The file itself, or the manuscripts in the folder and its subfolders, ordered by name.

    Hidden files and folders are skipped silently. Files with other endings, and symbolic links that
    lead out of the folder, are counted in `survey`.
    """
    if not path.is_dir():
        yield path
        return
    survey = survey or Survey()
    root = path.resolve()
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith("."):
                continue
            if file.is_symlink() and not file.resolve().is_relative_to(root):
                survey.links.append(file)
            elif file.suffix.lower() in SUFFIXES:
                yield file
            else:
                survey.passed_over[file.suffix.lower() or name] += 1


def items_of(
    paths: Iterable[str], format: str = "auto", stdin: BinaryIO | None = None, library=Library
) -> Iterator[ImportItem | Failure]:
    """Every manuscript of the paths. `library` creates the media of a folder (see media.Folder)."""
    for name in paths:
        if name == STDIN:
            found = read(stdin.read(), format, "stdin")
            yield from with_keys(found, "stdin", True, library())
            continue
        path = Path(name)
        root = library(path if path.is_dir() else path.parent)
        for file in files_of(path):
            holds_many = (detect_format(str(file)) if format == "auto" else format) == "jsonl"
            found = held_by_name(read(file, format), file, path)
            yield from with_keys(found, str(file.resolve()), holds_many, root.beside(file.parent))


def held_by_name(
    found: Iterable[Manuscript | Failure], file: Path, root: Path
) -> Iterator[Manuscript | Failure]:
    """Holds back manuscripts that an archive files as drafts: `_drafts/x.md`, `draft_x.html`."""
    inside = file.relative_to(root).parts[:-1] if root.is_dir() else (file.absolute().parent.name,)
    folder = next((name for name in inside if name.lower() in DRAFT_FOLDERS), "")
    is_named = file.name.lower().startswith("draft_")
    for manuscript in found:
        if isinstance(manuscript, Manuscript) and (folder or is_named):
            reason = _("it lies in the folder “%s”") % folder
            if is_named:
                reason = _("its file is called “%s”") % file.name
            manuscript.visibility.hold(DRAFT, reason)
        yield manuscript


def with_keys(
    found: Iterable[Manuscript | Failure], source: str, holds_many: bool, media
) -> Iterator[ImportItem | Failure]:
    for manuscript in found:
        if isinstance(manuscript, Failure):
            yield manuscript
        else:
            yield ImportItem(manuscript, import_key(manuscript, source, holds_many), media)


def import_key(manuscript: Manuscript, source: str, holds_many: bool) -> str:
    """The key that identifies the manuscript: its own key, or else its file.

    If one file holds many manuscripts, the slug or headline is part of the key, because the keys in
    record collections are not always unique.
    """
    key = manuscript.key or source
    if holds_many:
        key = f"{key} {manuscript.slug or manuscript.title}"
    return key_of(key)


def survey_of(paths: Iterable[str]) -> Survey:
    """Walks the paths without reading a manuscript."""
    survey = Survey()
    for name in paths:
        if name == STDIN:
            survey.total = None
            continue
        for file in files_of(Path(name), survey):
            if survey.total is not None:
                holds_many = file.suffix.lower() in {".jsonl", ".ndjson"}
                survey.total += lines_in(file) if holds_many else 1
    return survey


def lines_in(file: Path) -> int:
    try:
        with file.open("rb") as opened:
            return sum(1 for line in opened if line.strip())
    except OSError:
        return 1
