"""Share cards for pages without an image: the headline, typeset as on the front page.

Pillow reads the web fonts (FreeType with brotli). As in the style sheet, each font covers some of
the letters; words with other letters are not drawn.
"""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.crypto import salted_hmac
from PIL import Image, ImageDraw, ImageFont

logger = logging.getLogger(__name__)

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
PAPER, INK, ACCENT = "#fcfaf6", "#151b24", "#ae222a"
FONTS = Path(__file__).parents[1] / "static" / "core" / "fonts"

# The `unicode-range` of the two files of a font family, from the style sheet.
LATIN = frozenset(range(0x20, 0x100)) | frozenset(range(0x2000, 0x2070)) | {
    0x131, 0x152, 0x153, 0x2BB, 0x2BC, 0x2C6, 0x2DA, 0x2DC,
    0x20AC, 0x2122, 0x2191, 0x2193, 0x2212, 0x2215,
}  # fmt: skip
LATIN_EXT = frozenset(range(0x100, 0x2BB)) | frozenset(range(0x1E00, 0x1EA0)) - LATIN

HEADLINE_SIZES = (124, 112, 100, 90, 80, 72, 64, 56, 50)
LINE_HEIGHT = 1.06
HEADLINE_TOP, KICKER_TOP, RULE_TOP = 248, 186, 138
MOST_LINES = 5
# Increase this when the drawing changes, so that stored cards are drawn again.
EDITION = "1"
# Part of published addresses, so it must not follow the module's name.
SALT = "core.share_cards"


@dataclass(frozen=True)
class Type:
    """A font with its variation axes; `axes` has the order of the file."""

    family: str
    size: int
    axes: tuple[int, ...]

    def draw(self, canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: str):
        x, baseline = at
        for font, run in self.runs(text):
            canvas.text((x, baseline), run, fill=fill, font=font, anchor="ls")
            x += font.getlength(run)

    def length(self, text: str) -> float:
        return sum(font.getlength(run) for font, run in self.runs(text))

    def runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """The text, split at the points where another file of the family has the letters."""
        for is_latin, letters in groupby(text, lambda letter: ord(letter) in LATIN):
            subset = "latin" if is_latin else "latin-ext"
            yield load_font(f"{self.family}-{subset}", self.size, self.axes), "".join(letters)


def logo_type(size: int) -> Type:
    return Type("newsreader", size, (600, 72))


def headline_type(size: int) -> Type:
    return Type("newsreader", size, (480, 72))


KICKER = Type("inter", 28, (600,))


@cache
def load_font(name: str, size: int, axes: tuple[int, ...]) -> ImageFont.FreeTypeFont:
    """Raises OSError if the file, or FreeType's support for it, is missing."""
    font = ImageFont.truetype(FONTS / f"{name}.woff2", size)
    font.set_variation_by_axes(list(axes))
    return font


@cache
def has_fonts() -> bool:
    try:
        return bool(KICKER.length("a") and headline_type(HEADLINE_SIZES[0]).length("a"))
    except OSError:
        logger.warning("Share cards are not drawn: Pillow cannot read the fonts", exc_info=True)
        return False


@dataclass(frozen=True)
class ShareCard:
    """The words of a card."""

    publication: str
    kicker: str
    headline: str

    @cached_property
    def digest(self) -> str:
        """The name of the card in its address. It changes with the text and cannot be guessed."""
        words = "\n".join([EDITION, self.publication, self.kicker, self.headline])
        return salted_hmac(SALT, words, algorithm="sha256").hexdigest()[:20]

    @property
    def is_drawable(self) -> bool:
        letters = {ord(letter) for letter in self.publication + self.kicker + self.headline}
        return letters <= LATIN | LATIN_EXT and has_fonts()

    def png(self) -> bytes:
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        canvas = ImageDraw.Draw(image)
        draw_logo(canvas, self.publication)
        draw_scotch_rule(canvas, RULE_TOP)
        top = HEADLINE_TOP
        if self.kicker:
            KICKER.draw(canvas, (MARGIN, KICKER_TOP + 30), clipped(self.kicker, KICKER), ACCENT)
        else:
            top = KICKER_TOP + 8
        draw_headline(canvas, top, self.headline)
        file = io.BytesIO()
        # A palette preserves the smooth edges of text on a plain background, at a third of the
        # size.
        image.quantize(64).save(file, "PNG", optimize=True)
        return file.getvalue()


def draw_logo(canvas: ImageDraw.ImageDraw, name: str) -> None:
    """The name with its pennant, as in the masthead."""
    setting = logo_type(64)
    name = clipped(name, setting)
    setting.draw(canvas, (MARGIN, 112), name, INK)
    x = MARGIN + setting.length(name) + 3
    canvas.polygon([(x, 64), (x + 26, 72), (x, 81)], fill=ACCENT)


def draw_scotch_rule(canvas: ImageDraw.ImageDraw, y: int) -> None:
    canvas.rectangle((MARGIN, y, WIDTH - MARGIN - 1, y + 2), fill=INK)
    canvas.rectangle((MARGIN, y + 6, WIDTH - MARGIN - 1, y + 6), fill=INK)


def draw_headline(canvas: ImageDraw.ImageDraw, top: int, text: str) -> None:
    """Uses the largest size at which the whole headline fits; cuts it at the smallest size."""
    for size in HEADLINE_SIZES:
        setting = headline_type(size)
        lines = wrapped(text, setting)
        fitting = min(MOST_LINES, int((HEIGHT - 48 - top) / (size * LINE_HEIGHT)))
        if len(lines) <= fitting and all(setting.length(line) <= measure() for line in lines):
            break
    else:
        lines = [*lines[: fitting - 1], " ".join(lines[fitting - 1 :])]
    for number, line in enumerate(lines):
        baseline = top + size * (0.82 + number * LINE_HEIGHT)
        setting.draw(canvas, (MARGIN, baseline), clipped(line, setting), INK)


def measure() -> int:
    return WIDTH - 2 * MARGIN


def wrapped(text: str, setting: Type) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and setting.length(longer) > measure():
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def clipped(text: str, setting: Type) -> str:
    """The text on one line, ended with an ellipsis if it is too long."""
    if setting.length(text) <= measure():
        return text
    while text and setting.length(f"{text}…") > measure():
        text = text[:-1]
    return f"{text.rstrip()}…"


def stored(owner: int, card: ShareCard) -> bytes:
    """The card's file, drawn on the first request. Older cards of the owner are deleted."""
    storage = storages["share_cards"]
    name = f"{owner}/{card.digest}.png"
    try:
        with storage.open(name) as file:
            return file.read()
    except OSError:
        drawn = card.png()
    try:
        for older in listed(storage, str(owner)):
            storage.delete(f"{owner}/{older}")
        storage.save(name, ContentFile(drawn))
    except OSError:
        logger.exception("The share card %s could not be stored", name)
    return drawn


def listed(storage, folder: str) -> list[str]:
    try:
        return storage.listdir(folder)[1]
    except OSError:
        return []
