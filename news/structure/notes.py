"""Sources as notes, numbered once in reading order over all texts of an article (ADR 0012).

A citation is stored as `<embed embedtype="source" id="…"/>`, with the id of a block of the
article's sources. It contains no words, so searches, feeds and word counts never see its number.
The page writes the number into the tag, and `news.rich_text` renders a numbered tag as a link.
"""

import re
from dataclasses import dataclass
from string import ascii_lowercase

from wagtail.blocks import StreamBlock, StructValue
from wagtail.blocks.stream_block import StreamValue

from core.blocks import with_rich_text

FEATURE = "source"
CITATION = re.compile(rf'<embed\b[^>]*\bembedtype="{FEATURE}"[^>]*/>')
SOURCE_ID = re.compile(r'\bid="([^"]*)"')


def citation(source_id: str, number: int | None = None, place: int | None = None) -> str:
    """The stored form of a citation. `number` and `place` are set only for rendering."""
    shown = f' number="{number}" place="{place}"' if number else ""
    return f'<embed embedtype="{FEATURE}" id="{source_id}"{shown}/>'


def note_anchor(number: int) -> str:
    """The id of a note. Anchors of headings have no underscore, so they cannot be the same."""
    return f"note_{number}"


def place_anchor(number: int, place: int) -> str:
    """The id of the place where a note is cited."""
    return f"cited_{number}_{place}"


@dataclass
class Note:
    """A cited source, with the number of its citations."""

    number: int
    source: StructValue
    places: int = 0

    @property
    def anchor(self) -> str:
        return note_anchor(self.number)

    @property
    def ways_back(self) -> list[tuple[str, str]]:
        """The anchor and the letter of each place that cites the source. A single place has no
        letter ("")."""
        anchors = [place_anchor(self.number, place) for place in range(1, self.places + 1)]
        letters = [letters_of(place) for place in range(self.places)] if self.places > 1 else [""]
        return list(zip(anchors, letters, strict=False))


class Notes:
    """The notes of one article. Numbering its streams in reading order fills them."""

    def __init__(self, sources: StreamValue):
        self.sources = [child for child in sources if child.value.get("title")]
        self.by_id = {child.id: child.value for child in self.sources}
        self.noted: dict[str, Note] = {}

    def numbered(self, stream: StreamBlock, raw: list[dict]) -> list[dict]:
        """The stored stream with a number in every citation; citations without a source are
        removed."""
        return with_rich_text(stream, raw, lambda text: CITATION.sub(self.cite, text))

    def cite(self, found: re.Match) -> str:
        key = (SOURCE_ID.search(found[0]) or ["", ""])[1]
        if key not in self.by_id:
            return ""
        note = self.noted.setdefault(key, Note(len(self.noted) + 1, self.by_id[key]))
        note.places += 1
        return citation(key, note.number, note.places)

    @property
    def cited(self) -> list[Note]:
        return list(self.noted.values())

    @property
    def uncited(self) -> list[StructValue]:
        """The sources that no text cites, in the editors' order."""
        return [child.value for child in self.sources if child.id not in self.noted]


def letters_of(index: int) -> str:
    """0 -> a, 25 -> z, 26 -> aa"""
    more, letter = divmod(index, len(ascii_lowercase))
    return (letters_of(more - 1) if more else "") + ascii_lowercase[letter]
