"""The width of words in the display type.

CSS can fit a box to its words, but not words to a box, so the style sheet needs these widths. They
are in ems of Newsreader at optical size 72, and estimated slightly too wide.
"""

import math
import unicodedata
from collections.abc import Sequence

# Advance widths at weight 600, without tracking, rounded to twentieths.
WIDTHS = {
    letter: ems
    for ems, letters in {
        0.25: "',.| ’‘",
        0.3: "ijl!():;[]{}-",
        0.4: 'fI"*/\\_',
        0.45: "rstJ“”",
        0.5: "cz?`–",
        0.55: "aeg",
        0.6: "bkoqvxyS+<=>^~øþð",
        0.65: "0123456789dhnpuFL#$—",
        0.7: "PZß",
        0.75: "BCERTVY",
        0.8: "ADGNUX&æ",
        0.85: "wKOQ%Ø",
        0.95: "mH@œ",
        1.1: "MWÆŒ",
    }.items()
    for letter in letters
}
# Letters that are in none of our fonts.
OTHER, OTHER_CAPITAL = 0.62, 0.8
TRACKING = 0.03


def width(text: str) -> float:
    """The width of one line, in ems."""
    return sum(max(0.0, width_of(letter)) for letter in text)


def width_of(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Cc"}:
        return 0.0
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain in WIDTHS:
        return WIDTHS[plain] - TRACKING
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 1.05
    return OTHER_CAPITAL if letter.isupper() else OTHER


def widest_word(text: str) -> float:
    """The width of the widest word, in ems: the minimum width for unbroken text."""
    return max(map(width, text.split()), default=0.0)


def widest_line(words: Sequence[str], lines: int, indent: float = 0.0) -> float:
    """The width of the widest line, in ems, if the words fill at most that many lines as evenly
    as possible. `indent` is the space before the first word."""
    space = width(" ")
    widths = [width(word) for word in words]
    if not widths:
        return indent
    widths[0] += indent
    longest = sum(widths) + space * (len(widths) - 1)
    # A line is a run of words, so one of the run widths is the result.
    candidates = sorted({line for line in runs(widths, space) if line >= max(widths)})
    return next((line for line in candidates if fits(widths, space, line, lines)), longest)


def runs(widths: Sequence[float], space: float) -> list[float]:
    found = []
    for start in range(len(widths)):
        length = -space
        for word in widths[start:]:
            length += space + word
            found.append(round(length, 4))
    return found


def fits(widths: Sequence[float], space: float, line: float, lines: int) -> bool:
    used, length = 1, -space
    for word in widths:
        if length + space + word > line + 0.001:
            used, length = used + 1, -space
        length += space + word
    return used <= lines


# The page policy allows no style attributes, so classes for its digits pass a number to the style
# sheet.
MOST_HALVES = 129


def digits(name: str, ems: float) -> str:
    """The classes that set the custom property --<name> to that many ems, rounded up to halves."""
    halves = min(MOST_HALVES, max(1, math.ceil(ems * 2)))
    tens, units = divmod(halves, 10)
    return f"{name}-t{tens} {name}-u{units}"
