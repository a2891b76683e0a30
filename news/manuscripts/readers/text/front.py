"""The front of an article: title, byline, date and standfirst, and the page parts before them."""

import re
from dataclasses import dataclass, field

from ...labels import is_contents_label, is_faq_label, is_question, is_takeaways_label
from ...model import Manuscript
from ...report import Report, shortened
from .authors import has_writer, is_byline_at, store, take_byline
from .bylines import Credits, is_job, read_credits, read_date_line
from .furniture import strip_end
from .headline import FRONT_UNITS, MAX_STANDFIRST_LENGTH, find_title, is_strip_label
from .menus import is_menu, is_share_word
from .phrases import bare, is_counter, is_edge_furniture, topics_of
from .places import text_start
from .shapes import (
    ends_sentence,
    is_caption,
    is_credit,
    is_heading,
    is_heading_text,
    is_sentence,
    is_text,
    looks_set,
)
from .units import Unit

MAX_BLOCK_WORDS = 5
MIN_HEADLINE_WORDS = 3
MAX_POSITION_WORDS = 12
"""A line “Professor of urban planning, University of …” directly under the byline."""

_LABELLED = re.compile(
    r"^(?P<label>title|headline|subtitle|sub-?heading|standfirst|dek|deck|summary|excerpt|abstract"
    r"|description|teaser)\s*:\s+(?P<text>\S.*)$",
    re.IGNORECASE,
)
_HELPER = re.compile(
    r"^(?:translated|interviewed?|research(?:ed)?|produced|production|(?:with\s+)?additional\s+reporting)"
    r"\s+by\s+.{2,80}$|^reporting\s+from\s+.{2,40}$",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"^(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter)\s+(?:19|20)\d{2}$",
    re.IGNORECASE,
)


@dataclass
class Front:
    """The parts before the article's text, as indexes of units."""

    title: int | None = None
    consumed: set[int] = field(default_factory=set)
    """Understood and stored elsewhere."""
    dropped: set[int] = field(default_factory=set)


def read_front(
    units: list[Unit], headlines: set[str], manuscript: Manuscript, report: Report
) -> list[Unit]:
    """Sets title, standfirst, authors and dates; returns the units of the article's text.

    `headlines` are the (bare) lines in the furniture after the article.
    """
    front = Front()
    _read_labels(units, manuscript, front)
    front.title = _labelled_title(units) if manuscript.title else find_title(units, front.consumed)
    if front.title is None:
        _drop_before(units, text_start(units), front)
        _read_credits_after(units, -1, manuscript, front, report)
    else:
        if not manuscript.title:
            manuscript.title = units[front.title].text
        front.consumed.add(front.title)
        _drop_before(units, front.title, front)
        _report_line_above(units, front, report)
        _drop_repeated_title(units, front)
        _read_credits_after(units, front.title, manuscript, front, report)
    _read_early_credits(units, manuscript, front, report)
    rest = [
        unit
        for index, unit in enumerate(units)
        if index not in front.consumed and index not in front.dropped
    ]
    for index in sorted(front.dropped - front.consumed):
        report.drop(units[index].raw)
    _report_text_before(units, front, report)
    return rest


# Labels: "Title: …", "Summary: …", "Tags: …"


def _read_labels(units: list[Unit], manuscript: Manuscript, front: Front) -> None:
    for index, unit in enumerate(units[:FRONT_UNITS]):
        match = _LABELLED.match(unit.text) if unit.plain else None
        if match and index < 12:
            _take_label(match["label"].lower(), match["text"], index, manuscript, front)
        topics = topics_of(unit.text) if unit.plain and not manuscript.topics else []
        if topics:
            manuscript.topics = topics
            front.consumed.add(index)


def _take_label(label: str, text: str, index: int, manuscript: Manuscript, front: Front) -> None:
    if label in ("title", "headline"):
        if not manuscript.title:
            manuscript.title = text
            front.consumed.add(index)
    elif not manuscript.standfirst:
        manuscript.standfirst = text
        front.consumed.add(index)


def _labelled_title(units: list[Unit]) -> int | None:
    for index, unit in enumerate(units[:12]):
        match = _LABELLED.match(unit.text)
        if match and match["label"].lower() in ("title", "headline"):
            return index
    return None


# Lines before the title and directly after it


def _drop_before(units: list[Unit], end: int, front: Front) -> None:
    """Drops everything before the title except running text."""
    for index in range(end):
        unit = units[index]
        if index in front.consumed:
            continue
        furniture = is_edge_furniture(unit.text) or is_menu(unit.text)
        if furniture or (front.title is not None and not _is_text_before(unit)):
            front.dropped.add(index)
    label = next((i for i in range(end) if is_strip_label(units[i])), None)
    if label is not None:
        front.dropped.add(label)


def _report_line_above(units: list[Unit], front: Front, report: Report) -> None:
    """Reports the line above the title if it could be the headline and the title its standfirst."""
    above = units[front.title - 1] if front.title else None
    if above is None or above.strip or front.title - 1 in front.consumed:
        return
    unset = looks_set(above.text) and not looks_set(units[front.title].text)
    if unset and above.words >= MIN_HEADLINE_WORDS and is_heading(above, title=True):
        report.lose(f"“{shortened(above.text)}” above the headline", above.line)


def _is_text_before(unit: Unit) -> bool:
    """Whether a unit above the title is text. Bullets without a full stop are other headlines."""
    return is_text(unit) and not (unit.is_item and not ends_sentence(unit.text))


def _drop_repeated_title(units: list[Unit], front: Front) -> None:
    title = front.title
    following = title + 1
    if following < len(units) and bare(units[following].text) == bare(units[title].text):
        front.consumed.add(following)
    # A strip of other headlines between the title and the text.
    for index in range(title + 1, min(title + 8, len(units))):
        if is_sentence(units[index]):
            break
        end = strip_end(units, index)
        front.dropped.update(range(index, end))


def _read_credits_after(
    units: list[Unit], title: int, manuscript: Manuscript, front: Front, report: Report
) -> None:
    """Reads byline, dates and standfirst from the lines below the title."""
    between: list[int] = []
    found = shared = False
    index = title + 1
    while index < min(title + 12, len(units)):
        unit = units[index]
        if index in front.consumed or index in front.dropped:
            index += 1
            continue
        alone = unit.plain or unit.raw.startswith("·")  # The dot separated two entries of one line.
        credits = read_credits(unit.text) if alone else None
        if unit.byline and is_byline_at(units, index, between, manuscript):
            take_byline(unit, manuscript, report, at_end=False)
            front.consumed.add(index)
            found = True
        elif credits and _fits(credits, manuscript, units, index):
            store(credits, unit, manuscript, report)
            front.consumed.add(index)
            found = True
        elif alone and (dates := read_date_line(unit.text)):
            store(dates, unit, manuscript, report)
            front.consumed.add(index)
            found = True
        elif found and unit.plain and _belongs_to_byline(unit):
            report.lose(f"“{shortened(unit.text)}” under the byline", unit.line)
            front.consumed.add(index)
        elif (
            ((found or _is_standfirst_at(units, between)) and _is_share_line(units, index))
            or ((found or not between) and alone and _is_header_furniture(units, index))
            or (is_share_word(unit.text) and index - 1 in front.dropped)
        ):
            front.dropped.add(index)
            shared = shared or bool(between)
        elif found and (_closes_block(units, index) or _is_over_credits(units, index)):
            report.lose(f"“{shortened(unit.text)}” under the byline", unit.line)
            front.consumed.add(index)
        elif _is_name_over_date(units, index):
            credits = Credits()
            store(read_credits("By " + unit.text) or credits, unit, manuscript, report)
            front.consumed.add(index)
            found = True
        elif not found and unit.plain and _is_caption_at(units, index):
            pass
        elif (
            not (found or shared or unit.byline)
            and len(between) < 2
            and unit.plain
            and not _is_label(unit)
        ):
            between.append(index)
        else:
            break
        index += 1
    if (found or shared) and title >= 0 and len(between) == 1 and between[0] < index:
        _take_standfirst(units, between[0], manuscript, front)


def _is_share_line(units: list[Unit], index: int) -> bool:
    """Whether the unit is a word of a share bar, or an unknown word between two of them."""
    unit = units[index]
    if not unit.plain or is_share_word(unit.text):
        return unit.plain
    neighbours = units[index - 1 : index] + units[index + 1 : index + 2]
    return unit.words == 1 and sum(is_share_word(each.text) for each in neighbours) > 1


def _is_standfirst_at(units: list[Unit], between: list[int]) -> bool:
    """Whether only one line of running text is between the title and this position."""
    return len(between) == 1 and is_sentence(units[between[0]])


def _is_caption_at(units: list[Unit], index: int) -> bool:
    """Whether a line is a caption or credit, or directly precedes a credit line."""
    following = units[index + 1] if index + 1 < len(units) else None
    if is_caption(units[index].text):
        return True
    return following is not None and not following.gap_before and is_credit(following.text)


def _is_over_credits(units: list[Unit], index: int) -> bool:
    """A few words (a desk, a topic, a button) between two lines of the byline."""
    if units[index].words > MAX_BLOCK_WORDS or not units[index].plain:
        return False
    for following in units[index + 1 : index + 3]:
        if is_sentence(following) or is_question(following.text):
            return False
        credits = read_credits(following.text) or read_date_line(following.text)
        if credits and (credits.date or credits.updated or credits.explicit):
            return True
    return False


def _closes_block(units: list[Unit], index: int) -> bool:
    """A few words directly below a date or byline, with a blank line between them and the text."""
    unit = units[index]
    if unit.gap_before or not unit.gap_after or not unit.plain or unit.hashed or unit.bold:
        return False
    return unit.words <= MAX_BLOCK_WORDS and is_heading_text(unit.text) and not _is_label(unit)


def _belongs_to_byline(unit: Unit) -> bool:
    """The author's job, or a date without a day: words that do not belong in an article."""
    if _MONTH.match(unit.text) or _HELPER.match(unit.text):
        return True
    return is_job(unit.text, MAX_POSITION_WORDS) and not is_sentence(unit)


def _fits(credits: Credits, manuscript: Manuscript, units: list[Unit], index: int) -> bool:
    """Whether the credits add a date, the first byline, or a further role."""
    if not credits.authors:
        return True
    roles = {author.role for author in manuscript.authors}
    if has_writer(manuscript) and credits.authors[0].role == "review":
        return True  # Articles may have a reviewer and a fact checker.
    return not roles or all(author.role not in roles for author in credits.authors)


def _is_label(unit: Unit) -> bool:
    return is_contents_label(unit.text) or is_takeaways_label(unit.text) or is_faq_label(unit.text)


def _is_header_furniture(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if is_counter(unit.text):
        return True
    if is_edge_furniture(unit.text) and not is_heading_of_text(units, index):
        return True
    return is_menu(unit.text) and not is_heading_of_text(units, index)


def is_heading_of_text(units: list[Unit], index: int) -> bool:
    return index + 1 < len(units) and is_sentence(units[index + 1])


def _is_name_over_date(units: list[Unit], index: int) -> bool:
    """“Jane Doe” alone on a line, with the date on the next line."""
    unit = units[index]
    following = units[index + 1] if index + 1 < len(units) else None
    if not (unit.plain and following and following.plain and 2 <= unit.words <= 4):
        return False
    dated = read_credits(following.text)
    named = read_credits("By " + unit.text)
    return bool(
        dated and not dated.authors and named and named.explicit and not unit.text.isupper()
    )


def _take_standfirst(units: list[Unit], index: int, manuscript: Manuscript, front: Front) -> None:
    unit = units[index]
    if manuscript.standfirst or len(unit.text) > MAX_STANDFIRST_LENGTH:
        return
    manuscript.standfirst = unit.text
    front.consumed.add(index)


def _read_early_credits(
    units: list[Unit], manuscript: Manuscript, front: Front, report: Report
) -> None:
    """Reads a date or byline directly above the title, if nothing below the title provided it."""
    if front.title is None:
        return
    for index in range(max(0, front.title - 2), front.title):
        unit = units[index]
        if unit.strip or any(is_strip_label(each) for each in units[:index]):
            continue
        if unit.byline and index == front.title - 1 and not has_writer(manuscript):
            if _is_beneath_headline(units, index):
                continue
            take_byline(unit, manuscript, report, at_end=False)
            front.consumed.add(index)
            continue
        credits = read_credits(unit.text) if unit.plain else None
        if not credits:
            continue
        if (credits.date and not manuscript.date) or (credits.explicit and not manuscript.authors):
            store(credits, unit, manuscript, report)
            front.consumed.add(index)


def _is_beneath_headline(units: list[Unit], index: int) -> bool:
    """Whether a “name” above the title follows another story's headline and is itself a
    headline."""
    above = units[index - 1] if index else None
    if above is None or above.words < MIN_HEADLINE_WORDS or above.site:
        return False
    return is_heading(above, title=True) and not is_menu(above.text)


def _report_text_before(units: list[Unit], front: Front, report: Report) -> None:
    for index in range(front.title or 0):
        if index not in front.consumed and index not in front.dropped:
            text = shortened(units[index].text)
            report.lose(f"kept text found before the title: “{text}”", units[index].line)
