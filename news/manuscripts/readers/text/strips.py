"""Strips of other stories' headlines above an article, with a date or section for each."""

from collections.abc import Callable, Iterator

from ...labels import is_contents_label
from .bylines import read_credits, read_date_line
from .headline import FRONT_UNITS
from .menus import is_menu, is_menu_word
from .phrases import HEADLINES, is_edge_furniture, is_time_ago
from .places import text_start
from .shapes import is_heading
from .units import Unit
from .wording import body_words, share_of

MIN_ENTRIES = 2
MIN_HEADLINE_WORDS = 3
MAX_LABEL_WORDS = 3


def mark_strips(units: list[Unit]) -> None:
    """Marks the headlines, dates and label of strips above the article."""
    end = min(text_start(units), FRONT_UNITS)
    words = body_words(units[end:])
    for is_beside, offset in ((_is_date, 1), (_is_section, -1)):
        for entries in _runs(units, end, is_beside, offset):
            _mark(units, entries, offset, end, words)


def _runs(
    units: list[Unit], end: int, is_beside: Callable[[Unit], bool], offset: int
) -> Iterator[list[int]]:
    """The indexes of consecutive headlines with one line between them.

    `offset` is the position of that line, below (1) or above (-1) each headline.
    """
    run: list[int] = []
    for index in range(max(0, -offset), end - max(0, offset)):
        if units[index].words < MIN_HEADLINE_WORDS:
            continue
        if not (_is_headline(units[index]) and is_beside(units[index + offset])):
            continue
        if run and index != run[-1] + 2:
            if len(run) >= MIN_ENTRIES:
                yield run
            run = []
        run.append(index)
    if len(run) >= MIN_ENTRIES:
        yield run


def _mark(units: list[Unit], entries: list[int], offset: int, end: int, words: set[str]) -> None:
    last = units[entries[-1]]
    behind = entries[-1] + max(0, offset) + 1
    title = next((unit for unit in units[behind:end] if _may_be_title(unit)), None)
    if title is None or share_of(title, words) < share_of(last, words):
        # The article's own headline is the last of the run.
        title = last
        entries = entries[:-1]
    first = min(entries[0], entries[0] + offset)
    label = units[first - 1] if first else None
    if label and _is_label(label) and share_of(label, words) < share_of(title, words):
        first -= 1
    for unit in units[first : entries[-1] + max(0, offset) + 1]:
        unit.strip = True
        unit.byline = None


def _is_headline(unit: Unit) -> bool:
    return is_heading(unit, title=True) and not (
        is_menu(unit.text)
        or is_edge_furniture(unit.text)
        or is_contents_label(unit.text)
        or _is_date(unit)
        or _is_explicit_credit(unit.text)
    )


def _is_explicit_credit(text: str) -> bool:
    credits = read_credits(text)
    return bool(credits and credits.explicit)


def _may_be_title(unit: Unit) -> bool:
    return _is_headline(unit) and not (unit.byline or unit.site or HEADLINES.match(unit.text))


def _is_label(unit: Unit) -> bool:
    return is_heading(unit) and unit.words <= MAX_LABEL_WORDS and not unit.byline


def _is_date(unit: Unit) -> bool:
    """A date or “2 hours ago”, and nothing else."""
    dates = read_date_line(unit.text) if unit.plain else None
    return unit.plain and (is_time_ago(unit.text) or bool(dates and not dates.unused))


def _is_section(unit: Unit) -> bool:
    return unit.plain and is_menu_word(unit.text)
