"""Sections of a page that are not sections of the article: furniture, and the takeaways."""

import re

from ...labels import is_contents_label, is_takeaways_label
from ...model import FaqGroup, Manuscript, Paragraph, Section, pieces_text
from ...plain import plain_text
from ...report import Report
from ..text.phrases import ANYWHERE, HEADLINES


def drop_furniture_sections(manuscript: Manuscript, report: Report) -> None:
    """Drops furniture in the form of sections: “Leave a Reply”, “Recent News”, contents."""
    remaining: list[Section | FaqGroup] = []
    for section in manuscript.body:
        if isinstance(section, FaqGroup) or not _is_furniture_section(section):
            remaining.append(section)
            continue
        report.drop(section.heading)
        for line in pieces_text(section.pieces).split("\n"):
            report.drop(line)
    manuscript.body = remaining


def _is_furniture_section(section: Section) -> bool:
    heading = section.heading
    text = pieces_text(section.pieces)
    if ANYWHERE.match(heading):
        return all(
            ANYWHERE.match(line) or len(line.split()) < 4 for line in text.split("\n") if line
        )
    if HEADLINES.match(heading) or is_contents_label(heading):
        return all(
            isinstance(piece, Paragraph) and _is_only_links(piece.html) for piece in section.pieces
        )
    return False


def _is_only_links(html: str) -> bool:
    return not re.sub(r"\W", "", plain_text(re.sub(r"<a [^>]*>.*?</a>", "", html)))


def take_takeaways(manuscript: Manuscript) -> None:
    """Moves a section “Key takeaways” that contains only a list into the takeaways."""
    for section in manuscript.sections:
        if not is_takeaways_label(section.heading) or len(section.pieces) != 1:
            continue
        piece = section.pieces[0]
        if isinstance(piece, Paragraph) and re.fullmatch(r"<[uo]l>.*</[uo]l>", piece.html):
            items = re.findall(r"<li>(.*?)</li>", piece.html)
            if "".join(f"<li>{item}</li>" for item in items) == piece.html[4:-5]:
                manuscript.takeaways = items
                manuscript.body.remove(section)
                return
