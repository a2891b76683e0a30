"""Line screens: inks, a canvas, and lines whose thickness follows a tone.

Everything is placed in drawing units, 2000 wide and 1250 high with (1000, 625) in the middle,
whatever the size in pixels. A line screen is two functions of a place: `lines(x, y)`, which counts
lines (its whole numbers lie midway between two of them), and `tone(x, y)`, the inked share of the
distance between two lines, from 0 (paper) to 1 (solid).
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageMath

from .shapes import Point, Shape, box

INK = "#171f2e"
RED = "#ca3735"
SAND = "#e6dbc7"
MIST = "#c1d0da"
BLUSH = "#eebeaf"
BONE = "#ece7de"
PAPER = "#fcfaf6"

WIDTH, HEIGHT = 2000, 1250
EVERYTHING = box(-WIDTH, -HEIGHT, 2 * WIDTH, 2 * HEIGHT)

# Edges of shapes are drawn this many times too large and scaled down, without ringing.
OVERSAMPLING = 3
# Tones and line counts change slowly: they are worked out on a grid this coarse, in pixels.
GRID = 12
MAX_COLOURS = 256
# Quantizing rounds colours to cells 4 wide: a mixture nearer to an ink than this could replace it.
LEAST_GAP = 15

Field = Callable[[float, float], float]
PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True)
class Format:
    """A size in pixels, and the distance between lines in drawing units."""

    width: int
    height: int
    pitch: float
    suffix: str = ""


# 9.26 units are 6 px when the picture is shown 1296 wide. Scaled to a thumbnail such lines would
# beat against the pixels, so the small format draws about a quarter as many.
LARGE = Format(2000, 1250, 9.26)
SMALL = Format(900, 600, 37.0, "-small")
SQUARE = Format(600, 600, 24.0)


class Canvas:
    """A picture being printed, one flat or screened shape after another."""

    def __init__(self, form: Format, zoom: float = 1, middle: Point = (1000, 625)):
        """Show what is round `middle`, as large as fills the format, `zoom` times enlarged."""
        self.form = form
        self.small = form is SMALL
        self.scale = zoom * max(form.width / WIDTH, form.height / HEIGHT)
        self.pitch = form.pitch / zoom
        self.left = middle[0] - form.width / self.scale / 2
        self.top = middle[1] - form.height / self.scale / 2
        self.ground(PAPER)

    def ground(self, colour: str) -> None:
        """Start afresh on a coloured ground."""
        self.colours = [colour]
        self.image = Image.new("RGB", (self.form.width, self.form.height), colour)

    def fill(self, shape: Shape, colour: str) -> None:
        """Print the shape flat."""
        area = self._area(shape)
        if area:
            self._print(self._mask(shape, area), area, colour)

    def hatch(self, shape: Shape, colour: str, lines: Field, tone: Field | float) -> None:
        """Print the shape as a line screen."""
        area = self._area(shape)
        if area:
            mask = self._screen(lines, tone, area)
            self._print(ImageChops.multiply(mask, self._mask(shape, area)), area, colour)

    def weight(self, width: float, least: float = 13) -> float:
        """The width of a drawn line: in the small format never less than `least`."""
        return max(width, least) if self.small else width

    def save(self, path: Path) -> None:
        """Write a palette PNG whose flat areas have exactly the colours of the inks."""
        palette = Image.new("P", (1, 1))
        palette.putpalette(_blends(self.colours))
        flat = self.image.quantize(palette=palette, dither=Image.Dither.NONE)
        flat.save(path, optimize=True)

    def _print(self, mask: Image.Image, area: PixelBox, colour: str) -> None:
        if colour not in self.colours:
            self.colours.append(colour)
        self.image.paste(colour, area, mask)

    def _area(self, shape: Shape) -> PixelBox | None:
        left, top, right, bottom = shape.bounds
        if shape.clip:
            inner = shape.clip.bounds
            left, top = max(left, inner[0]), max(top, inner[1])
            right, bottom = min(right, inner[2]), min(bottom, inner[3])
        x0, y0 = self._pixel(left, top)
        x1, y1 = self._pixel(right, bottom)
        area = (
            max(0, math.floor(x0) - 1),
            max(0, math.floor(y0) - 1),
            min(self.form.width, math.ceil(x1) + 1),
            min(self.form.height, math.ceil(y1) + 1),
        )
        return area if area[0] < area[2] and area[1] < area[3] else None

    def _pixel(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def _mask(self, shape: Shape, area: PixelBox) -> Image.Image:
        size = area[2] - area[0], area[3] - area[1]
        if shape is EVERYTHING:
            return Image.new("L", size, 255)
        mask = Image.new("L", (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING))
        draw = ImageDraw.Draw(mask)
        for points, added in shape.outlines:
            draw.polygon([self._subpixel(x, y, area) for x, y in points], fill=255 * added)
        mask = mask.resize(size, Image.Resampling.HAMMING)
        return ImageChops.multiply(mask, self._mask(shape.clip, area)) if shape.clip else mask

    def _subpixel(self, x: float, y: float, area: PixelBox) -> tuple[float, float]:
        x, y = self._pixel(x, y)
        return (x - area[0]) * OVERSAMPLING - 0.5, (y - area[1]) * OVERSAMPLING - 0.5

    def _screen(self, lines: Field, tone: Field | float, area: PixelBox) -> Image.Image:
        """How much of each pixel the lines cover."""
        if isinstance(lines, Straight):
            count = self._field(lines, area, Image.Resampling.BILINEAR)
            pitch = lines.distance * self.scale
        else:
            count = self._field(lines, area, Image.Resampling.BICUBIC)
            pitch = self._field(self._distance(lines), area, Image.Resampling.BILINEAR)
        if callable(tone):
            tone = self._field(tone, area, Image.Resampling.BILINEAR)
        return _coverage(count, pitch, tone)

    def _field(self, function: Field, area: PixelBox, filtering: Image.Resampling) -> Image.Image:
        """The function's value at every pixel, from a coarse grid that overlaps all edges."""
        width, height = area[2] - area[0], area[3] - area[1]
        columns, rows = width // GRID + 5, height // GRID + 5
        xs = [self.left + (area[0] + (i - 1.5) * GRID) / self.scale for i in range(columns)]
        ys = [self.top + (area[1] + (i - 1.5) * GRID) / self.scale for i in range(rows)]
        grid = Image.new("F", (columns, rows))
        grid.putdata([function(x, y) for y in ys for x in xs])
        window = (2, 2, 2 + width / GRID, 2 + height / GRID)
        return grid.resize((width, height), filtering, box=window)

    def _distance(self, lines: Field) -> Field:
        """The distance between lines, in pixels."""
        step = 1 / self.scale

        def distance(x: float, y: float) -> float:
            here = lines(x, y)
            slope = math.hypot(lines(x + step, y) - here, lines(x, y + step) - here)
            return 1 / max(slope, 1e-3)

        return distance


def _coverage(count: Image.Image, pitch: Image.Image | float, tone: Image.Image | float):
    """Antialiased lines: the overlap of each pixel with the nearest line and the next one.

    Lengths are in 255ths of a pixel, so that making an "L" image clips them to one pixel.
    """
    away = ImageMath.lambda_eval(
        # Counts may be negative, and a remainder must not be.
        lambda of: abs((of["count"] + 4096.0) % 1.0 - 0.5) * (of["pitch"] * 255.0),
        count=count,
        pitch=pitch,
    )
    fields = {"away": away, "pitch": pitch, "tone": tone}
    to_edge, to_far_edge, to_next_line = (
        ImageMath.lambda_eval(lambda of, edge=edge: of["convert"](edge(of), "L"), **fields)
        for edge in (
            lambda of: of["tone"] * of["pitch"] * 127.5 + 127.5 - of["away"],
            lambda of: 127.5 - of["tone"] * of["pitch"] * 127.5 - of["away"],
            lambda of: (of["tone"] * 0.5 - 1.0) * of["pitch"] * 255.0 + 127.5 + of["away"],
        )
    )
    return ImageChops.add(ImageChops.subtract(to_edge, to_far_edge), to_next_line)


def chance(name: str) -> random.Random:
    """Random numbers that are the same every time."""
    return random.Random(name)  # noqa: S311 - for the look of things


def _blends(colours: list[str]) -> list[int]:
    """A palette of the colours and of the mixtures that antialiasing makes of any two."""
    inks = [ImageColor.getrgb(colour) for colour in colours]
    pairs = list(itertools.combinations(inks, 2))
    gap = max(LEAST_GAP, sum(math.dist(a, b) for a, b in pairs) / (MAX_COLOURS - len(inks)))
    mixtures = [mixture for a, b in pairs for mixture in _mixtures(a, b, gap)]
    apart = [mixture for mixture in mixtures if _stands_apart(mixture, inks)]
    return [channel for colour in inks + apart for channel in colour]


def _mixtures(a, b, gap: float) -> list[tuple[int, ...]]:
    steps = max(1, int(math.dist(a, b) / gap))
    return [_mix(a, b, i / steps) for i in range(1, steps)]


def _stands_apart(mixture, inks) -> bool:
    return all(math.dist(mixture, ink) >= LEAST_GAP for ink in inks)


def _mix(a, b, share: float) -> tuple[int, ...]:
    return tuple(round(p + (q - p) * share) for p, q in zip(a, b, strict=True))


# Lines


@dataclass(frozen=True)
class Straight:
    """Even, straight lines: how many there are in a unit to the right and a unit down."""

    right: float
    down: float

    def __call__(self, x: float, y: float) -> float:
        return x * self.right + y * self.down

    @property
    def distance(self) -> float:
        """The distance between two lines in drawing units."""
        return 1 / math.hypot(self.right, self.down)


def rows(pitch: float) -> Field:
    """Level lines."""
    return Straight(0, 1 / pitch)


def columns(pitch: float) -> Field:
    """Upright lines."""
    return Straight(1 / pitch, 0)


def slanted(pitch: float, degrees: float) -> Field:
    """Lines that fall to the right by so many degrees."""
    return Straight(
        -math.sin(math.radians(degrees)) / pitch, math.cos(math.radians(degrees)) / pitch
    )


def rings(cx: float, cy: float, pitch: float) -> Field:
    """Circles round a point."""
    return lambda x, y: math.hypot(x - cx, y - cy) / pitch


def bent(pitch: float, rise: Field) -> Field:
    """Level lines lifted by `rise(x, y)` units."""
    return lambda x, y: (y + rise(x, y)) / pitch


# Tones


def across(x0: float, tone0: float, x1: float, tone1: float) -> Field:
    """A tone that changes from left to right and is even outside x0 .. x1."""
    return lambda x, y: blend(tone0, tone1, (x - x0) / (x1 - x0))


def along(start: Point, tone0: float, end: Point, tone1: float) -> Field:
    """A tone that changes from one point towards another and is even beyond them."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    return lambda x, y: blend(tone0, tone1, ((x - start[0]) * dx + (y - start[1]) * dy) / length)


def outward(cx: float, cy: float, tone0: float, radius: float, tone1: float) -> Field:
    """A tone that changes from a point outwards and is even beyond the radius."""
    return lambda x, y: blend(tone0, tone1, math.hypot(x - cx, y - cy) / radius)


def down(y0: float, tone0: float, y1: float, tone1: float) -> Field:
    """A tone that changes from top to bottom and is even outside y0 .. y1."""
    return lambda x, y: blend(tone0, tone1, (y - y0) / (y1 - y0))


def blend(start: float, end: float, share: float) -> float:
    """From start to end with a soft beginning and stop; `share` outside 0 .. 1 is clamped."""
    share = min(1.0, max(0.0, share))
    return start + (end - start) * share * share * (3 - 2 * share)
