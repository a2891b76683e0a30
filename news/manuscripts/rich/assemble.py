"""Assembles items in reading order into introduction, sections and FAQs."""

import re

from ..labels import is_faq_label, is_question
from ..model import FaqGroup, Manuscript, Paragraph, Question, Section, Subheading
from ..plain import plain_text
from ..report import Report, shortened
from .items import Details, FaqBox, Heading, Item, Prose, ProseRun, flatten, to_piece

DEFAULT_FAQ_TITLE = "Questions and answers"

_NUMBERED_QUESTION = re.compile(
    r"^(?:Q(?:uestion)?\s*)?(?P<number>\d{1,3})\s*[.):]\s+(?P<text>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BOLD_QUESTION = re.compile(r"^<b>([^<]*\?)\s*</b>$")


def assemble(manuscript: Manuscript, items: list[Item], report: Report) -> None:
    """Sets introduction and body from `items`. Takes a missing title from an H1."""
    items = _without_title(manuscript, items)
    _Assembly(manuscript, report, _top_level(items)).run(items)


def _without_title(manuscript: Manuscript, items: list[Item]) -> list[Item]:
    """The items without the heading that is the article's title."""
    h1s = [item for item in items if isinstance(item, Heading) and item.level == 1]
    if not h1s:
        return items
    first = h1s[0]
    if not manuscript.title and (len(h1s) == 1 or items[0] is first):
        manuscript.title = first.text
    elif _bare(first.text) != _bare(manuscript.title):
        return items
    return [item for item in items if item is not first]


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def _top_level(items: list[Item]) -> int:
    """The heading level of sections."""
    levels = [item.level for item in items if isinstance(item, Heading)]
    if levels.count(1) == 1 and 2 in levels:
        # A single H1 among H2s is a section like them; otherwise there would be one huge section.
        return 2
    return min(levels, default=2)


class _Assembly:
    def __init__(self, manuscript: Manuscript, report: Report, top: int):
        self.manuscript = manuscript
        self.report = report
        self.top = top
        self.section: Section | None = None
        self.details: FaqGroup | None = None
        """The group that open questions in a row belong to."""

    def run(self, items: list[Item]) -> None:
        index = 0
        while index < len(items):
            item = items[index]
            if isinstance(item, Heading):
                length = _faq_length(items, index)
                if length:
                    group = FaqGroup(item.text, item.anchor)
                    self._faq(group, items[index + 1 : index + length])
                    index += length
                    continue
                self._heading(item)
            elif isinstance(item, FaqBox):
                group = FaqGroup(item.title or DEFAULT_FAQ_TITLE, item.anchor)
                group.numbered = item.numbered
                self._faq(group, item.items)
            elif isinstance(item, Details):
                self._question(item)
            else:
                self._piece(item)
            index += 1

    def _heading(self, heading: Heading) -> None:
        self.details = None
        if heading.level <= self.top or self.section is None:
            self.section = Section(heading.text, heading.anchor)
            self.manuscript.body.append(self.section)
        else:
            self.section.pieces.append(Subheading(heading.text, heading.anchor))

    def _piece(self, item: Item) -> None:
        self.details = None
        pieces = self.section.pieces if self.section else self.manuscript.introduction
        piece = to_piece(item)
        if pieces and isinstance(piece, Paragraph) and isinstance(pieces[-1], Paragraph):
            pieces[-1].html += piece.html
        else:
            pieces.append(piece)

    def _question(self, item: Details) -> None:
        if self.details is None:
            self.details = FaqGroup(DEFAULT_FAQ_TITLE)
            self.manuscript.body.append(self.details)
        answer = flatten(item.answer, self.report, "an answer")
        self.details.questions.append(Question(item.question, item.anchor, answer))

    def _faq(self, group: FaqGroup, items: list[Item]) -> None:
        """Reads an FAQ. The items before the first question are its introduction."""
        self.details = None
        introduction, entries = split_questions(items)
        entries, counted = without_numbers(entries)
        group.numbered = group.numbered or counted
        group.introduction = flatten(introduction, self.report, "the introduction of an FAQ")
        for question, anchor, answer in entries:
            html = flatten(answer, self.report, "an answer")
            if not html:
                self.report.lose(f"the question “{shortened(question)}” has no answer")
            group.questions.append(Question(question, anchor, html))
        if group.questions or group.introduction:
            self.manuscript.body.append(group)


Entry = tuple[str, str, list[Item]]


def split_questions(items: list[Item]) -> tuple[list[Item], list[Entry]]:
    """The items before the first question, and each (question, anchor, answer) of an FAQ."""
    headings = [item for item in items if isinstance(item, Heading)]
    level = min((heading.level for heading in headings), default=0)
    if not level and not any(isinstance(item, Details) for item in items):
        items = _bold_questions_as_headings(items)
        level = 6
    introduction: list[Item] = []
    entries: list[Entry] = []
    for item in items:
        if isinstance(item, Heading) and item.level == level:
            entries.append((item.text, item.anchor, []))
        elif isinstance(item, Details):
            entries.append((item.question, item.anchor, item.answer))
        elif entries:
            entries[-1][2].append(item)
        else:
            introduction.append(item)
    return introduction, entries


def without_numbers(entries: list[Entry]) -> tuple[list[Entry], bool]:
    """Removes the numbers of questions numbered from 1; also returns whether there were any."""
    marks = [_NUMBERED_QUESTION.match(question) for question, _, _ in entries]
    numbers = [int(mark["number"]) if mark else 0 for mark in marks]
    if len(entries) < 2 or numbers != list(range(1, len(entries) + 1)):
        return entries, False
    pairs = zip(entries, marks, strict=True)
    return [(mark["text"], anchor, answer) for (_, anchor, answer), mark in pairs], True


def _bold_questions_as_headings(items: list[Item]) -> list[Item]:
    """Turns questions in bold paragraphs into headings; other paragraphs stay unchanged."""
    result: list[Item] = []
    for item in items:
        if not isinstance(item, ProseRun):
            result.append(item)
            continue
        run: list[Prose] = []
        for block in item.blocks:
            match = _BOLD_QUESTION.match(block.html) if block.tag == "p" else None
            if match is None:
                run.append(block)
                continue
            if run:
                result.append(ProseRun(run, item.line))
                run = []
            result.append(Heading(6, plain_text(match[1]), "", item.line))
        if run:
            result.append(ProseRun(run, item.line))
    return result


def _faq_length(items: list[Item], start: int) -> int:
    """The number of items of the FAQ whose heading is at `start`; 0 if there is no FAQ."""
    label = items[start]
    if not is_faq_label(label.text):
        return 0
    flat = _has_flat_questions(items, start)
    end = start + 1
    while end < len(items):
        item = items[end]
        if isinstance(item, FaqBox):
            break
        if isinstance(item, Heading) and not _belongs(item, label, flat):
            break
        end += 1
    return end - start if _has_questions(items[start + 1 : end]) else 0


def _belongs(heading: Heading, label: Heading, flat: bool) -> bool:
    """Whether a heading after an FAQ label is part of the FAQ."""
    if heading.level > label.level:
        return True
    return flat and heading.level == label.level and is_question(heading.text)


def _has_flat_questions(items: list[Item], start: int) -> bool:
    """Whether the questions of an FAQ have the level of its label: `## FAQs`, `## What is it?`"""
    following = items[start + 1] if start + 1 < len(items) else None
    return (
        isinstance(following, Heading)
        and following.level == items[start].level
        and is_question(following.text)
    )


def _has_questions(items: list[Item]) -> bool:
    return any(isinstance(item, Heading | Details) for item in items) or any(
        block.tag == "p" and _BOLD_QUESTION.match(block.html)
        for item in items
        if isinstance(item, ProseRun)
        for block in item.blocks
    )
