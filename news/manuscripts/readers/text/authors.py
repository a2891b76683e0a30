"""Moves bylines into the manuscript, and reports which ones were guessed."""

import re

from ...guess import Guess
from ...model import Author, Manuscript
from ...report import Report, shortened
from .bare_bylines import is_described_by
from .bylines import Credits
from .shapes import is_text
from .units import Unit

_STAND_INS = frozenset({"admin", "administrator", "webmaster", "editor", "staff", "guest"})
_UNNAMED = re.compile(
    r"^(?:our|an?|the)?\s*(?:\w+\s+){0,2}(?:correspondent|reporter|writer|contributor|team|desk)$",
    re.IGNORECASE,
)
"""What a content system writes where it knows no author."""


def _is_stand_in(author: Author) -> bool:
    return author.name.lower() in _STAND_INS or bool(_UNNAMED.match(author.name))


def _is_writer(author: Author) -> bool:
    return author.role == "words" and not _is_stand_in(author)


def _drop_stand_ins(manuscript: Manuscript, unit: Unit, report: Report) -> None:
    """Drops authors like “admin” if a writer is known by name."""
    for author in [each for each in manuscript.authors if _is_stand_in(each)]:
        manuscript.authors.remove(author)
        report.lose(f"“{author.name}” of the byline", unit.line)


def store(credits: Credits, unit: Unit, manuscript: Manuscript, report: Report) -> None:
    """Adds the authors and dates of a credit line; dates only if there are none yet."""
    if any(map(_is_writer, credits.authors)):
        _drop_stand_ins(manuscript, unit, report)
    manuscript.authors.extend(credits.authors)
    manuscript.date = manuscript.date or credits.date
    manuscript.updated = manuscript.updated or credits.updated
    if credits.ambiguous:
        report.lose(f"the date {credits.ambiguous} was read with the day first", unit.line)
    for words in credits.unused:
        report.lose(f"“{shortened(words)}” of the byline", unit.line)


def writers(manuscript: Manuscript) -> set[str]:
    return {author.name for author in manuscript.authors if _is_writer(author)}


def has_writer(manuscript: Manuscript) -> bool:
    return any(map(_is_writer, manuscript.authors))


def take_byline(unit: Unit, manuscript: Manuscript, report: Report, *, at_end: bool) -> None:
    """Takes the names on a line without “By” as authors, and reports this as a guess."""
    known = {author.name.lower() for author in manuscript.authors}
    if all(name.lower() in known for name in unit.byline.names):
        report.drop(unit.raw)
        return
    store(unit.byline.credits, unit, manuscript, report)
    credits = unit.byline.credits
    if not (credits.date or credits.updated):
        manuscript.guesses.append(
            Guess("author", [unit.text], unit.byline.names, at_end, unit.line)
        )


def is_byline_at(units: list[Unit], index: int, between: list[int], manuscript: Manuscript) -> bool:
    """Whether a name below the headline is the byline, rather than the heading of a text.

    `between` holds the indexes of the lines between the two.
    """
    byline = units[index].byline
    if has_writer(manuscript):
        # A second name directly below the first.
        above = units[index - 1].byline
        known = {author.name for author in manuscript.authors}
        return bool(above) and set(above.names) <= known and not set(byline.names) & known
    if byline.strong:
        return True
    following = units[index + 1] if index + 1 < len(units) else None
    is_described = (
        following is not None and is_text(following) and is_described_by(byline, following)
    )
    if not between:
        # Directly below the headline, the next line may describe the author.
        return not (is_described and _heads_texts(units, index + 1, 1))
    return len(between) < 2 and not is_described and not _heads_texts(units, index + 1, 2)


def _heads_texts(units: list[Unit], start: int, enough: int) -> bool:
    """Whether further names precede texts, like the headings of an article about people."""
    found = 0
    for index in range(start, len(units) - 1):
        found += bool(units[index].byline) and is_text(units[index + 1])
        if found >= enough:
            return True
    return False
