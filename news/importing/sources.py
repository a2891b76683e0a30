"""From paths on the command line to manuscripts with their keys and files."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from news.manuscripts import Failure, Manuscript, detect_format, read

from .media import Library
from .outcomes import Item, key_of

STDIN = "-"
SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".mdown", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson"}
)


def files_of(path: Path) -> Iterator[Path]:
    """The file, or the manuscripts in the folder and its folders, in the order of their names.

    Hidden files and folders, and files with other endings, are passed over.
    """
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield Path(folder, name)


def items_of(
    paths: Iterable[str], format: str = "auto", stdin: BinaryIO | None = None, library=Library
) -> Iterator[Item | Failure]:
    """Every manuscript of the paths. `library` makes the media of a folder (see media.Folder)."""
    for name in paths:
        if name == STDIN:
            found = read(stdin.read(), format, "stdin")
            yield from with_keys(found, "stdin", True, library())
            continue
        path = Path(name)
        root = library(path if path.is_dir() else path.parent)
        for file in files_of(path):
            holds_many = (detect_format(str(file)) if format == "auto" else format) == "jsonl"
            found = read(file, format)
            yield from with_keys(found, str(file.resolve()), holds_many, root.beside(file.parent))


def with_keys(
    found: Iterable[Manuscript | Failure], source: str, holds_many: bool, media
) -> Iterator[Item | Failure]:
    for manuscript in found:
        if isinstance(manuscript, Failure):
            yield manuscript
        else:
            yield Item(manuscript, import_key(manuscript, source, holds_many), media)


def import_key(manuscript: Manuscript, source: str, holds_many: bool) -> str:
    """What the manuscript is known by: its own key, or else its file.

    Where one file holds many the address or headline is a part of it: keys of record collections
    are known to repeat.
    """
    key = manuscript.key or source
    if holds_many:
        key = f"{key} {manuscript.slug or manuscript.title}"
    return key_of(key)


def count(paths: Iterable[str]) -> int | None:
    """How many manuscripts the paths hold, or None where that is not known before reading."""
    total = 0
    for name in paths:
        if name == STDIN:
            return None
        for file in files_of(Path(name)):
            total += lines_in(file) if file.suffix.lower() in {".jsonl", ".ndjson"} else 1
    return total


def lines_in(file: Path) -> int:
    try:
        with file.open("rb") as opened:
            return sum(1 for line in opened if line.strip())
    except OSError:
        return 1
