"""The questions of an interview: all of them become headings, or all bold paragraphs."""

import re
from dataclasses import dataclass
from itertools import pairwise

from ...guess import Guess
from ...labels import is_faq_label, is_question
from ...model import Manuscript
from .shapes import is_heading_text, is_text
from .units import Unit

MIN_QUESTIONS = 3
MAX_QUESTION_WORDS = 60
MAX_HEADING_LENGTH = 160
FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|me|my|we|our|us)\b")


@dataclass
class _Asked:
    unit: Unit
    first_person: bool
    """The text beneath speaks of “I” or “we”."""


def settle_questions(units: list[Unit], manuscript: Manuscript) -> None:
    """Gives all questions of an interview the same form, if only some of them could be headings.

    They become headings if all are short enough, and bold paragraphs otherwise.
    """
    asked = list(_asked(units))
    if len(asked) < MIN_QUESTIONS or not _is_interview(asked):
        return
    if all(_is_plain_heading(each.unit) for each in asked):
        return
    fit = all(len(each.unit.text) <= MAX_HEADING_LENGTH for each in asked)
    for each in asked:
        each.unit.hashed = fit
        each.unit.spoken = not fit
    words = [each.unit.text for each in asked]
    guess = Guess("questions", words, line=asked[0].unit.line, taken=fit)
    manuscript.guesses.append(guess)


def _asked(units: list[Unit]):
    """The questions, and the lines that are bold like questions, that precede an answer."""
    for unit, following in pairwise(units):
        if unit.plain and is_faq_label(unit.text):
            return
        asks = unit.plain and not unit.hashed and unit.words <= MAX_QUESTION_WORDS
        if asks and (is_question(unit.text) or unit.bold) and is_text(following):
            yield _Asked(unit, bool(FIRST_PERSON.search(following.text)))


def _is_interview(asked: list[_Asked]) -> bool:
    bold = sum(each.unit.bold for each in asked)
    questions = sum(is_question(each.unit.text) for each in asked)
    if bold == len(asked):
        return questions >= bold / 2
    if bold:
        return False
    return sum(each.first_person for each in asked) >= len(asked) / 2


def _is_plain_heading(unit: Unit) -> bool:
    return is_heading_text(unit.text) and unit.gap_before
