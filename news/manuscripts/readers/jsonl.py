"""JSON Lines: one article per line, with the body in Markdown and questions in plain text."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from ..anchoring import assign_anchors
from ..cleaning import clean
from ..dates import coerce_date
from ..errors import Failure, ManuscriptError, location, unexpected
from ..model import Author, FaqGroup, Manuscript, Paragraph, Question, Source
from ..plain import plain_text
from ..report import Report, shortened
from ..rich.assemble import assemble
from ..rich.critic import without_remarks
from ..titles import supply_title
from ..visibility import Visibility, read_visibility
from .markdown import inline_rich_text, markdown_items

logger = logging.getLogger(__name__)

FAQ_TITLE = "Frequently asked questions"
KNOWN = frozenset(
    [
        "id",
        "title",
        "slug",
        "date",
        "authors",
        "topics",
        "summary",
        "body",
        "faqs",
        "lang",
        "language",
        "synonyms",
        "source",
        "licence",
    ]
)

_BULLET = re.compile(r"^\s*[-*•]\s+(.*)$")
_ADDRESS = re.compile(r"\s*\((https?://[^\s)]+)\)")


def read_jsonl(lines: Iterable[str], name: str = "") -> Iterator[Manuscript | Failure]:
    """Yields a manuscript, or a failure with its line number, per line. Holds one line in
    memory."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            manuscript = _read_record(_record(line), number)
        except ManuscriptError as error:
            yield Failure(location(name, number), error.reason)
        except RecursionError:
            yield Failure(location(name, number), "it is nested too deeply")
        except Exception as error:
            # One bad record must not stop the import of a thousand. The log has the traceback.
            logger.exception("Unexpected error in %s", location(name, number))
            yield Failure(location(name, number), unexpected(error))
        else:
            manuscript.location = location(name, number)
            yield manuscript


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise ManuscriptError(f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise ManuscriptError("the line holds no JSON object")
    return record


def _read_record(record: dict[str, Any], line: int) -> Manuscript:
    report = Report(line=line)
    visibility = Visibility()
    for key in record.keys() - KNOWN:
        if not read_visibility(visibility, key, record[key]):
            report.lose(f"unknown field “{shortened(key)}”")
    manuscript = Manuscript(
        visibility=visibility,
        title=_text(record, "title", report),
        key=_text(record, "id", report),
        slug=_text(record, "slug", report),
        language=_text(record, "language", report) or _text(record, "lang", report),
        date=_date(record, report) or visibility.opens,
        authors=[Author(name) for name in _texts(record, "authors", report)],
        topics=_texts(record, "topics", report),
    )
    manuscript.standfirst = _plain_summary(_text(record, "summary", report))
    items, notes = markdown_items(_body(record, report), report, line=line, sources=1)
    assemble(manuscript, items, report)
    _add_synonyms(manuscript, _texts(record, "synonyms", report))
    _add_questions(manuscript, record, report)
    manuscript.sources = [*_source(record, report), *notes]
    supply_title(manuscript, report)
    assign_anchors(manuscript, report)
    manuscript.dropped, manuscript.losses = report.dropped, report.losses
    return manuscript


def _text(record: dict[str, Any], key: str, report: Report) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return " ".join(without_remarks(str(value), report).split())
    report.lose(f"field “{key}” is no text: {shortened(repr(value))}")
    return ""


def _texts(record: dict[str, Any], key: str, report: Report) -> list[str]:
    value = record.get(key)
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    texts = (_text({key: each}, key, report) for each in values)
    return [text for text in texts if text]


def _date(record: dict[str, Any], report: Report):
    value = record.get("date")
    date = coerce_date(value)
    if value and date is None:
        report.lose(f"“{shortened(str(value))}” is no date we understand")
    return date


def _body(record: dict[str, Any], report: Report) -> str:
    value = record.get("body")
    if value is None or isinstance(value, str):
        return clean(value or "")
    report.lose(f"field “body” is no text: {shortened(repr(value))}")
    return ""


def _plain_summary(summary: str) -> str:
    """The words of a summary, which may contain simple Markdown."""
    if not re.search(r"[\[*_<&`\\]", summary):
        return summary
    return " ".join(plain_text(inline_rich_text(summary)).split())


def _add_synonyms(manuscript: Manuscript, synonyms: list[str]) -> None:
    if not synonyms:
        return
    html = f"<p>Also called: {escape('; '.join(synonyms), quote=False)}</p>"
    pieces = manuscript.introduction
    if pieces and isinstance(pieces[-1], Paragraph):
        pieces[-1].html += html
    else:
        pieces.append(Paragraph(html))


def _add_questions(manuscript: Manuscript, record: dict[str, Any], report: Report) -> None:
    value = record.get("faqs") or []
    if not isinstance(value, list):
        report.lose(f"field “faqs” is no list: {shortened(repr(value))}")
        return
    group = FaqGroup(FAQ_TITLE)
    for each in value:
        if not isinstance(each, dict):
            report.lose(f"a question is no object: {shortened(repr(each))}")
            continue
        for key in each.keys() - {"question", "answer"}:
            report.lose(f"unknown field “{shortened(key)}” of a question")
        question = _text(each, "question", report)
        answer = each.get("answer")
        words = without_remarks(clean(answer), report) if isinstance(answer, str) else ""
        html = answer_html(words)
        if question or html:
            if not (question and html):
                report.lose(f"the question “{shortened(question)}” is not complete")
            group.questions.append(Question(question, "", html))
    if group.questions:
        manuscript.body.append(group)


def answer_html(text: str) -> str:
    """Plain text as rich text. Lines that begin with a dash become a list; line ends become
    breaks."""
    parts: list[str] = []
    items: list[str] = []

    def end_list() -> None:
        if items:
            parts.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
            items.clear()

    for line in text.split("\n"):
        bullet = _BULLET.match(line)
        words = escape(" ".join((bullet[1] if bullet else line).split()), quote=False)
        if bullet and words:
            items.append(words)
        elif words:
            end_list()
            parts.append(f"<p>{words}</p>")
    end_list()
    return "".join(parts)


def _source(record: dict[str, Any], report: Report) -> list[Source]:
    title = _text(record, "source", report)
    licence = _text(record, "licence", report)
    if not title and not licence:
        return []
    address = _ADDRESS.search(title)
    if address:
        title = title.replace(address[0], "").strip()
    return [Source(title, url=address[1] if address else "", note=licence)]
