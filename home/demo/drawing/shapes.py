"""Flat shapes in drawing units, and the arithmetic that joins, cuts and clips them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shape:
    """A sequence of closed outlines, each added or cut out in turn, kept inside `clip` if given.

    `a + b` joins two shapes, `a - b` cuts b out of a, `a & b` keeps what both cover.
    """

    outlines: tuple[tuple[tuple[Point, ...], bool], ...]
    clip: Shape | None = None

    def __add__(self, other: Shape) -> Shape:
        return Shape(self.outlines + other.outlines, self.clip)

    def __sub__(self, other: Shape) -> Shape:
        cut = tuple((points, not added) for points, added in other.outlines)
        return Shape(self.outlines + cut, self.clip)

    def __and__(self, other: Shape) -> Shape:
        return Shape(self.outlines, other if self.clip is None else self.clip & other)

    @property
    def bounds(self) -> Box:
        """The smallest upright box round everything added."""
        xs = [x for points, added in self.outlines if added for x, _ in points]
        ys = [y for points, added in self.outlines if added for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def moved(self, dx: float = 0, dy: float = 0) -> Shape:
        """The same shape, shifted."""
        return self.mapped(lambda x, y: (x + dx, y + dy))

    def turned(self, degrees: float, centre: Point) -> Shape:
        """The same shape, turned clockwise about `centre`."""
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        cx, cy = centre

        def turn(x: float, y: float) -> Point:
            x, y = x - cx, y - cy
            return cx + x * cosine - y * sine, cy + x * sine + y * cosine

        return self.mapped(turn)

    def mapped(self, place) -> Shape:
        """The same shape with every point (x, y) put at `place(x, y)`."""
        outlines = tuple(
            (tuple(place(x, y) for x, y in points), added) for points, added in self.outlines
        )
        return Shape(outlines, self.clip and self.clip.mapped(place))


def polygon(*points: Point) -> Shape:
    """A shape with straight sides."""
    return Shape(((points, True),))


def box(left: float, top: float, right: float, bottom: float) -> Shape:
    """An upright rectangle."""
    return polygon((left, top), (right, top), (right, bottom), (left, bottom))


def disc(cx: float, cy: float, radius: float) -> Shape:
    """A circle."""
    return ellipse(cx, cy, radius, radius)


def ellipse(cx: float, cy: float, rx: float, ry: float) -> Shape:
    """An upright ellipse."""
    return polygon(*arc(cx, cy, rx, ry, 0, 360))


def ring(cx: float, cy: float, radius: float, width: float) -> Shape:
    """A circular band, `width` wide, whose outer edge has `radius`."""
    return disc(cx, cy, radius) - disc(cx, cy, radius - width)


def wedge(cx: float, cy: float, radius: float, start: float, end: float) -> Shape:
    """A slice of a circle between two angles, in degrees clockwise from three o'clock."""
    return polygon((cx, cy), *arc(cx, cy, radius, radius, start, end))


def blob(*points: Point) -> Shape:
    """A closed shape whose edge runs smoothly through all the points."""
    return polygon(*curve(points, closed=True))


def stroke(points: Sequence[Point], width: float, end_width: float | None = None) -> Shape:
    """A line of even or evenly changing width with round ends and joints."""
    end_width = width if end_width is None else end_width
    count = max(1, len(points) - 1)
    widths = [width + (end_width - width) * i / count for i in range(count + 1)]
    shape = disc(*points[0], widths[0] / 2)
    for i in range(count):
        shape = shape + _limb(points[i], points[i + 1], widths[i], widths[i + 1])
        shape = shape + disc(*points[i + 1], widths[i + 1] / 2)
    return shape


def bar(start: Point, end: Point, width: float) -> Shape:
    """A straight line with square ends."""
    return _limb(start, end, width, width)


def joined(shapes: Iterable[Shape]) -> Shape:
    """All the shapes as one."""
    return Shape(tuple(outline for shape in shapes for outline in shape.outlines))


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points on an ellipse from one angle to another, in degrees clockwise from three o'clock."""
    count = max(8, int(abs(end - start) / 360 * max(64, math.sqrt(max(rx, ry)) * 9)))
    angles = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return [(cx + rx * math.cos(angle), cy + ry * math.sin(angle)) for angle in angles]


def curve(points: Sequence[Point], closed: bool = False, steps: int = 10) -> list[Point]:
    """A smooth line (Catmull-Rom) through all the points."""
    if closed:
        padded = [points[-1], *points, points[0], points[1]]
    else:
        padded = [points[0], *points, points[-1]]
    smooth = [
        _between(*padded[i : i + 4], step / steps)
        for i in range(len(padded) - 3)
        for step in range(steps)
    ]
    return smooth if closed else [*smooth, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def along(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (
            2 * q
            + (r - p) * t
            + (2 * p - 5 * q + 4 * r - s) * t**2
            + (3 * q - p - 3 * r + s) * t**3
        )

    return along(a[0], b[0], c[0], d[0]), along(a[1], b[1], c[1], d[1])


def _limb(start: Point, end: Point, width: float, end_width: float) -> Shape:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1
    nx, ny = -dy / length, dx / length
    a, b = width / 2, end_width / 2
    return polygon(
        (start[0] + nx * a, start[1] + ny * a),
        (end[0] + nx * b, end[1] + ny * b),
        (end[0] - nx * b, end[1] - ny * b),
        (start[0] - nx * a, start[1] - ny * a),
    )
