"""The manuscript: an article as plain data, independent of the source format.

Texts named `html` or described as "rich" hold the HTML that Wagtail's rich text stores: paragraphs,
lists, bold, italics and links, well formed. All other texts are plain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime
from typing import Any

from .guess import Guess
from .plain import plain_text
from .visibility import Visibility


@dataclass
class Paragraph:
    """A run of prose: one or more `<p>`, `<ul>`, `<ol>`."""

    html: str


@dataclass
class Subheading:
    text: str
    anchor: str = ""


@dataclass
class Picture:
    """An image file with its texts. `src` is the path as the manuscript gives it."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass
class Figure:
    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: str = "measure"
    decorative: bool = False


@dataclass
class Gallery:
    title: str = ""
    pictures: list[Picture] = field(default_factory=list)


@dataclass
class Quote:
    text: str
    attribution: str = ""
    source_url: str = ""


@dataclass
class PullQuote:
    text: str
    attribution: str = ""


@dataclass
class FactBox:
    title: str
    html: str


@dataclass
class Statistic:
    value: str
    label: str


@dataclass
class Statistics:
    title: str = ""
    figures: list[Statistic] = field(default_factory=list)
    source: str = ""


@dataclass
class Event:
    date: str
    heading: str
    text: str


@dataclass
class Timeline:
    title: str = ""
    events: list[Event] = field(default_factory=list)


@dataclass
class Column:
    heading: str
    kind: str = "text"
    """`text`, `rich_text` or `number`: what the cells below hold."""


@dataclass
class Table:
    columns: list[Column]
    rows: list[list[str]]
    caption: str = ""
    row_headers: bool = False
    source: str = ""


@dataclass
class Chart:
    title: str
    description: str
    kind: str
    columns: list[Column]
    rows: list[list[Any]]
    """The first cell of a row is its label, the others are numbers or None."""
    unit: str = ""
    source: str = ""


@dataclass
class Embed:
    url: str
    title: str = ""
    caption: str = ""


@dataclass
class Document:
    path: str
    label: str = ""


@dataclass
class RelatedArticle:
    slug: str
    label: str = ""


@dataclass
class Divider:
    pass


Piece = (
    Paragraph
    | Subheading
    | Figure
    | Gallery
    | Quote
    | PullQuote
    | FactBox
    | Statistics
    | Timeline
    | Table
    | Chart
    | Embed
    | Document
    | RelatedArticle
    | Divider
)


@dataclass
class Section:
    heading: str
    anchor: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Question:
    question: str
    anchor: str = ""
    answer: str = ""
    """Rich."""


@dataclass
class FaqGroup:
    title: str
    anchor: str = ""
    introduction: str = ""
    """Rich."""
    questions: list[Question] = field(default_factory=list)
    numbered: bool = False
    """The source numbers its questions, from 1 on."""


@dataclass
class Author:
    name: str
    role: str = "words"
    """One of `ROLES`."""


ROLES = ("words", "photographs", "illustration", "graphics", "data", "editing", "review")
KINDS = ("news", "explainer", "analysis", "opinion", "interview", "feature", "review")


@dataclass
class Source:
    title: str
    publisher: str = ""
    url: str = ""
    date: str = ""
    note: str = ""


@dataclass
class Listing:
    """The title, summary and image for cards and lists, instead of headline, standfirst and
    hero."""

    title: str = ""
    summary: str = ""
    image: str = ""


@dataclass
class Seo:
    title: str = ""
    description: str = ""


@dataclass
class Manuscript:
    """An article for import or export. Two manuscripts are equal if their articles are the same."""

    title: str = ""
    key: str = ""
    """The import key: what makes a second import find the first; empty where the file has none."""
    slug: str = ""
    section: str = ""
    language: str = ""
    """As the source gives it: a tag ("de-AT") or a name; empty where it does not say."""
    standfirst: str = ""
    kind: str = ""
    authors: list[Author] = field(default_factory=list)
    date: Date | datetime | None = None
    updated: Date | datetime | None = None
    topics: list[str] = field(default_factory=list)
    takeaways: list[str] = field(default_factory=list)
    """Rich, inline only."""
    introduction: list[Piece] = field(default_factory=list)
    body: list[Section | FaqGroup] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    hero: Picture | None = None
    listing: Listing = field(default_factory=Listing)
    seo: Seo = field(default_factory=Seo)
    visibility: Visibility = field(default_factory=Visibility)
    """What the source says of who may read it, and when."""
    dropped: list[str] = field(default_factory=list, compare=False)
    """The furniture of the page that was left out, in its own words."""
    losses: list[str] = field(default_factory=list, compare=False)
    """What could not be kept or had to be guessed, each with its line where that is known."""
    guesses: list[Guess] = field(default_factory=list, compare=False)
    location: str = field(default="", compare=False)

    @property
    def sections(self) -> list[Section]:
        return [part for part in self.body if isinstance(part, Section)]

    @property
    def faqs(self) -> list[FaqGroup]:
        return [part for part in self.body if isinstance(part, FaqGroup)]

    @property
    def questions(self) -> list[Question]:
        return [question for group in self.faqs for question in group.questions]

    @property
    def byline(self) -> str:
        return ", ".join(author.name for author in self.authors)

    @property
    def remarks(self) -> list[str]:
        """Descriptions of all losses and guesses."""
        return [*self.losses, *map(str, self.guesses)]

    def pieces(self) -> Iterator[Piece]:
        """Every content piece in reading order, except questions and answers."""
        yield from self.introduction
        for section in self.sections:
            yield from section.pieces

    def as_dict(self) -> dict[str, Any]:
        """The article as plain texts, as `import_articles --dry-run --json` prints it."""
        return {
            "location": self.location,
            "title": self.title,
            "standfirst": self.standfirst,
            "authors": [author.name for author in self.authors],
            "date": self.date.isoformat()[:10] if self.date else None,
            "topics": list(self.topics),
            "takeaways": [plain_text(takeaway) for takeaway in self.takeaways],
            "introduction": pieces_text(self.introduction),
            "sections": list(self._section_texts()),
            "questions": [
                {
                    "question": question.question,
                    "anchor": question.anchor,
                    "answer": plain_text(question.answer),
                }
                for question in self.questions
            ],
            "dropped": list(self.dropped),
            "losses": self.remarks,
        }

    def _section_texts(self) -> Iterator[dict[str, str]]:
        """Every section. The introduction of an FAQ counts as a section with the FAQ's title."""
        for part in self.body:
            if isinstance(part, Section):
                text, heading = pieces_text(part.pieces), part.heading
            elif part.introduction:
                text, heading = plain_text(part.introduction), part.title
            else:
                continue
            yield {"heading": heading, "anchor": part.anchor, "text": text}


def pieces_text(pieces: list[Piece]) -> str:
    """The visible words of some pieces as plain text, with a blank line between pieces."""
    return "\n\n".join(text for text in map(piece_text, pieces) if text)


def piece_text(piece: Piece) -> str:
    """The visible words of one piece, as plain text."""
    match piece:
        case Paragraph(html=html):
            return plain_text(html)
        case Subheading(text=text):
            return text
        case Figure() | Picture():
            return _lines(piece.caption, piece.credit)
        case Gallery(title=title, pictures=pictures):
            return _lines(title, *map(piece_text, pictures))
        case Quote(text=text, attribution=attribution):
            return _lines(text, attribution and f"— {attribution}")
        case PullQuote(text=text, attribution=attribution):
            return _lines(text, attribution and f"— {attribution}")
        case FactBox(title=title, html=html):
            return _lines(title, plain_text(html))
        case Statistics(title=title, figures=figures, source=source):
            return _lines(title, *(f"{each.value} {each.label}" for each in figures), source)
        case Timeline(title=title, events=events):
            return _lines(title, *(f"{e.date} {e.heading} {e.text}" for e in events))
        case Table() | Chart():
            return _table_text(piece)
        case Embed(title=title, caption=caption):
            return _lines(title, caption)
        case Document(label=label) | RelatedArticle(label=label):
            return label
    return ""


def _table_text(piece: Table | Chart) -> str:
    rows = [[column.heading for column in piece.columns], *piece.rows]
    lines = [" | ".join(_cell_text(cell) for cell in row) for row in rows]
    if isinstance(piece, Table):
        # Cells of text columns are plain text, which may contain a "<".
        kinds = [column.kind for column in piece.columns]
        lines[1:] = [
            " | ".join(
                _cell_text(plain_text(cell) if kind == "rich_text" else cell)
                for cell, kind in zip(row, kinds, strict=False)
            )
            for row in piece.rows
        ]
        return _lines(piece.caption, *lines, piece.source)
    return _lines(piece.title, piece.description, *lines, piece.unit, piece.source)


def _cell_text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text and text.strip())
