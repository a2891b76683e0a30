"""Supplies a title for an article without one."""

import re

from .errors import ManuscriptError
from .model import Manuscript, pieces_text
from .plain import plain_text
from .report import Report, shortened

MAX_LENGTH = 100

_SENTENCE = re.compile(r".+?[.!?](?=[\s\"'”’)]|$)", re.DOTALL)


def supply_title(manuscript: Manuscript, report: Report) -> None:
    """Uses the first heading or sentence as a missing title, and reports it.

    Raises ManuscriptError if the manuscript contains no words at all.
    """
    if manuscript.title:
        return
    if manuscript.sections and manuscript.sections[0].heading:
        manuscript.title = manuscript.sections[0].heading
        report.lose(f"no title found: the first heading was taken, “{manuscript.title}”")
        return
    sentence = first_sentence(_first_words(manuscript))
    if not sentence:
        raise ManuscriptError("there is no article in it")
    manuscript.title = cut_title(sentence)
    report.lose(f"no title found: the first sentence was taken, “{shortened(manuscript.title)}”")


def _first_words(manuscript: Manuscript) -> str:
    introduction = pieces_text(manuscript.introduction) or manuscript.standfirst
    if introduction:
        return introduction
    for group in manuscript.faqs:
        for question in group.questions:
            return question.question
        return plain_text(group.introduction) or group.title
    return plain_text(manuscript.takeaways[0]) if manuscript.takeaways else ""


def first_sentence(text: str) -> str:
    text = " ".join(text.split()).removeprefix("- ")
    match = _SENTENCE.match(text)
    return match[0] if match else text


def cut_title(text: str) -> str:
    """`text` without its full stop, cut at a word boundary if it is too long for a title."""
    text = text.removesuffix(".") if not text.endswith("..") else text
    if len(text) <= MAX_LENGTH:
        return text
    return text[:MAX_LENGTH].rpartition(" ")[0].rstrip(" ,;:–—-") + "…"
