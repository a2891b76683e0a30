"""The entry point: from a file or a text to manuscripts."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .cleaning import clean, decode, without_forbidden
from .errors import Failure, ManuscriptError, location, unexpected
from .foreign import SAMPLE, foreign_kind, refusal
from .formats import FORMATS, detect_format
from .model import Manuscript
from .readers.headed import read_headed_text
from .readers.html import read_html
from .readers.jsonl import read_jsonl
from .readers.markdown import read_markdown

logger = logging.getLogger(__name__)

_SINGLE: dict[str, Callable[[str, str], Manuscript]] = {
    "text": read_headed_text,
    "markdown": read_markdown,
    "html": read_html,
}


def read(
    path_or_text: os.PathLike | str | bytes, format: str = "auto", name: str = ""
) -> Iterator[Manuscript | Failure]:
    """Every article in a file (a path object) or in a text (a string, or undecoded bytes).

    An unreadable article yields a Failure in its place, and the others follow. Only an unknown
    `format` raises ValueError. JSON Lines are read one line at a time.
    """
    if format not in (*FORMATS, "auto"):
        raise ValueError(f"unknown format: {format}")
    return map(_storable, _read(path_or_text, format, name))


def _storable(found: Manuscript | Failure) -> Manuscript | Failure:
    """The result without characters that no database stores. A manuscript reports their loss."""
    cleaned = without_forbidden(found)
    if cleaned is not found and isinstance(cleaned, Manuscript):
        cleaned.losses = [*cleaned.losses, "Characters that cannot be stored were left out"]
    return cleaned


def _read(source: os.PathLike | str | bytes, format: str, name: str):
    is_path = isinstance(source, os.PathLike)
    name = str(name or (os.fspath(source) if is_path else ""))
    try:
        head = _head(Path(source)) if is_path else source[:SAMPLE]
        kind = foreign_kind(name, head, is_certain=format != "auto")
        if kind:
            yield Failure(name, refusal(kind))
            return
        if format == "auto":
            format = detect_format(name, head if isinstance(head, str) else decode(head))
        if is_path and format == "jsonl":
            yield from _read_jsonl_file(Path(source), name)
            return
        raw = Path(source).read_bytes() if is_path else source
    except OSError as error:
        yield Failure(name, f"it cannot be opened: {error.strerror or error}")
        return
    text = decode(raw, html=format == "html") if isinstance(raw, bytes) else raw
    if format == "jsonl":
        yield from read_jsonl(_lines(text), name)
    else:
        yield _read_one(format, text, name)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SAMPLE)


def _read_one(format: str, text: str, name: str) -> Manuscript | Failure:
    try:
        manuscript = _SINGLE[format](clean(text), name)
    except ManuscriptError as error:
        return Failure(location(error.file or name, error.line), error.reason)
    except RecursionError:
        return Failure(name, "it is nested too deeply")
    except Exception as error:
        # One bad file must not stop the import of a thousand. The log has the traceback.
        logger.exception("Unexpected error in %s", name)
        return Failure(name, unexpected(error))
    manuscript.location = location(name, 1) if name else ""
    return manuscript


def _read_jsonl_file(path: Path, name: str) -> Iterator[Manuscript | Failure]:
    with path.open("rb") as file:
        yield from read_jsonl(_decoded(file), name)


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield decode(line).removeprefix("\ufeff") if not number else decode(line)


def _lines(text: str) -> Iterator[str]:
    # Not splitlines(): JSON strings may contain unescaped U+2028 and similar characters.
    yield from text.removeprefix("\ufeff").split("\n")
