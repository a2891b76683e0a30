"""The byline and dates behind what a page puts between headline and text."""

from ...labels import is_takeaways_label
from ...model import Manuscript
from ...rich.notes import Report, shortened
from .authors import has_writer, is_byline_at, store, take_byline
from .bylines import is_job, read_credits
from .headline import MAX_STANDFIRST_LENGTH
from .shapes import is_sentence
from .signature import says_more
from .units import Unit


def read_opening(units: list[Unit], manuscript: Manuscript, report: Report) -> list[Unit]:
    """Takes a byline behind the contents or the key points, where there was none before them."""
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


def _may_be_standfirst(unit: Unit) -> bool:
    return is_sentence(unit) and len(unit.text) <= MAX_STANDFIRST_LENGTH


def _behind_points(units: list[Unit]) -> int:
    """The index behind the key points at the beginning."""
    index = 0
    if units and units[0].plain and is_takeaways_label(units[0].text):
        index = 1
    start = index
    while index < len(units) and units[index].is_item:
        index += 1
    return index if index > start else 0
