"""Corrects headings by their neighbours: false headings, and headings that were missed."""

import re
from collections import Counter

from .bylines import read_credits
from .phrases import is_counter, is_end_label
from .shapes import is_caption, is_heading_text, is_sentence, is_text, looks_set
from .units import Unit

_KEYED = re.compile(r"^(?P<key>[^\W\d_][^\W_]*(?:[ .][^\W_]+){0,3}\.?):\s+\S")
MIN_LIST = 3
MAX_END_UNITS = 5
MIN_SENTENCE_WORDS = 5
_NOT_SPEAKERS = frozenset(
    {"claim", "example", "fact", "myth", "part", "question", "reality", "step"}
)


def numbered_headings(units: list[Unit]) -> set[int]:
    """The indexes of lines like “2. How it works” above text, if a similar line has number 1 or
    3."""
    found = [
        index
        for index in range(len(units) - 1)
        if units[index].number is not None and _is_over_text(units, index)
    ]
    numbers = {units[index].number for index in found}
    return {index for index in found if numbers & {_number(units, index, d) for d in (-1, 1)}}


def _number(units: list[Unit], index: int, difference: int) -> int:
    return units[index].number + difference


def _is_over_text(units: list[Unit], index: int) -> bool:
    unit, following = units[index], units[index + 1]
    before = units[index - 1] if index else None
    if not is_heading_text(unit.text) or not (is_sentence(following) or following.bullet):
        return False
    if before is None:
        return True
    if before.number is not None or before.text.endswith(":"):
        return False
    return unit.gap_before or is_sentence(before)


def no_headings(units: list[Unit], authors: set[str]) -> set[int]:
    """The indexes of short lines that are not headings.

    These are lines after the last text of the article, consecutive `Key: value` lines, lines of a
    dialogue, and repeated bylines.
    """
    end = next((i + 1 for i in range(len(units) - 1, -1, -1) if _is_text(units[i])), 0)
    found = set(range(end + _heads_text(units, end), len(units)))
    keys = [_key(unit) for unit in units]
    speakers = _speakers(keys)
    for index, key in enumerate(keys):
        keyed = key and (key in speakers or any(_neighbours(keys, index)))
        label = index >= len(units) - MAX_END_UNITS and is_end_label(units[index].text)
        if (
            label
            or keyed
            or is_counter(units[index].text)
            or _repeats_byline(units[index], authors)
        ):
            found.add(index)
    return found


def _repeats_byline(unit: Unit, authors: set[str]) -> bool:
    """“Written by Jane Doe”, if she is already an author."""
    if not unit.plain or not any(name in unit.text for name in authors):
        return False
    credits = read_credits(unit.text)
    return bool(credits and credits.authors) and {a.name for a in credits.authors} <= authors


def _is_text(unit: Unit) -> bool:
    ends = unit.text.endswith((".", "!", "”", '"'))
    return ends or unit.is_item or bool(unit.rows) or is_caption(unit.text) or is_text(unit)


def _heads_text(units: list[Unit], start: int) -> bool:
    """Whether the last lines are a heading and its text: a list, or a sentence without a full
    stop."""
    run = units[start:]
    if len(run) == 2 and run[1].words >= MIN_SENTENCE_WORDS:
        return not looks_set(run[1].text)
    return len(run) > MIN_LIST and not any(unit.gap_before for unit in run[1:])


def _key(unit: Unit) -> str:
    match = _KEYED.match(unit.text) if unit.plain and not unit.hashed else None
    return match["key"].lower() if match else ""


def _speakers(keys: list[str]) -> set[str]:
    often = {key for key, count in Counter(filter(None, keys)).items() if count > 1}
    often -= _NOT_SPEAKERS
    return often if len(often) > 1 else set()


def _neighbours(keys: list[str], index: int) -> list[str]:
    return keys[max(0, index - 1) : index] + keys[index + 1 : index + 2]
