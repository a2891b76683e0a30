"""Gives an anchor to every section, sub-heading, FAQ and question of a manuscript."""

import re
from dataclasses import fields, is_dataclass
from html import unescape
from typing import Any

from core.anchors import slug_for

from .model import FaqGroup, Manuscript, Question, Section, Subheading
from .report import Report

RICH_FIELDS = frozenset({"html", "answer", "introduction"})

_FRAGMENT = re.compile(r'href="#([^"]+)"')

Anchored = Section | Subheading | FaqGroup | Question


def assign_anchors(manuscript: Manuscript, report: Report) -> None:
    """Sets anchors: those that the manuscript gives, or else anchors derived from the headings.
    Links within the manuscript are updated."""
    parts = list(_anchored(manuscript))
    taken: set[str] = set()
    renamed: dict[str, str] = {}
    # Anchors from the manuscript come first, so that no derived anchor takes one of them.
    for part in sorted(parts, key=lambda part: not part.anchor):
        given = part.anchor
        words, fallback = _words(part)
        part.anchor = slug_for(given or words, fallback, taken)
        taken.add(part.anchor)
        if given and given != part.anchor:
            renamed.setdefault(given, part.anchor)
    _mend_links(manuscript, taken, renamed, report)


def _anchored(manuscript: Manuscript):
    for part in manuscript.body:
        yield part
        if isinstance(part, Section):
            yield from (piece for piece in part.pieces if isinstance(piece, Subheading))
        else:
            yield from part.questions


def _words(part: Anchored) -> tuple[str, str]:
    match part:
        case Section(heading=heading):
            return heading, "section"
        case Subheading(text=text):
            return text, "part"
        case FaqGroup(title=title):
            return title, "questions"
        case Question(question=question):
            return question, "question"


def _mend_links(
    manuscript: Manuscript, taken: set[str], renamed: dict[str, str], report: Report
) -> None:
    def mend(html: str) -> str:
        return _FRAGMENT.sub(lambda match: f'href="#{target(match[1])}"', html)

    def target(quoted: str) -> str:
        name = unescape(quoted)
        if name in taken:
            return quoted
        if name in renamed:
            return renamed[name]
        report.lose(f"the link #{name} leads to no heading of the article")
        return quoted

    for part in [*manuscript.introduction, *manuscript.body]:
        _mend_part(part, mend)


def _mend_part(part: Any, mend) -> None:
    """Applies `mend` to every rich text in a piece or section, at any depth."""
    for each in fields(part):
        value = getattr(part, each.name)
        if isinstance(value, str):
            if each.name in RICH_FIELDS and 'href="#' in value:
                setattr(part, each.name, mend(value))
        elif isinstance(value, list):
            _mend_list(value, mend)


def _mend_list(values: list, mend) -> None:
    for index, value in enumerate(values):
        if is_dataclass(value):
            _mend_part(value, mend)
        elif isinstance(value, list):
            _mend_list(value, mend)
        elif isinstance(value, str) and 'href="#' in value:
            values[index] = mend(value)
