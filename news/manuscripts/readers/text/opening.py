"""Bylines, dates and standfirsts after other elements between headline and text."""

from itertools import pairwise

from ...labels import is_question, is_takeaways_label
from ...model import Manuscript
from ...report import Report, shortened
from .authors import has_writer, is_byline_at, store, take_byline
from .bylines import is_job, read_credits
from .headline import MAX_STANDFIRST_LENGTH, MIN_STANDFIRST
from .phrases import bare
from .shapes import is_caption, is_heading, is_sentence, looks_set
from .signature import says_more
from .units import Unit

MAX_SHORT_WORDS = 16
MIN_PROMISED = 4
"""With fewer headings there is nothing to compare with."""


def read_opening(units: list[Unit], manuscript: Manuscript, report: Report) -> list[Unit]:
    """Takes a byline after the contents or the key points, if there was none before them."""
    index = _behind_points(units)
    between: list[int] = []
    taken: set[int] = set()
    while index < len(units):
        unit = units[index]
        credits = read_credits(unit.text) if unit.plain else None
        if unit.byline and not has_writer(manuscript):
            if not is_byline_at(units, index, between, manuscript):
                break
            take_byline(unit, manuscript, report, at_end=False)
            taken.add(index)
        elif credits and says_more(credits, manuscript):
            store(credits, unit, manuscript, report)
            taken.add(index)
        elif taken and unit.plain and is_job(unit.text) and not is_sentence(unit):
            report.lose(f"“{shortened(unit.text)}” under the byline", unit.line)
            taken.add(index)
        elif not (taken or between) and _may_be_standfirst(unit):
            between.append(index)
        else:
            break
        index += 1
    return [unit for place, unit in enumerate(units) if place not in taken]


def read_standfirst(units: list[Unit], promised: set[str], manuscript: Manuscript) -> list[Unit]:
    """Takes a line above the text that has no full stop and does not look like the headings."""
    if not units or manuscript.standfirst:
        return units
    if _is_over_introduction(units, promised):
        manuscript.standfirst = units[0].text
        return units[1:]
    if len(promised) < MIN_PROMISED and not _are_headings_set(units[1:]):
        return units
    unit = units[0]
    if not is_heading(unit) or unit.hashed or unit.bold or unit.byline or looks_set(unit.text):
        return units
    if unit.words < MIN_STANDFIRST or bare(unit.text) in promised or unit.text.endswith(":"):
        return units
    manuscript.standfirst = unit.text
    return units[1:]


def _is_over_introduction(units: list[Unit], promised: set[str]) -> bool:
    """One short sentence above the only paragraph before the first heading. The paragraph is
    longer."""
    if len(units) < MIN_PROMISED or not (is_sentence(units[0]) and is_sentence(units[1])):
        return False
    first, second = units[0], units[1]
    if first.words > MAX_SHORT_WORDS or first.bold:
        return False
    if second.words <= first.words + 2 or is_caption(first.text) or first.text.endswith(":"):
        return False
    return is_heading(units[2]) and (bare(units[2].text) in promised or is_sentence(units[3]))


def _are_headings_set(units: list[Unit]) -> bool:
    """Whether there are headings, all of them with capitalised words."""
    headings = [
        unit.text
        for unit, following in pairwise(units)
        if is_heading(unit) and is_sentence(following) and not is_question(unit.text)
    ]
    return len(headings) >= MIN_PROMISED and all(map(looks_set, headings))


def _may_be_standfirst(unit: Unit) -> bool:
    return is_sentence(unit) and len(unit.text) <= MAX_STANDFIRST_LENGTH


def _behind_points(units: list[Unit]) -> int:
    """The index after the key points at the beginning."""
    index = 0
    if units and units[0].plain and is_takeaways_label(units[0].text):
        index = 1
    start = index
    while index < len(units) and units[index].is_item:
        index += 1
    return index if index > start else 0
