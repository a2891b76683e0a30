"""Plain text with a header (`Status: draft`) that is not part of the text."""

from ..front_matter import FrontMatter
from ..header import split_header
from ..model import Manuscript
from ..report import Report
from ..rich.critic import without_remarks
from ..visibility import take_lines
from .markdown import inline_rich_text
from .text import read_text


def read_headed_text(text: str, name: str = "") -> Manuscript:
    """The article in a plain text. Raises ManuscriptError if the text contains no words."""
    header = split_header(text, name)
    report, values = Report(), Manuscript()
    FrontMatter(report, header.line_of, inline_rich_text).fill(values, header.data)
    body = without_remarks(take_lines(header.body, values.visibility), report)
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
