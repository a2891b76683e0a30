"""Pasted text: understands the structure of an article, drops the page that was around it."""

from ...anchoring import assign_anchors
from ...errors import ManuscriptError
from ...model import Manuscript
from ...rich.notes import Report
from ...titles import supply_title
from .bylines import read_credits
from .front import read_front
from .furniture import drop_everywhere, drop_inner, drop_strips, drop_tail
from .outline import drop_contents, read_outline
from .phrases import bare
from .units import Unit, read_units

__all__ = ["read_text"]


def read_text(text: str, name: str = "") -> Manuscript:
    """The article in a pasted text. Raises ManuscriptError when there are no words in it."""
    report = Report()
    manuscript = Manuscript()
    units = read_units(text)
    if not units:
        raise ManuscriptError("there is no article in it", name)
    units = drop_everywhere(units, report)
    article = drop_tail(units, report)
    headlines = {bare(unit.text) for unit in units[len(article) :]}
    article = read_front(article, headlines, manuscript, report)
    article, promised = drop_contents(article, report)
    article = drop_inner(drop_strips(article, report), report)
    article = _read_closing_credits(article, manuscript)
    read_outline(article, promised, manuscript, report)
    supply_title(manuscript, report)
    assign_anchors(manuscript, report)
    manuscript.dropped, manuscript.losses = report.dropped, report.losses
    return manuscript


def _read_closing_credits(units: list[Unit], manuscript: Manuscript) -> list[Unit]:
    """A byline or a date in the last lines, where the front had none."""
    kept = list(units)
    while kept and kept[-1].plain:
        credits = read_credits(kept[-1].text)
        if credits is None:
            break
        has_byline = credits.explicit and not manuscript.authors
        has_date = not credits.authors and not (manuscript.date or manuscript.updated)
        if not (has_byline or has_date):
            break
        manuscript.authors.extend(credits.authors)
        manuscript.date = manuscript.date or credits.date
        manuscript.updated = manuscript.updated or credits.updated
        kept.pop()
    return kept
