"""Sections, lists, key takeaways and FAQs of pasted text."""

import re
from html import escape
from itertools import pairwise

from ...guess import Guess
from ...labels import (
    is_contents_label,
    is_faq_label,
    is_points_label,
    is_question,
    is_takeaways_label,
)
from ...model import FaqGroup, Manuscript, Question, Section, Subheading
from ...report import Report, shortened
from .blocks import pieces, rich_text
from .emphasis import without_marks
from .no_headings import no_headings, numbered_headings
from .phrases import bare
from .questions import Faq, FaqFinder
from .shapes import ends_sentence, is_heading, is_heading_text, is_sentence, looks_set
from .units import Unit

_LEADERS = re.compile(r"\.{3,}")
MAX_ENTRIES = 120
MAX_LABEL_WORDS = 4
MIN_BEHIND_TEXT = 4
"""How many lines make contents that have no known label and stand behind running text."""

MAX_TAKEAWAY_WORDS = 45
MAX_LAST_POINTS = 6


def drop_contents(units: list[Unit], report: Report) -> tuple[list[Unit], set[str]]:
    """Drops tables of contents; also returns the (bare) headings that they list."""
    finder = _Contents(units)
    promised: set[str] = set()
    remaining: list[Unit] = []
    index = 0
    while index < len(units):
        end = finder.end(index)
        if end == index:
            remaining.append(units[index])
            index += 1
            continue
        for unit in units[index:end]:
            report.drop(unit.raw)
            promised.add(bare(unit.text))
        if end < len(units):
            units[end].gap_before = True
        index = end
    return remaining, promised


class _Contents:
    """Finds tables of contents: lines that occur again later as headings."""

    def __init__(self, units: list[Unit]):
        self.units = units
        self.names = ["" if unit.rows else bare(unit.text) for unit in units]
        self.last = {name: index for index, name in enumerate(self.names)}
        self.may_be_entry = [_may_be_entry(unit) for unit in units]
        self.text_start = next((i for i, unit in enumerate(units) if is_sentence(unit)), len(units))

    def end(self, start: int) -> int:
        """The index after a table of contents that begins at `start`; `start` if there is none."""
        unit = self.units[start]
        labelled = not unit.is_item and is_contents_label(unit.text)
        behind_text = not labelled and start > self.text_start
        if behind_text and not self.may_be_entry[start]:
            return start
        if behind_text and unit.is_item and self.units[start - 1].text.endswith(":"):
            return start  # The article's own list of what follows.
        # A label with unknown words (“What you will find here”) does not occur again.
        titled = (
            not (labelled or unit.is_item or unit.byline)
            and self.last[self.names[start]] == start
            and (behind_text or unit.words <= MAX_LABEL_WORDS)
        )
        first = start + 1 if labelled or titled else start
        hits = self._hits(first)
        if (behind_text or titled) and not (len(hits) >= MIN_BEHIND_TEXT and all(hits)):
            return start
        enough = sum(hits) >= max(1, len(hits) * 0.6) if labelled else sum(hits) == len(hits) > 2
        return first + len(hits) if enough else first if labelled else start

    def _hits(self, first: int) -> list[bool]:
        """For each possible entry from `first` on, whether it occurs again after all entries."""
        end = first
        seen: set[str] = set()
        limit = min(len(self.units), first + MAX_ENTRIES)
        while end < limit and self.may_be_entry[end]:
            if self.names[end] in seen:
                break
            seen.add(self.names[end])
            end += 1
        hits = [self.last[name] >= end for name in self.names[first:end]]
        while hits and not hits[-1]:
            hits.pop()
        return hits


def _may_be_entry(unit: Unit) -> bool:
    if unit.rows or unit.divider or unit.words > 20 or is_sentence(unit):
        return False
    if is_question(unit.text) or not ends_sentence(unit.text):
        return True
    return bool(_LEADERS.search(unit.text))


def read_outline(
    units: list[Unit], promised: set[str], manuscript: Manuscript, report: Report
) -> None:
    """Divides the article's text into introduction, sections, takeaways and FAQs."""
    _Outline(units, promised, manuscript, report).read()


class _Outline:
    def __init__(
        self, units: list[Unit], promised: set[str], manuscript: Manuscript, report: Report
    ):
        self.units = units
        self.promised = promised
        self.manuscript = manuscript
        self.report = report
        self.section: Section | None = None
        self._run: list[Unit] = []
        self._colons = _colon_headings(units)
        self._faqs = FaqFinder(units)
        self._points_end = 0
        self._numbered = numbered_headings(units)
        self._no_headings = no_headings(units, {each.name for each in manuscript.authors})

    def read(self) -> None:
        index = self._leading_takeaways()
        while index < len(self.units):
            index = self._step(index)
        self._end_run()

    def _step(self, index: int) -> int:
        unit = self.units[index]
        takeaways = self._takeaways_end(index)
        if takeaways > index:
            return takeaways
        if self._is_faq_label(unit):
            faq = self._faqs.read(index + 1)
            if faq:
                self._add_faq(unit, faq)
                return faq.end
        items = self._bare_list_end(index)
        if items > index:
            for item in self.units[index:items]:
                item.bullet = True
                item.raw = item.text
        elif self.is_heading(index):
            self._add_heading(index)
            return index + 1
        self._run.extend(self.units[index : max(items, index + 1)])
        return max(items, index + 1)

    def _is_faq_label(self, unit: Unit) -> bool:
        return (
            (unit.plain or unit.number is not None)
            and is_faq_label(unit.text)
            and (is_heading_text(unit.text.rstrip(": ")) or unit.hashed)
        )

    # Headings

    def is_heading(self, index: int) -> bool:
        unit = self.units[index]
        following = self.units[index + 1] if index + 1 < len(self.units) else None
        if following is None or unit.divider or unit.rows:
            return False
        if unit.number is not None:
            promised = bare(unit.text) in self.promised and is_heading_text(unit.text)
            return promised or index in self._numbered
        if unit.bullet:
            return False
        if unit.hashed or (bare(unit.text) in self.promised and is_heading_text(unit.text)):
            return True
        if index in self._colons:
            return True
        if not is_heading(unit) or index in self._no_headings:
            return False
        if unit.text[0].islower() and not (unit.gap_before and unit.gap_after):
            before = self.units[index - 1] if index else None
            # Between complete sentences it cannot be the rest of a sentence.
            if before is not None and not (before.is_item or ends_sentence(before.text)):
                return False
            return is_sentence(following) and not following.text[0].islower()
        if not unit.gap_before and unit.gap_after and index and not self.units[index - 1].is_item:
            # The last line of a block. A heading is the first line of a block.
            return not is_sentence(self.units[index - 1]) or looks_set(unit.text)
        return True

    def _add_heading(self, index: int) -> None:
        unit = self.units[index]
        text = without_marks(unit.raw if unit.number is not None else unit.text).rstrip(": ")
        text = text.strip("*_ ")
        empty = self.section is not None and not self.section.pieces and not self._run
        if empty and not unit.hashed:
            # Two consecutive headings: the second is one level lower.
            self.section.pieces.append(Subheading(text))
            return
        self._end_run()
        if self._is_doubtful(index):
            self.manuscript.guesses.append(Guess("heading", [text], line=unit.line))
        self.section = Section(text)
        self.manuscript.body.append(self.section)

    def _is_doubtful(self, index: int) -> bool:
        """Whether the neighbours of a heading, rather than its shape, identified it."""
        unit = self.units[index]
        if unit.hashed or bare(unit.text) in self.promised:
            return False
        return index in self._colons or unit.number is not None or unit.text[0].islower()

    def _end_run(self) -> None:
        run, self._run = self._run, []
        target = self.section.pieces if self.section else self.manuscript.introduction
        target.extend(pieces(run))
        for unit in run:
            if unit.after_end:
                self.report.lose(
                    f"kept text found behind the end of the page: “{shortened(unit.text)}”",
                    unit.line,
                )

    # Lists that lost their bullets

    def _bare_list_end(self, index: int) -> int:
        """The index after a run of short lines that are not headings; `index` if there is none."""
        before = self.units[index - 1] if index else None
        leads = before is not None and before.text.endswith(":")
        opens = before is not None and self.section is not None and not self._run
        if not (leads or opens):
            return index
        end = index
        while end < len(self.units) and self._may_be_bare_item(end):
            end += 1
        if end - index < (2 if leads else 3):
            return index
        run = self.units[index:end]
        if end < len(self.units) and self._heads_text(run, end):
            end -= 1
        return end if end - index > 1 else index

    def _may_be_bare_item(self, index: int) -> bool:
        unit = self.units[index]
        return (
            is_heading(unit)
            and not unit.hashed
            and bare(unit.text) not in self.promised
            and not is_faq_label(unit.text)
            and not is_takeaways_label(unit.text)
            and not unit.text.endswith("?")
        )

    def _heads_text(self, run: list[Unit], end: int) -> bool:
        """Whether the last of some short lines is the heading of the following text."""
        last = run[-1]
        if last.gap_after and not last.gap_before:
            return False  # The line ends the block of the others.
        if not is_sentence(self.units[end]) and not self.units[end].is_item:
            return False
        if last.gap_before and not all(unit.gap_before for unit in run[1:]):
            return True
        return looks_set(last.text) and not all(looks_set(unit.text) for unit in run[:-1])

    # Key takeaways

    def _leading_takeaways(self) -> int:
        """Bullets before any text are the key points, with or without a label."""
        end = 0
        while end < len(self.units) and self.units[end].bullet:
            end += 1
        if end < 2 or end == len(self.units):
            return 0
        points = self.units[:end]
        self._take(points)
        words = [unit.text for unit in points]
        self.manuscript.guesses.append(Guess("takeaways", words, line=points[0].line))
        return end

    def _takeaways_end(self, index: int) -> int:
        """Takes the points below a label like “Key takeaways”; returns `index` if there are
        none."""
        label = self.units[index]
        if not label.plain or self.manuscript.takeaways:
            return index
        if is_points_label(label.text):
            end = self._bullets_end(index + 1)
            self._take(self.units[index + 1 : end])
            return end if end > index + 1 else index
        if not is_takeaways_label(label.text):
            return index
        end = self._items_end(index + 1)
        if end == index + 1:
            end = self._short_sentences_end(index + 1)
        if end == index + 1:
            return index
        self._take(self.units[index + 1 : end])
        return end

    def _bullets_end(self, start: int) -> int:
        end = start
        while end < len(self.units) and self.units[end].bullet:
            end += 1
        return end

    def _items_end(self, start: int) -> int:
        """The index after the items at `start`. A line that leads to them (“Remember:”) counts
        too."""
        first = start
        if first < len(self.units) and self.units[first].plain:
            if not self.units[first].text.endswith(":"):
                return start
            first += 1
        end = first
        while end < len(self.units) and self.units[end].is_item and not self.units[end].rows:
            end += 1
        return end if end > first else start

    def _short_sentences_end(self, start: int) -> int:
        """The index after two or more related lines of one short sentence each."""
        if start < self._points_end:
            return start  # These lines were already tried for an earlier label.
        end = start
        while end < len(self.units):
            unit = self.units[end]
            if not unit.plain or unit.words > MAX_TAKEAWAY_WORDS or unit.hashed or unit.after_end:
                break
            if end > start and unit.gap_before and not self.units[start].gap_after:
                break
            if not ends_sentence(unit.text) and (self.units[start].gap_after or is_sentence(unit)):
                break
            end += 1
        together = end - start > 1 and not self.units[start].gap_after
        # If blank lines separate all lines, only a heading or the end shows where the points end.
        if end < len(self.units):
            stops = is_heading(self.units[end])
        else:
            stops = end - start <= MAX_LAST_POINTS
        closed = end - start > 1 and stops
        if together or closed:
            return end
        if end > start and self.units[start].gap_after:
            self._points_end = end
        return start

    def _take(self, units: list[Unit]) -> None:
        self.manuscript.takeaways.extend(escape(unit.text, quote=False) for unit in units)

    # Questions

    def _add_faq(self, label: Unit, faq: Faq) -> None:
        self._end_run()
        group = FaqGroup(label.text.rstrip(": "), introduction=rich_text(faq.introduction))
        for asked in faq.questions:
            answer = rich_text(asked.answer)
            if not answer:
                self.report.lose(f"the question “{shortened(asked.question)}” has no answer")
            group.questions.append(Question(asked.question, "", answer))
        group.numbered = faq.numbered
        self.manuscript.body.append(group)
        self.section = None
        self._after_faq(faq)

    def _after_faq(self, faq: Faq) -> None:
        """Text after an FAQ begins with a heading, because `read_faq` stops at nothing else."""
        if faq.end < len(self.units):
            heading = self.units[faq.end]
            heading.hashed = True


def _colon_headings(units: list[Unit]) -> set[int]:
    """`Symptoms:` above a paragraph is a heading if the article has no other headings."""
    found = {
        index
        for index, unit in enumerate(units[:-1])
        if unit.plain
        and unit.text.endswith(":")
        and unit.words <= 6
        and (unit.gap_before or (index > 0 and is_sentence(units[index - 1])))
        and is_sentence(units[index + 1])
        and is_heading_text(unit.text[:-1])
    }
    others = any(
        is_heading(unit) and is_sentence(following) and unit.gap_before
        for unit, following in pairwise(units)
    )
    return found if len(found) > 1 and not others else set()
