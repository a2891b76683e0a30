"""Splits pasted text into units: a paragraph, a heading, a list item, a row of cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from ...cleaning import clean
from ...limits import check_lines
from .emphasis import without_emphasis
from .person_names import people
from .phrases import ANYWHERE

BULLETS = "•◦▪▫●○■□‣⁃∙·►▶▸➤➢✓✔–*-"

MIN_WRAP_WIDTH = 40
MAX_WRAP_WIDTH = 110
MIN_FULL_SHARE = 0.1

_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BULLET = re.compile(
    rf"^(?P<mark>[{re.escape(BULLETS)}]|—(?=\t)|o(?=\t))(?:\s+|(?<=[•◦▪●■‣⁃►▶▸➤✓✔·]))(?P<text>\S.*)$"
)
_NUMBER = re.compile(
    r"^\(?(?P<number>\d{1,2})(?:(?:\.\)|[.)])(?:\s+|(?=[^\W\d]))|\s*[:–—-]\s+(?=\D))(?P<text>\S.*)$"
)
_NUMBER_ALONE = re.compile(r"^\(?(\d{1,2})[.)]$")
_BULLET_ALONE = re.compile(rf"^[{re.escape(BULLETS.replace('-', '').replace('*', ''))}]$")
_LETTERED = re.compile(r"^\(?[a-zA-Z][.)]\s+\S")
_QUESTION_MARK = re.compile(r"^(?:Q|A|Question|Answer)\s*\d*\s*[:.)]\s*\S")
_DIVIDER = re.compile(r"^(?:[*_=~#–—-]\s*){3,}$")
# The look-behind makes the pattern try a run of closing signs once, not at each sign.
_UNDERLINE = re.compile(r"^[=~_–—-]{3,}$")
_HASHES = re.compile(r"^#{1,6}\s+(?P<text>\S.*?)(?:\s*(?<!#)#*)?$")
_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_INLINE_BULLETS = re.compile(r"\s+[•▪●■]\s+")

# A line that ends with one of these continues on the next line.
_UNFINISHED = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "by",
        "for",
        "from",
        "how",
        "in",
        "into",
        "is",
        "of",
        "on",
        "or",
        "our",
        "the",
        "their",
        "to",
        "vs",
        "what",
        "with",
        "your",
    ]
)


_SMALL_CREDIT = re.compile(r"^(?:by|with)(?:\s+[^\W\d_][\w’'.-]*){2,4}$")
"""“by Jane Doe” alone on a line: no rest of the line above."""

_BYLINE = re.compile(
    r"^(?:[A-Z][^\W\d_]{2,10}\s+)?[Bb]y(?:\s+[^\W\d_a-z][\w’'.-]*){2,4}"
    r"(?:\s*[,|@•].{0,60})?$"
)
"""“By Jane Doe” alone on a line, however the line above ends."""

_NEVER_LAST = frozenset({"a", "an", "and", "or", "our", "the", "their", "vs", "your"})


@dataclass
class Unit:
    text: str
    """The words, without bullet or number."""
    raw: str
    """The words with what stood before them."""
    line: int
    bullet: bool = False
    number: int | None = None
    divider: bool = False
    hashed: bool = False
    """Marked as a heading (`## Heading`, or underlined)."""
    bold: bool = False
    """The whole line stood between `**` or `__`."""
    italic: bool = False
    """The whole line stood between `*` or `_`, as titles of works do: no heading."""
    spoken: bool = False
    """A question of an interview whose questions are bold paragraphs."""
    rows: list[list[str]] = field(default_factory=list)
    """The cells, when the unit is a table."""
    after_end: bool = False
    """Behind a comment form or a copyright line."""
    site: bool = False
    """The name of the site."""
    strip: bool = False
    """The headline, date or label of another story."""
    gap_before: bool = False
    gap_after: bool = False
    byline: Any = None
    """What the line says as a byline without “By” (see bare_bylines.BareByline)."""

    @property
    def is_item(self) -> bool:
        return self.bullet or self.number is not None

    @property
    def plain(self) -> bool:
        """Neither item nor divider nor table."""
        return not (self.is_item or self.divider or self.rows)

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass
class _Line:
    text: str
    indent: int
    number: int
    tabs: list[str]


def read_units(text: str) -> list[Unit]:
    """The units of a text, in order."""
    units: list[Unit] = []
    text = clean(text)
    check_lines(text)
    chunks = _chunks(text)
    width = _wrap_width(chunks)
    for chunk in chunks:
        chunk_units = _chunk_units(chunk, width)
        if chunk_units:
            chunk_units[0].gap_before = chunk_units[-1].gap_after = True
            units.extend(chunk_units)
    return _marks_joined(_underlines_read(units))


def _chunks(text: str) -> list[list[_Line]]:
    """Runs of lines without a blank line between them."""
    chunks: list[list[_Line]] = [[]]
    for number, raw in enumerate(text.split("\n"), start=1):
        line = _SPACES.sub(" ", raw).rstrip()
        stripped = line.strip()
        if not stripped:
            if chunks[-1]:
                chunks.append([])
            continue
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        cells = [cell.strip() for cell in stripped.split("\t")]
        chunks[-1].append(_Line(" ".join(stripped.split()), indent, number, cells))
        if "\t" in stripped and _BULLET.match(stripped):
            # A tab after a bullet does not make a table.
            chunks[-1][-1].tabs = []
    return [chunk for chunk in chunks if chunk]


# Hard-wrapped lines


def _wrap_width(chunks: list[list[_Line]]) -> int:
    """The width at which the text is wrapped; 0 if every line is a separate paragraph."""
    lengths = sorted(_width(line) for chunk in chunks for line in chunk)
    short = [length for length in lengths if length <= MAX_WRAP_WIDTH]
    # A long URL may exceed the width of wrapped text; long sentences do not.
    unwrapped = [
        line
        for chunk in chunks
        for line in chunk
        if _width(line) > MAX_WRAP_WIDTH and len(line.text.split()) > 12
    ]
    if not short or len(unwrapped) > 1 or len(short) < len(lengths) * 0.85:
        return 0
    width = short[int((len(short) - 1) * 0.98)]
    inner = [
        line
        for chunk in chunks
        for line, following in pairwise(chunk)
        if not _starts_unit(following) and _width(line) >= width * 0.6
    ]
    full = [line for line in inner if _width(line) >= width * 0.75]
    open_ended = sum(not _END.search(line.text) for line in full)
    # A few headlines and form labels as wide as the longest line are not wrapped text.
    if width < MIN_WRAP_WIDTH or len(full) < max(3, len(lengths) * MIN_FULL_SHARE):
        return 0
    wrapped = len(full) >= len(inner) * 0.5 and open_ended >= len(full) * 0.5
    return width if wrapped else 0


def _width(line: _Line) -> int:
    return line.indent + len(line.text)


def _starts_unit(line: _Line) -> bool:
    text = line.text
    return bool(
        _BULLET.match(text)
        or _NUMBER.match(text)
        or _LETTERED.match(text)
        or _QUESTION_MARK.match(text)
        or _DIVIDER.match(text)
        or _HASHES.match(text)
        or _NUMBER_ALONE.match(text)
    )


def _continues(before: _Line, start: _Line, line: _Line, width: int) -> bool:
    """Whether `line` continues `before`. `start` is the first line of that unit."""
    if ANYWHERE.match(before.text) or ANYWHERE.match(line.text):
        return False
    if _BYLINE.match(line.text) or (line.text.istitle() and people(line.text)):
        return False
    if _starts_unit(line) or _DIVIDER.match(before.text) or _HASHES.match(before.text):
        return False
    if _starts_unit(start) and line.indent > start.indent and line.indent >= 2:
        return True
    last_word = before.text.split()[-1].lower()
    ended = bool(_END.search(before.text))
    if last_word in _UNFINISHED and len(before.text.split()) > 3:
        # “Where It Came From” is a heading; “Where It Came and” continues, whatever follows.
        return bool(width) or line.text[0].islower() or last_word in _NEVER_LAST
    if not width:
        lower = line.text[0].islower() and not _SMALL_CREDIT.match(line.text)
        return lower and not ended and (len(before.text) >= 35 or before.text.endswith(","))
    room = len(before.text) + before.indent + 1 + len(line.text.split()[0])
    if room > width - max(3, width * 0.12):
        return True
    if ended:
        return False
    if line.text[0].islower() or before.text.endswith(","):
        return True
    # A ragged line within a paragraph is long, and not its first line: that would be a heading.
    return len(before.text) > width * 0.6 and before is not start


def _is_parenthesis(
    before: _Line, start: _Line, line: _Line, following: _Line | None, width: int
) -> bool:
    """Whether a dash at the beginning of a wrapped line is part of a sentence, not a bullet."""
    dash = line.text[0]
    if dash not in "–—-" or not line.text[2:3].islower() or _END.search(before.text):
        return False
    if _width(before) + 2 <= (width * 0.85 or 60):
        return False
    if _starts_unit(start) and start.text[0] == dash:
        return line.indent > start.indent
    return following is None or following.text[0] != dash


def _chunk_units(chunk: list[_Line], width: int) -> list[Unit]:
    return [unit for part, tabbed in _parts(chunk) for unit in _part_units(part, tabbed, width)]


def _parts(chunk: list[_Line]) -> Iterator[tuple[list[_Line], bool]]:
    """Runs of lines with the same number of cells, and the lines between them."""
    for cells, lines in groupby(
        chunk, key=lambda line: len(line.tabs) if len(line.tabs) > 1 else 0
    ):
        yield list(lines), cells > 1


def _part_units(chunk: list[_Line], tabbed: bool, width: int) -> list[Unit]:
    table = _table(chunk) if tabbed else None
    if table:
        return [table]
    groups: list[list[_Line]] = []
    for line, following in zip(chunk, [*chunk[1:], None], strict=True):
        if groups and (
            _continues(groups[-1][-1], groups[-1][0], line, width)
            or _is_parenthesis(groups[-1][-1], groups[-1][0], line, following, width)
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [unit for group in groups for unit in _units(group)]


def _units(group: list[_Line]) -> list[Unit]:
    text = " ".join(line.text for line in group)
    number = group[0].number
    if _DIVIDER.match(text):
        return [Unit(text, text, number, divider=True)]
    hashed = _HASHES.match(text)
    if hashed:
        return [Unit(hashed["text"], text, number, hashed=True)]
    text, bold, italic = without_emphasis(text)
    marks = {"bold": bold, "italic": italic}
    bullet = _BULLET.match(text)
    if bullet:
        parts = _INLINE_BULLETS.split(bullet["text"])
        return [Unit(part, f"{bullet['mark']} {part}", number, bullet=True) for part in parts]
    numbered = _NUMBER.match(text)
    if numbered:
        words, *inner = without_emphasis(numbered["text"])
        marks = {"bold": bold or inner[0], "italic": italic or inner[1]}
        raw = text.replace(numbered["text"], words)
        return [Unit(words, raw, number, number=int(numbered["number"]), **marks)]
    return [Unit(text, text, number, **marks)]


def _marks_joined(units: list[Unit]) -> list[Unit]:
    """Joins bullets and numbers alone on a line to the words after them."""
    result: list[Unit] = []
    for unit in units:
        before = result[-1] if result else None
        if before and before.plain and unit.plain and not unit.gap_before:
            number = _NUMBER_ALONE.match(before.text)
            if number or _BULLET_ALONE.match(before.text):
                result[-1] = Unit(
                    unit.text,
                    f"{before.text} {unit.text}",
                    before.line,
                    bullet=not number,
                    number=int(number[1]) if number else None,
                    gap_before=before.gap_before,
                    gap_after=unit.gap_after,
                )
                continue
        result.append(unit)
    return result


def _underlines_read(units: list[Unit]) -> list[Unit]:
    """A short line above a row of dashes or equals signs is a heading."""
    result: list[Unit] = []
    for unit in units:
        before = result[-1] if result else None
        underlines = unit.divider and _UNDERLINE.match(unit.text) and not unit.gap_before
        if underlines and before and before.plain and before.words <= 16:
            before.hashed = True
            before.gap_after = unit.gap_after
            continue
        result.append(unit)
    return result


# Tables


def _table(chunk: list[_Line]) -> Unit | None:
    """A chunk of lines with the same number of tabs, as a pasted table."""
    counts = {len(line.tabs) for line in chunk}
    if len(chunk) < 2 or len(counts) != 1 or counts.pop() < 2:
        return None
    if any(len(cell) > 200 for line in chunk for cell in line.tabs):
        return None
    rows = [line.tabs for line in chunk]
    text = " ".join(cell for row in rows for cell in row if cell)
    return Unit(text, text, chunk[0].number, rows=rows)
