"""Plain text with a header before it (`Status: draft`), which is no part of the text."""

import re

from ..front_matter import FrontMatter
from ..header import split_header
from ..model import Manuscript
from ..rich.critic import without_remarks
from ..rich.notes import Report
from ..visibility import is_visibility_key, read_visibility
from .markdown import inline_rich_text
from .text import read_text

_LINE = re.compile(r"\s*([A-Za-z][\w -]{2,20}?)\s*:\s*(\S.*)")
FIRST_LINES = 12
"""How far down, in lines with words, a line about visibility still belongs to the head."""


def read_headed_text(text: str, name: str = "") -> Manuscript:
    """The article in a plain text. Raises ManuscriptError when there are no words in it."""
    header = split_header(text, name)
    report, values = Report(), Manuscript()
    FrontMatter(report, header.line_of, inline_rich_text).fill(values, header.data)
    body = without_remarks(_without_visibility(header.body, values), report)
    title = values.title and f"{values.title}\n\n"
    manuscript = read_text(f"{title}{body}", name)
    for field in ("key", "slug", "section", "standfirst", "kind", "authors", "date", "updated"):
        if getattr(values, field):
            setattr(manuscript, field, getattr(values, field))
    manuscript.topics = list(dict.fromkeys([*values.topics, *manuscript.topics]))
    manuscript.visibility = values.visibility
    manuscript.dropped = [*report.dropped, *manuscript.dropped]
    manuscript.losses = [*report.losses, *manuscript.losses]
    return manuscript


def _without_visibility(text: str, values: Manuscript) -> str:
    """The text without lines near its beginning that say who may read it."""
    lines = text.split("\n")
    seen = 0
    for number, line in enumerate(lines):
        if seen == FIRST_LINES:
            break
        seen += bool(line.strip())
        match = _LINE.fullmatch(line)
        if match is None or not is_visibility_key(match[1]) or not _is_short(match[2]):
            continue
        if read_visibility(values.visibility, match[1], match[2].strip()):
            lines[number] = ""
    return "\n".join(lines)


def _is_short(value: str) -> bool:
    """Whether a value is one of a header: prose behind a colon has more words."""
    return len(value.split()) <= 4
