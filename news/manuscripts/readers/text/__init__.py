"""Pasted text: recognises the structure of an article and drops the surrounding page."""

from ...anchoring import assign_anchors
from ...errors import ManuscriptError
from ...model import Manuscript
from ...report import Report
from ...titles import supply_title
from .bare_bylines import mark_bylines
from .closing import read_closing
from .front import read_front
from .furniture import drop_everywhere, drop_inner, drop_strips, drop_tail
from .interview import settle_questions
from .opening import read_opening, read_standfirst
from .outline import drop_contents, read_outline
from .phrases import bare
from .shapes import is_text
from .site_names import mark_site_names
from .strips import mark_strips
from .units import Unit, read_units

__all__ = ["read_text"]


MAX_AFTER_END_SHARE = 0.3


def _split_at_end(units: list[Unit], report: Report) -> tuple[list[Unit], list[Unit]]:
    """Separates a few units after the comment form, because they hide the article's closing
    lines."""
    start = len(units)
    while start and units[start - 1].after_end:
        start -= 1
    if len(units) - start > len(units) * MAX_AFTER_END_SHARE:
        return units, []
    for unit in units[start:]:
        if not is_text(unit):
            report.drop(unit.raw)
    return units[:start], [unit for unit in units[start:] if is_text(unit)]


def read_text(text: str, name: str = "") -> Manuscript:
    """The article in a pasted text. Raises ManuscriptError if the text contains no words."""
    report = Report()
    manuscript = Manuscript()
    units = read_units(text)
    if not units:
        raise ManuscriptError("there is no article in it", name)
    last_line = units[-1].line
    mark_site_names(units)
    units = mark_bylines(drop_everywhere(units, report))
    article = drop_tail(units, report)
    mark_strips(article)
    headlines = {bare(unit.text) for unit in units[len(article) :]}
    article = read_front(article, headlines, manuscript, report)
    article, promised = drop_contents(article, report)
    article = drop_inner(drop_strips(article, report), report)
    article = read_opening(article, manuscript, report)
    article = read_standfirst(article, promised, manuscript)
    article, after_end = _split_at_end(article, report)
    article = read_closing(article, last_line, manuscript, report) + after_end
    settle_questions(article, manuscript)
    read_outline(article, promised, manuscript, report)
    supply_title(manuscript, report)
    assign_anchors(manuscript, report)
    manuscript.dropped, manuscript.losses = report.dropped, report.losses
    return manuscript
