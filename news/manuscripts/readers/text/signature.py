"""The byline at the end of an article: a name, a date, a line about the author."""

import re

from ...guess import Guess
from ...labels import is_faq_label, is_points_label, is_question, is_takeaways_label
from ...model import Author, Manuscript
from ...report import Report, shortened
from .authors import has_writer, store, take_byline, writers
from .bylines import Credits, is_job, read_credits
from .person_names import is_person
from .phrases import TAGS_LINE, topics_of
from .shapes import is_text
from .units import Unit

MAX_BOX = 3
MAX_AUTHOR_BOX = 7
MAX_BEHIND = 16
"""How many lines may stand between a closing byline and the end."""

_BIOGRAPHY = re.compile(
    r"^(?P<name>(?:[^\W\d_][\w’'.-]*\s+){1,4}[^\W\d_][\w’'.-]*),?\s+"
    r"(?:is|was|works|writes|reports|covers|teaches)\s+(?P<rest>.+)$"
)
_QUOTE = re.compile(r"^[“\"«].*[”\"»]\W*$")


def read_signature(
    units: list[Unit], manuscript: Manuscript, report: Report
) -> tuple[list[Unit], bool]:
    """The units without closing byline, dates and tags; and whether there was a byline."""
    reader = _Signature(units, manuscript, report)
    reader.read()
    remaining = [unit for index, unit in enumerate(units) if index not in reader.taken]
    return _without_author_box(remaining, manuscript, report), reader.signed


def _without_author_box(units: list[Unit], manuscript: Manuscript, report: Report) -> list[Unit]:
    """Drops the author's name above the last lines, if these describe the author."""
    known = writers(manuscript)
    for index in range(max(1, len(units) - MAX_AUTHOR_BOX), len(units)):
        byline = units[index].byline
        if not (byline and set(byline.names) <= known):
            continue
        end = index + 1
        if end < len(units) and units[end].plain and is_job(units[end].text):
            end += 1
        for unit in units[index:end]:
            report.drop(unit.raw)
        return units[:index] + units[end:]
    return units


class _Signature:
    def __init__(self, units: list[Unit], manuscript: Manuscript, report: Report):
        self.units = units
        self.manuscript = manuscript
        self.report = report
        self.taken: set[int] = set()
        self.signed = False
        self._signatures: list[int] = []

    def read(self) -> None:
        """Reads the last lines backwards, as long as they can follow a byline."""
        self._read_signature_above_note()
        for index in range(len(self.units) - 1, max(-1, len(self.units) - 1 - MAX_BEHIND), -1):
            if not self._read_line(index):
                break
        for index in reversed(self._signatures):
            take_byline(self.units[index], self.manuscript, self.report, at_end=True)
        if self._signatures:
            self._drop_behind(self._signatures[0] + 1)

    def _read_signature_above_note(self) -> None:
        """“Author: Jane Doe” above one or two sentences about the site."""
        for index in range(len(self.units) - 1, max(0, len(self.units) - 1 - MAX_BOX), -1):
            unit = self.units[index]
            credits = read_credits(unit.text) if unit.plain else None
            if credits and credits.explicit and says_more(credits, self.manuscript):
                store(credits, unit, self.manuscript, self.report)
                self.signed = True
                self.taken.add(index)
                self._read_date_over(index)
                return

    def _read_date_over(self, index: int) -> None:
        unit = self.units[index - 1]
        credits = read_credits(unit.text) if unit.plain else None
        if credits and not credits.authors and says_more(credits, self.manuscript):
            store(credits, unit, self.manuscript, self.report)
            self.taken.add(index - 1)

    def _read_line(self, index: int) -> bool:
        """Takes a line that belongs to the byline. False if the article's text begins there."""
        unit = self.units[index]
        credits = read_credits(unit.text) if unit.plain else None
        if unit.byline and self._is_signature(index):
            self._signatures.append(index)
            self.taken.add(index)
            self.signed = True
        elif credits and says_more(credits, self.manuscript):
            store(credits, unit, self.manuscript, self.report)
            self.signed = self.signed or credits.explicit
            self.taken.add(index)
        elif unit.plain and TAGS_LINE.match(unit.text) and topics_of(unit.text):
            self.manuscript.topics = self.manuscript.topics or topics_of(unit.text)
            self.taken.add(index)
        else:
            return not self.signed and self._may_follow(unit)
        return True

    def _is_signature(self, index: int) -> bool:
        """Whether a name near the end is the byline, rather than a heading or a quoted person."""
        if self._signatures:
            # Two people sign on lines of their own, one directly above the other.
            return index == self._signatures[-1] - 1
        names = set(self.units[index].byline.names)
        known = writers(self.manuscript)
        before = self.units[index - 1] if index else None
        if (known and not names & known) or before is None:
            return False
        if before.text.endswith(":") or _QUOTE.match(before.text):
            return False
        if before.byline and index > 1 and self.units[index - 2].byline:
            return False  # A list of names.
        return not self._heads_list(index)

    def _heads_list(self, index: int) -> bool:
        """Whether a name is the heading of a list, in an article with more such headings."""
        following = self.units[index + 1] if index + 1 < len(self.units) else None
        if following is None or not following.is_item:
            return False
        return any(unit.byline for unit in self.units[:index])

    def _may_follow(self, unit: Unit) -> bool:
        """Whether a line can follow the byline: key points, a job, words of the page."""
        if unit.divider or unit.is_item:
            return True
        if unit.rows or unit.byline:
            return False
        return not is_text(unit) and not is_question(unit.text) and not is_faq_label(unit.text)

    def _drop_behind(self, start: int) -> None:
        """Drops the short lines of the page after a byline. Lists and their labels stay."""
        for index in range(start, len(self.units)):
            unit = self.units[index]
            if index in self.taken or not unit.plain or _labels_points(unit.text):
                continue
            if is_job(unit.text):
                self.report.lose(f"“{shortened(unit.text)}” under the byline", unit.line)
            else:
                self.report.drop(unit.raw)
            self.taken.add(index)


def _labels_points(text: str) -> bool:
    return is_takeaways_label(text) or is_points_label(text)


def says_more(credits: Credits, manuscript: Manuscript) -> bool:
    """Whether a credit line adds the first writer, or the first date."""
    if credits.authors:
        return credits.explicit and not has_writer(manuscript)
    return not (manuscript.date or manuscript.updated)


def read_biography(units: list[Unit], manuscript: Manuscript) -> None:
    """Takes the author from “Jane Doe is a writer in Oslo.” at the end, if there is no byline."""
    if has_writer(manuscript) or len(units) < 3:
        return
    unit = units[-1]
    match = _BIOGRAPHY.match(unit.text) if unit.plain and len(unit.text) < 400 else None
    if match and is_person(match["name"]) and is_job(" ".join(match["rest"].split()[:6])):
        manuscript.authors.append(Author(match["name"]))
        manuscript.guesses.append(
            Guess("biography", [match["name"]], [match["name"]], True, unit.line)
        )
