"""The items of HTML before they are assembled: pieces, headings, questions, FAQ boxes."""

from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from ..model import Divider, Figure, Paragraph, Piece, Quote, piece_text
from ..report import Report, shortened


class Prose(NamedTuple):
    """One paragraph (`p`: html is its content) or list (`ul`, `ol`: html is the whole element)."""

    tag: str
    html: str

    @property
    def block(self) -> str:
        return f"<p>{self.html}</p>" if self.tag == "p" else self.html


@dataclass
class ProseRun:
    """Consecutive paragraphs and lists, which form one paragraph block."""

    blocks: list[Prose]
    line: int | None = None

    @property
    def html(self) -> str:
        return "".join(block.block for block in self.blocks)


@dataclass
class Heading:
    level: int
    text: str
    anchor: str = ""
    line: int | None = None


@dataclass
class Details:
    """A question that expands: `<details>`."""

    question: str
    anchor: str
    answer: list["Item"]


@dataclass
class FaqBox:
    """An FAQ with known boundaries, and the items in it."""

    title: str
    anchor: str
    items: list["Item"] = field(default_factory=list)
    numbered: bool = False


Item = ProseRun | Heading | Details | FaqBox | Piece


def to_piece(item: Item) -> Piece:
    return Paragraph(item.html) if isinstance(item, ProseRun) else item


def paragraph_html(text: str) -> str:
    """Plain lines of text as paragraphs."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def flatten(items: list[Item], report: Report, place: str) -> str:
    """Items as rich text, for a place that holds no blocks; losses mention `place`."""
    return "".join(_flat(item, report, place) for item in items)


def _flat(item: Item, report: Report, place: str) -> str:
    match item:
        case ProseRun():
            return item.html
        case Heading(text=text, line=line):
            report.lose(f"heading “{shortened(text)}” in {place} kept as bold text", line)
            return f"<p><b>{escape(text, quote=False)}</b></p>"
        case Details(question=question, answer=answer):
            bold = f"<p><b>{escape(question, quote=False)}</b></p>"
            return bold + flatten(answer, report, place)
        case FaqBox(title=title, items=inner):
            bold = f"<p><b>{escape(title, quote=False)}</b></p>" if title else ""
            return bold + flatten(inner, report, place)
        case Divider():
            report.lose(f"divider in {place} left out")
            return ""
        case Figure(src=src, alt=alt):
            report.lose(f"image {src} (“{shortened(alt)}”) in {place} left out")
            return paragraph_html(piece_text(item))
        case Quote(source_url=url) if url:
            report.lose(f"link to {url} of a quotation in {place}")
    name = type(item).__name__.lower()
    report.lose(f"{name} in {place} kept as plain paragraphs")
    return paragraph_html(piece_text(item))
