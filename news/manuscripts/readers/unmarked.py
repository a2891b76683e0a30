"""Reads Markdown that has only headings and paragraphs, without a parser.

Most bodies of a large import are such texts, and a parser takes ten times as long. Any text that
the parser could interpret differently is left to the parser; tests compare the two.
"""

import re
from collections.abc import Iterator

from ..rich.inline import PLAIN, Run, collapse, inline_html, inline_text
from ..rich.items import Heading, Item, Prose, ProseRun

# Possible markup in any position, and characters that a parser of HTML or Markdown changes.
_MARKUP = re.compile(r"[\\`*_\[\]<>&~|{}\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# An empty line, a heading, or a line that begins with words. None ends with a space.
_LINE = re.compile(
    r"""|\#{1,6}\ [^\s\#]([^\#]*[^\s\#])?|(?!\d+[.)])[\w"'“”‘’„«»(…¿¡$€£%@/](.*\S)?""",
    re.VERBOSE | re.DOTALL,
)


def unmarked_items(text: str, offset: int = 0, line: int | None = None) -> list[Item] | None:
    """Like markdown_items(), for a text without markup. None if the text needs a parser."""
    lines = text.split("\n")
    if _MARKUP.search(text) or not all(map(_LINE.fullmatch, lines)):
        return None
    items: list[Item] = []
    for number, block in _blocks(lines):
        place = line or offset + number
        words = block.lstrip("#")
        level, runs = len(block) - len(words), [Run(words, PLAIN)]
        if level:
            items.append(Heading(level, collapse(inline_text(runs)), "", place))
            continue
        if not (items and isinstance(items[-1], ProseRun)):
            items.append(ProseRun([], place))
        items[-1].blocks.append(Prose("p", inline_html(runs)))
    return items


def _blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Each heading, and the lines of each paragraph, with the number of its first line."""
    paragraph: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line and not line.startswith("#"):
            paragraph.append(line)
            continue
        if paragraph:
            yield number - len(paragraph), "\n".join(paragraph)
            paragraph = []
        if line:
            yield number, line
