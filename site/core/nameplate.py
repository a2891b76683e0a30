"""The name of the publication as every page shows it: as type, or as a logo.

A name may have 80 letters of any script, and a logo any shape. This module calculates the sizes
with which the style sheet fits them into the available space.
"""

import math
from dataclasses import dataclass

from core.lettering import digits, widest_line, width
from core.media.pictures import PictureSource, picture

# In letters of average width. LINES gives the number of lines on wide screens and on phones.
SHORT, ONE_LINE, LONG = 10, 20, 44
LETTER = 0.49
LINES = {"short": (1, 1), "one": (1, 1), "long": (1, 2), "longest": (2, 3)}
# Words that must not end a line.
BOUND = frozenset(
    {
        "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "&",
        "das", "de", "del", "der", "des", "di", "die", "du", "el", "et", "la", "las", "le", "les",
        "los", "und", "van", "von", "y",
    }
)  # fmt: skip
# Letters with ascenders, to which the pennant can be attached.
MASTS = frozenset("bdfhkl")
# A logo with at least this ratio of width to height contains the name.
WIDE = 2.2
# Other logos are a mark before the name: the mark's height and the space after it, in ems.
MARK, MARK_SPACE = 0.76, 0.24


@dataclass(frozen=True)
class Nameplate:
    """`size` selects the layout of the masthead: a name that is short, fills one line, is long or
    is the longest; or a logo. `widths` are CSS classes for the width of the name.

    `last` is the part of the name with the pennant ("" for none), and `first` the part before it.
    `logo` is shown alone if `is_wide`, otherwise before the name. `dark` replaces it on dark
    backgrounds.
    """

    size: str
    widths: str
    first: str
    last: str = ""
    logo: PictureSource | None = None
    dark: PictureSource | None = None
    is_wide: bool = False

    @property
    def is_long(self) -> bool:
        """Whether the name needs a line of its own at the top of the front page."""
        return self.size in {"long", "longest"}

    @property
    def alt(self) -> str:
        """The alt text of the logo; "" if the name is beside it."""
        return self.first if self.is_wide else ""


def nameplate(publication) -> Nameplate:
    """The nameplate of a core.Publication. A logo with a missing file is left out."""
    words = bound(publication.name)
    logo = source(publication.logo)
    dark = source(publication.logo_dark) if logo else None
    if logo and logo.width > WIDE * logo.height:
        return Nameplate("logo", "", publication.name, logo=logo, dark=dark, is_wide=True)
    mark = MARK * logo.width / logo.height + MARK_SPACE if logo else 0.0
    ems = width(" ".join(words)) + mark
    size = size_of(math.ceil(ems / LETTER))
    broad, narrow = (widest_line(words, lines, mark) for lines in LINES[size])
    has_pennant = not logo and size != "longest" and words and words[-1][-1] in MASTS
    return Nameplate(
        size=size,
        widths=f"{digits('broad', broad)} {digits('narrow', narrow)}",
        first=" ".join(words[:-1] if has_pennant else words),
        last=words[-1] if has_pennant else "",
        logo=logo,
        dark=dark,
    )


def size_of(letters: int) -> str:
    for size, most in (("short", SHORT), ("one", ONE_LINE), ("long", LONG)):
        if letters <= most:
            return size
    return "longest"


def source(image) -> PictureSource | None:
    found = picture(image, "logo")
    return found.main if found else None


def bound(name: str) -> list[str]:
    """The unbreakable parts of the name: small words stay with the word after them."""
    parts: list[str] = []
    is_open = False
    for word in name.split():
        if is_open:
            parts[-1] += f"\N{NO-BREAK SPACE}{word}"
        else:
            parts.append(word)
        is_open = word.lower() in BOUND
    return parts
