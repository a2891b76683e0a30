"""Removes the furniture of a web page around an article, but never a sentence of the article."""

import re

from ...labels import is_contents_label, is_faq_label, is_question
from ...report import Report
from .bylines import read_credits
from .menus import is_menu, is_menu_row, is_share_row, is_share_word
from .phrases import ANYWHERE, HEADLINES, is_call, is_edge_furniture
from .shapes import has_two_sentences, is_heading_text, is_sentence, is_text
from .units import Unit

MAX_HEADLINE_WORDS = 30


def drop_everywhere(units: list[Unit], report: Report) -> list[Unit]:
    """Drops lines that are furniture in any position."""
    remaining = []
    after_end = False
    for unit in units:
        unit.after_end = after_end
        if not unit.divider and not unit.rows and ANYWHERE.match(unit.text):
            report.drop(unit.raw)
            after_end = after_end or bool(_ARTICLE_END.match(unit.text))
        else:
            remaining.append(unit)
    return remaining


_ARTICLE_END = re.compile(
    r"^\W*(?:leave\s+a\s+(?:reply|comment)|your\s+e-?mail\s+address|required\s+fields|save\s+my\s+name|post\s+comment|©|\(c\)|copyright)",
    re.IGNORECASE,
)


# The end of the page


def drop_tail(units: list[Unit], report: Report) -> list[Unit]:
    """Drops the furniture after the article."""
    start = _tail_start(units)
    tail = units[start:]
    remaining = units[:start]
    for unit in tail:
        report.drop(unit.raw)
    return remaining


def _tail_start(units: list[Unit]) -> int:
    """The start of the longest tail that begins with furniture and contains nothing else."""
    start = len(units)
    for index in range(len(units) - 1, -1, -1):
        unit = units[index]
        if not _may_be_furniture(unit):
            break
        if _opens_tail(units, index, start):
            start = index
    return start


def _may_be_furniture(unit: Unit) -> bool:
    if unit.rows:
        return False
    if unit.divider or is_edge_furniture(unit.text) or is_menu(unit.text):
        return True
    if HEADLINES.match(unit.text) or ANYWHERE.match(unit.text):
        return True
    return unit.number is None and unit.words <= MAX_HEADLINE_WORDS and not is_text(unit)


def _opens_tail(units: list[Unit], index: int, tail: int) -> bool:
    """Whether a unit can be the first of the furniture, if the tail found so far begins at
    `tail`."""
    unit = units[index]
    if unit.is_item:
        # A bullet of the article's last list may be the name of a section.
        return tail == index + 1 and tail < len(units) and is_edge_furniture(unit.text)
    if HEADLINES.match(unit.text) or is_edge_furniture(unit.text):
        return True
    if is_call(unit.text):
        # Below a question it may be a short answer: “See a doctor”.
        return index > 0 and not is_question(units[index - 1].text)
    if unit.divider:
        return tail == index + 1 and tail < len(units)
    if not is_menu(unit.text):
        return False
    # One section name could be the last words of an article. Two names, or a name next to
    # furniture, could not.
    following = units[index + 1] if index + 1 < len(units) else None
    return tail == index + 1 and (tail < len(units) or following is None)


# Strips of headlines, menus and similar lines within the text


def drop_strips(
    units: list[Unit], report: Report, protected: frozenset[int] = frozenset()
) -> list[Unit]:
    """Drops strips of other articles' headlines within an article: a label and short lines."""
    remaining: list[Unit] = []
    index = 0
    while index < len(units):
        end = strip_end(units, index, protected)
        if end > index + 1:
            for unit in units[index:end]:
                report.drop(unit.raw)
            index = end
            continue
        remaining.append(units[index])
        index += 1
    return remaining


def strip_end(units: list[Unit], start: int, protected: frozenset[int] = frozenset()) -> int:
    """The index after a strip of headlines that begins at `start`; `start` if there is none.

    Excludes the last line if it is the heading of the following text.
    """
    label = units[start]
    if not (label.plain and HEADLINES.match(label.text)) or start in protected:
        return start
    end = start + 1
    while end < len(units) and end not in protected and _is_headline(units[end]):
        end += 1
    if end - 1 > start and end < len(units) and _heads_text(units, start, end):
        end -= 1
    return end if end > start + 1 else start


def _heads_text(units: list[Unit], start: int, end: int) -> bool:
    """Whether the last line of a strip is the heading of the following text."""
    last = units[end - 1]
    if last.bullet or not is_text(units[end]):
        return False
    return last.gap_before or not _same_strip(units, start, end)


def _same_strip(units: list[Unit], start: int, end: int) -> bool:
    return not any(unit.gap_before for unit in units[start + 1 : end])


def _is_headline(unit: Unit) -> bool:
    if unit.divider or unit.rows or unit.hashed or unit.number is not None:
        return False
    if is_faq_label(unit.text) or is_contents_label(unit.text):
        return False
    if unit.bullet:
        return unit.words <= MAX_HEADLINE_WORDS and not unit.text.endswith(".")
    credits = read_credits(unit.text)
    if credits:
        return not credits.explicit
    return is_heading_text(unit.text, title=True) or is_edge_furniture(unit.text)


def drop_inner(units: list[Unit], report: Report) -> list[Unit]:
    """Drops menus and share bars within the text: runs of such lines, and lines with several
    entries.

    A section name alone may be a heading, so it is dropped only next to other furniture.
    """
    remaining: list[Unit] = []
    for index, unit in enumerate(units):
        following = units[index + 1] if index + 1 < len(units) else None
        before_text = following is not None and is_sentence(following)
        if (
            _is_inner(unit)
            or (unit.plain and _is_in_share_bar(units, index))
            or (
                unit.plain
                and not before_text
                and (
                    (unit.after_end and (is_menu(unit.text) or is_edge_furniture(unit.text)))
                    or (is_menu(unit.text) and _touches(units, index))
                )
            )
        ):
            report.drop(unit.raw)
        else:
            remaining.append(unit)
    return remaining


_INNER = re.compile(
    r"^(?:\d+\s*-?\s*min(?:ute)?s?(?:\s+(?:read|listen))?|listen\s*\(?\d.{0,10}|(?:link\s+)?copied|reading\s+time\W.{0,20}|rate\s+(?:story|article)|font\s+size"
    r"|republish\s+this\s+(?:story|article)|how\s+does\s+this\s+make\s+you\s+feel\?|subscribers\s+can\s+listen\b.{0,40}"
    r"|read\s+later|full\s+bio|have\s+your\s+say|listen\s+to\s+this\s+(?:article|story)|share|tweet|print"
    r"|(?:continue|read)\s+(?:reading|more)[\s.…»›→]*|sponsored(?:\s+content)?"
    r"|follow\s+us(?:\s+on\s+.{1,60})?|subscribe(?:\s+(?:now|today|here))?"
    r"|subscribe\s+to\s+(?:our|the)\s+newsletter|sign\s+up\s+(?:for|to)\s+.{1,60}\bnewsletters?"
    r"|advertisements?|newsletter(?:\s+sign-?up)?)[\s.!]*$",
    re.IGNORECASE,
)


_LINKED = re.compile(
    r"^(?:also\s+read|read\s+(?:more|also|next)|related|see\s+also|must\s+read|don['’]t\s+miss)\s*[:|–-]\s*"
    r"\S.{0,200}(?<![.:])$",
    re.IGNORECASE,
)
"""“Read more: ” and the headline of another article."""


def _is_inner(unit: Unit) -> bool:
    if not unit.plain:
        return False
    if _LINKED.match(unit.text) and not has_two_sentences(unit.text):
        return True
    return bool(_INNER.match(unit.text) or is_share_row(unit.text) or is_menu_row(unit.text))


def _is_in_share_bar(units: list[Unit], index: int) -> bool:
    """“Facebook” or “Print” next to another such word."""
    neighbours = units[max(0, index - 1) : index] + units[index + 1 : index + 2]
    return is_share_word(units[index].text) and any(
        is_share_word(unit.text) for unit in neighbours if unit.plain
    )


def _touches(units: list[Unit], index: int) -> bool:
    neighbours = units[max(0, index - 1) : index] + units[index + 1 : index + 2]
    return any(_is_inner(unit) or is_menu(unit.text) for unit in neighbours if unit.plain)
