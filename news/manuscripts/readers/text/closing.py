"""The end of an article: a byline after the text, and the key points before the byline."""

from html import escape
from itertools import pairwise

from ...guess import Guess
from ...labels import is_faq_label, is_points_label, is_question, is_takeaways_label
from ...model import Manuscript
from ...report import Report, shortened
from .phrases import bare
from .shapes import ends_sentence, has_two_sentences, is_heading, is_sentence
from .signature import read_biography, read_signature
from .units import Unit

MAX_POINTS = 10
MIN_UNSIGNED = 3
"""Where no byline closes the article, fewer lines may belong to the last answer."""

MAX_POINT_WORDS = 30
MAX_ANSWER_UNITS = 3
"""Only where the answers are short do the lines behind the last of them stand out."""

MAX_PHRASE_WORDS = 3
MIN_REPEATED_WORDS = 4
MAX_MORE_WORDS = 2


def read_closing(
    units: list[Unit], last_line: int, manuscript: Manuscript, report: Report
) -> list[Unit]:
    """Moves the byline, dates and key points at the end into the manuscript.

    `last_line` is the line of the last unit on the page, including furniture.
    """
    if not units:
        return units
    end = units[-1].line
    units, signed = read_signature(units, manuscript, report)
    read_biography(units, manuscript)
    return _read_points(units, signed, signed or end < last_line, manuscript, report)


def _read_points(
    units: list[Unit], signed: bool, closed: bool, manuscript: Manuscript, report: Report
) -> list[Unit]:
    """Removes the bullets at the end that are key points.

    `signed`: a byline follows them; `closed`: a byline or furniture of the page follows them.
    """
    start = len(units)
    while start and units[start - 1].bullet and len(units) - start < MAX_POINTS:
        start -= 1
    points = units[start:]
    if not points and closed:
        start = _behind_last_answer(units, bare(manuscript.title), signed)
        points = units[start:]
    elif not _are_takeaways(units, start, signed, closed):
        return units
    title = bare(manuscript.title)
    taken: list[str] = []
    for point in points:
        if _repeats(bare(point.text), title):
            report.drop(point.raw)
            report.lose(f"“{shortened(point.text)}” only repeats the headline", point.line)
        elif point.words <= MAX_PHRASE_WORDS and not ends_sentence(point.text):
            manuscript.topics.append(point.text)
            manuscript.guesses.append(Guess("topic", [point.text], at_end=True, line=point.line))
        else:
            taken.append(point.text)
    if taken:
        manuscript.takeaways.extend(escape(text, quote=False) for text in taken)
        manuscript.guesses.append(Guess("takeaways", taken, at_end=True, line=points[0].line))
    return units[:start]


def _behind_last_answer(units: list[Unit], title: str, signed: bool) -> int:
    """The start of key points without bullets: lines that exceed the length of the last answer.

    The previous answers show how long an answer is. Returns `len(units)` if there are no such
    lines.
    """
    asked = [i for i, unit in enumerate(units) if _asks(unit) and bare(unit.text) != title]
    none = len(units)
    if len(asked) < 2 or none - asked[-1] > MAX_POINTS + MAX_ANSWER_UNITS:
        return none
    numbered = units[asked[-1]].number is not None
    if not numbered and not any(u.plain and is_faq_label(u.text) for u in units):
        return none  # The questions are headings.
    asked = [i for i in asked if (units[i].number is not None) == numbered]
    # Another part of the article may lie between two questions.
    lengths = [b - a - 1 for a, b in pairwise(asked) if b - a - 1 <= MAX_ANSWER_UNITS]
    if not lengths or min(lengths) < 1:
        return none
    start = asked[-1] + 1 + max(lengths)
    points = units[start:]
    if len(points) < 2 or not all(
        _may_be_point(point) or bare(point.text) == title for point in points
    ):
        return none
    if not signed and (len(points) < MIN_UNSIGNED or min(lengths) < max(lengths)):
        return none
    # A phrase above a sentence is a heading. A phrase after the last sentence is a topic.
    phrases = [bare(point.text) != title and not ends_sentence(point.text) for point in points]
    return none if phrases != sorted(phrases) or phrases[0] else start


def _asks(unit: Unit) -> bool:
    return not (unit.bullet or unit.rows or unit.divider) and is_question(unit.text)


def _may_be_point(unit: Unit) -> bool:
    """Whether a unit is one sentence or a phrase."""
    if not unit.plain or unit.byline or unit.words > MAX_POINT_WORDS:
        return False
    return not (has_two_sentences(unit.text) or unit.text.endswith(":") or _asks(unit))


def _repeats(point: str, title: str) -> bool:
    if not point or not title:
        return False
    if point == title:
        return True
    short, long = sorted((point, title), key=len)
    words = len(short.split())
    # Keep a point that adds something to the headline.
    little_more = point == short or len(long.split()) - words <= MAX_MORE_WORDS
    return words >= MIN_REPEATED_WORDS and short in long and little_more


def _are_takeaways(units: list[Unit], start: int, signed: bool, closed: bool) -> bool:
    """Whether bullets at the end are the key points, rather than a list of the last section or
    answer."""
    if not start or start == len(units):
        return False
    before = units[start - 1]
    if not before.plain or before.text.endswith(":") or is_heading(before):
        return False
    if units[0].bullet or any(_labels_points(units, index) for index in range(start)):
        return False  # Key points are labelled elsewhere.
    points = units[start:]
    whole = all(ends_sentence(point.text) for point in points)
    if _is_answer(units, start):
        return closed or points[0].gap_before
    # A list at the end of a section usually belongs to that section.
    return signed and whole and len(points) > 1 and is_sentence(before)


def _labels_points(units: list[Unit], index: int) -> bool:
    """Whether a line labels key points. “In Short” above a single paragraph is a section
    heading."""
    label, *following = units[index : index + 3]
    if not label.plain or not following:
        return False
    if following[0].is_item:
        return is_takeaways_label(label.text) or is_points_label(label.text)
    return is_takeaways_label(label.text) and not any(map(is_heading, following[1:]))


def _is_answer(units: list[Unit], start: int) -> bool:
    """Whether the preceding text is the answer to a question of an FAQ."""
    for index in range(start - 1, max(-1, start - 6), -1):
        unit = units[index]
        if is_question(unit.text):
            # A question may also be the heading of a section.
            labelled = any(u.plain and is_faq_label(u.text) for u in units[:index])
            return unit.number is not None or labelled
        if unit.bullet or (is_heading(unit) and not unit.number):
            return False
    return False
