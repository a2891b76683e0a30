"""The maximum size of an article.

The time to read a text grows with its lines, marks and elements, not with its letters. A megabyte
of prose has about ten thousand of each; a megabyte of `- x` lines is not an article.
"""

import re

from .errors import ManuscriptError

MAX_LINES = 20_000
MAX_MARKS = 60_000
MAX_FRONT_MATTER = 200_000
"""Characters: YAML is read in Python, thirty times slower than the text beneath it."""

_MARK = re.compile(r"[\\`*_\[\]<>&~!|^{}]")


def check_lines(text: str) -> None:
    """Raises ManuscriptError if more than MAX_LINES lines contain text."""
    if text.count("\n") < MAX_LINES:
        return
    if sum(bool(line and not line.isspace()) for line in text.split("\n")) > MAX_LINES:
        raise ManuscriptError(
            f"it is too long: more than {MAX_LINES:,} lines; make several articles of it"
        )


def check_marks(text: str) -> None:
    """Raises ManuscriptError if the text has more than MAX_MARKS markup characters."""
    if len(text) > MAX_MARKS and len(_MARK.findall(text)) > MAX_MARKS:
        raise ManuscriptError(
            f"it is too long: more than {MAX_MARKS:,} signs of mark-up; make several articles of it"
        )
