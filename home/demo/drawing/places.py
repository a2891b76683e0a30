"""Pictures of landscapes and buildings."""

from __future__ import annotations

import math
from bisect import bisect

from .screen import (
    BLUSH,
    BONE,
    EVERYTHING,
    INK,
    MIST,
    PAPER,
    RED,
    SAND,
    Canvas,
    Field,
    across,
    bent,
    blend,
    columns,
    down,
    rings,
    rows,
    slanted,
)
from .shapes import Point, Shape, bar, blob, box, curve, disc, polygon, ring, stroke, wedge


def ridge(*points: Point) -> Shape:
    """Land: everything under a smooth skyline."""
    skyline = curve(points)
    return polygon(*skyline, (skyline[-1][0], 1400), (skyline[0][0], 1400))


def swell(height: float, length: float, phase: float = 0) -> Field:
    """The rise of a wave that runs across the picture."""
    return lambda x, y: height * math.sin(x / length + y / 57 + phase)


def lighthouse(c: Canvas) -> None:
    """A banded lighthouse sends its beam over a striped sea."""
    c.ground(MIST)
    c.hatch(EVERYTHING, INK, rows(c.pitch), down(60, 0.82, 880, 0.34))
    lamp = (900, 352)
    c.fill(polygon(lamp, (2150, 30), (2150, 640)), BONE)
    c.fill(polygon(lamp, (-150, 300), (-150, 196)), BONE)
    _sea(c, 880)
    rock = blob(
        (250, 1400), (330, 1090), (470, 1000), (590, 930), (700, 886), (900, 866), (1090, 880),
        (1190, 940), (1290, 985), (1345, 1075), (1480, 1140), (1560, 1400),
    )  # fmt: skip
    c.fill(rock, INK)
    c.hatch(rock, MIST, bent(c.pitch * 1.5, swell(22, 120)), across(400, 0.24, 1300, 0.05))
    _tower(c, 900)


def _sea(c: Canvas, top: float) -> None:
    sea = box(-100, top, 2100, 1350)
    c.fill(sea, MIST)
    waves = bent(c.pitch * 1.25, swell(20 if c.small else 13, 74))
    c.hatch(sea, INK, waves, lambda x, y: 0.5 + 0.24 * math.sin(x / 74 + y / 57 - 1.2))


def _tower(c: Canvas, x: float) -> None:
    top, foot = 400, 905
    body = polygon((x - 66, top), (x + 66, top), (x + 104, foot), (x - 104, foot))
    c.fill(body, PAPER)
    for start in (505, 715):
        c.fill(box(x - 200, start, x + 200, start + 105) & body, RED)
    c.hatch(body, INK, rows(c.pitch), across(x - 10, 0.0, x + 100, 0.88))
    c.fill(box(x - 46, 306, x + 46, 392), BONE)
    for dx in (-46, 0, 46):
        c.fill(box(x + dx - 5, 306, x + dx + 5, 392), INK)
    c.fill(box(x - 88, 388, x + 88, 408), INK)
    dome = wedge(x, 310, 60, -180, 0) + box(x - 64, 304, x + 64, 318)
    c.fill(dome + box(x - 5, 205, x + 5, 260) + disc(x, 208, 11), INK)


def reservoir(c: Canvas) -> None:
    """A draw-off tower stands in low water, the old shoreline pale on the hills behind."""
    c.ground(SAND)
    c.fill(disc(1335, 330, 150), BONE)
    far = ridge(
        (-200, 470), (200, 350), (520, 430), (900, 520), (1300, 480), (1700, 360), (2200, 450),
    )  # fmt: skip
    c.fill(far, MIST)
    c.hatch(far, INK, rows(c.pitch), down(340, 0.62, 640, 0.3))
    left = ridge((-200, 330), (120, 400), (420, 560), (640, 690), (800, 760))
    right = ridge((1180, 760), (1400, 690), (1640, 560), (1900, 470), (2200, 420))
    for bank, lean in ((left, 0.42), (right, -0.42)):
        c.fill(bank, INK)
        terraces = bent(c.pitch * 1.3, lambda x, y, lean=lean: -lean * x)
        c.hatch(bank, SAND, terraces, down(380, 0.1, 720, 0.4))
    shore = polygon(
        (-100, 640), (560, 668), (810, 760), (1170, 760), (1440, 668), (2100, 640), (2100, 800),
        (-100, 800),
    )  # fmt: skip
    for bank in (left, right):
        c.fill(bank & shore, BONE)
        c.hatch(bank & shore, INK, rows(c.pitch), down(650, 0.16, 760, 0.4))
    water = box(-100, 748, 2100, 1350)
    c.fill(water, MIST)
    c.hatch(water, INK, bent(c.pitch, swell(5, 90)), down(748, 0.1, 1250, 0.46))
    _draw_off(c, 1000)


def _draw_off(c: Canvas, x: float) -> None:
    half, top, foot = 105, 372, 800
    echo = polygon((x - half, foot), (x + half, foot), (x + half - 8, 1200), (x - half + 8, 1200))
    c.hatch(echo, INK, bent(c.pitch, swell(5, 90)), down(foot, 0.95, 1180, 0.5))
    deck = 430
    c.fill(box(x, deck, 2100, deck + c.weight(22, 30)), INK)
    for i in range(4):
        px = 1300 + i * 210
        c.fill(box(px - 16, deck, px + 16, 770 - i * 45), INK)
    body = box(x - half, top, x + half, foot)
    c.fill(body, PAPER)
    c.fill(box(x - half, 560, x + half, 640), RED)
    c.hatch(body, INK, columns(c.pitch), lambda px, y: blend(0.08, 0.94, (px - x + 60) / 170))
    for dx in (-52, 0, 52):
        c.fill(_arched(x + dx, 400, 34, 84), INK)
    c.fill(box(x - half - 22, top - 16, x + half + 22, top + 8), INK)
    c.fill(box(x - half - 22, 506, x + half + 22, 526), INK)
    roof = polygon((x, 190), (x + half + 30, top - 10), (x - half - 30, top - 10))
    c.fill(roof, INK)
    c.hatch(roof, BONE, rows(c.pitch * 1.2), across(x - 110, 0.4, x + 50, 0.0))
    c.fill(bar((x, 140), (x, 200), c.weight(8, 12)), INK)


def _arched(x: float, top: float, width: float, height: float) -> Shape:
    radius = width / 2
    return box(x - radius, top + radius, x + radius, top + height) + disc(x, top + radius, radius)


def turbines(c: Canvas) -> None:
    """Three wind turbines over ploughed hills, the nearest with red blades."""
    c.ground(MIST)
    wind = bent(c.pitch * 1.1, lambda x, y: 26 * math.sin(x / 420 + 0.4))
    c.hatch(EVERYTHING, INK, wind, down(20, 0.62, 900, 0.04))
    back = ((-200, 960), (300, 880), (800, 965), (1300, 900), (1800, 850), (2200, 900))
    front = ((-200, 1000), (300, 1040), (800, 1030), (1400, 950), (1800, 930), (2200, 950))
    _hill(c, back, 0.3, 0.12)
    _turbine(c, (560, 590), 255, 1000, 12, PAPER)
    _turbine(c, (1445, 640), 225, 990, 44, PAPER)
    _turbine(c, (1010, 482), 312, 1080, -26, RED)
    _hill(c, front, 0.9, 0.4)


def _hill(c: Canvas, skyline: tuple[Point, ...], top_tone: float, low_tone: float) -> None:
    surface = curve(skyline)

    def depth(x: float, y: float) -> float:
        """How far below the skyline this is."""
        i = min(max(bisect(surface, (x, 0)), 1), len(surface) - 1)
        (x0, y0), (x1, y1) = surface[i - 1 : i + 1]
        return y - y0 - (y1 - y0) * (x - x0) / (x1 - x0)

    land = ridge(*skyline)
    c.fill(land, SAND)
    furrows = c.pitch * 1.25
    c.hatch(
        land,
        INK,
        lambda x, y: depth(x, y) / furrows,
        lambda x, y: blend(top_tone, low_tone, depth(x, y) / 300),
    )


# A blade one unit long, from the hub upwards.
BLADE = (
    (-0.02, 0), (-0.075, 0.24), (-0.03, 0.5), (0.008, 1), (0.024, 1), (0.045, 0.3), (0.03, 0),
)  # fmt: skip


def _turbine(c: Canvas, hub: Point, reach: float, foot: float, turn: float, colour: str) -> None:
    x, y = hub
    half = reach * 0.035
    base = half * 1.8
    c.fill(polygon((x - half, y), (x + half, y), (x + base, foot), (x - base, foot)), PAPER)
    shade = polygon((x, y), (x + half, y), (x + base, foot), (x + half * 0.3, foot))
    c.hatch(shade, INK, rows(c.pitch), 0.4)
    blade = polygon(*((x + reach * dx, y - reach * dy) for dx, dy in BLADE))
    for angle in (0, 120, 240):
        c.fill(blade.turned(turn + angle, hub), colour)
    c.fill(disc(x, y, reach * 0.068), INK)


def house(c: Canvas) -> None:
    """An old house with a heat pump under its windows, the fan turning red."""
    c.ground(BLUSH)
    c.fill(disc(1440, 330, 130), BONE)
    c.hatch(EVERYTHING, INK, rows(c.pitch), down(760, 0.0, 1100, 0.26))
    c.fill(box(-100, 1010, 2100, 1350), SAND)
    c.hatch(box(-100, 1010, 2100, 1350), INK, rows(c.pitch), down(1010, 0.72, 1250, 0.24))
    _roof(c)
    side = box(920, 560, 1500, 1020)
    c.fill(side, SAND)
    c.hatch(side, INK, columns(c.pitch), across(920, 0.78, 1500, 0.58))
    front = polygon((490, 560), (705, 292), (920, 560), (920, 1020), (490, 1020))
    c.fill(front, BONE)
    c.hatch(front, INK, columns(c.pitch), across(490, 0.1, 920, 0.34))
    c.fill(bar((462, 596), (712, 284), c.weight(26, 30)) + bar((698, 284), (948, 596), 26), INK)
    c.fill(disc(705, 450, 34), INK)
    c.fill(ring(705, 450, 34, 8), PAPER)
    for x, y in ((585, 600), (825, 600), (825, 800)):
        _window(c, x, y, 104, 140, PAPER)
    for x in (1040, 1210, 1380):
        _window(c, x, 612, 100, 130, PAPER)
    _door(c, 585, 1020)
    _heat_pump(c, 1120, 830)


def _roof(c: Canvas) -> None:
    stack = box(1180, 236, 1276, 420)
    c.fill(stack, BONE)
    c.hatch(stack, INK, rows(c.pitch), across(1180, 0.45, 1276, 0.75))
    c.fill(box(1168, 226, 1288, 252), INK)
    plane = polygon((705, 292), (1345, 292), (1545, 580), (935, 580))
    c.fill(plane, INK)
    c.hatch(plane, BONE, rows(c.pitch * 1.4), across(800, 0.38, 1500, 0.14))


def _window(c: Canvas, x: float, top: float, width: float, height: float, glass: str) -> None:
    left, right = x - width / 2, x + width / 2
    c.fill(box(left - 12, top - 12, right + 12, top + height + 12), INK)
    c.fill(box(left, top, right, top + height), glass)
    c.hatch(box(left, top, right, top + height / 2), INK, slanted(c.pitch, -45), 0.3)
    middle = top + height / 2
    bars = box(x - 5, top, x + 5, top + height) + box(left, middle - 5, right, middle + 5)
    c.fill(bars + box(left - 22, top + height + 8, right + 22, top + height + 24), INK)


def _door(c: Canvas, x: float, foot: float) -> None:
    c.fill(box(x - 58, foot - 222, x + 58, foot), INK)
    c.fill(box(x - 42, foot - 206, x + 42, foot), MIST)
    c.hatch(box(x - 42, foot - 206, x + 42, foot), INK, columns(c.pitch), 0.45)
    c.fill(disc(x + 26, foot - 100, 8), INK)
    c.fill(box(x - 76, foot - 12, x + 76, foot + 6), INK)


VANE = ((0, 0), (14, -34), (40, -58), (4, -64), (-18, -32))


def _heat_pump(c: Canvas, left: float, top: float) -> None:
    right, foot = left + 300, top + 196
    shadow = polygon((left, foot), (right, foot), (right + 130, foot + 62), (left + 60, foot + 62))
    c.hatch(shadow, INK, rows(c.pitch), 0.92)
    c.fill(box(left - 10, top - 10, right + 10, foot + 6), INK)
    c.fill(box(left, top, right, foot - 6), PAPER)
    c.hatch(box(left + 205, top + 22, right - 20, foot - 28), INK, rows(c.pitch), 0.5)
    cx, cy = left + 106, top + 95
    c.fill(disc(cx, cy, 86), INK)
    c.fill(disc(cx, cy, 76), RED)
    if not c.small:
        c.hatch(disc(cx, cy, 76), INK, rings(cx, cy, 15), 0.24)
    for angle in (20, 140, 260):
        vane = blob(*((cx + dx, cy + dy) for dx, dy in VANE))
        c.fill(vane.turned(angle, (cx, cy)), INK)
    c.fill(disc(cx, cy, 15), PAPER)


def mountain(c: Canvas) -> None:
    """A lit summit with a red pennant above a belt of cloud."""
    c.ground(MIST)
    c.hatch(EVERYTHING, INK, rows(c.pitch), down(0, 0.3, 620, 0.0))
    c.fill(disc(1400, 430, 112), BONE)
    for peak, foot in (((400, 600), 620), ((1620, 560), 700)):
        _peak(c, peak, foot, 0.34, 0.6)
    _summit(c, 1000, 370)
    _clouds(c)
    front = ridge((-200, 1130), (300, 1050), (800, 1120), (1300, 1040), (1700, 1080), (2200, 1000))
    c.fill(front, INK)
    c.hatch(front, MIST, bent(c.pitch * 1.5, lambda x, y: 30 * math.sin(x / 260)), 0.14)
    _pennant(c, 1000, 374)


def _peak(c: Canvas, top: Point, half: float, light: float, dark: float) -> None:
    x, y = top
    left = [(x - half * dx, y + dy) for dx, dy in ((1, 740), (0.62, 490), (0.36, 230), (0.22, 150))]
    right = [(x + half * dx, y + dy) for dx, dy in ((0.14, 70), (0.3, 220), (0.55, 420), (1, 740))]
    spine = [
        (x + half * dx, y + dy) for dx, dy in ((0.03, 120), (-0.06, 230), (0.1, 420), (0, 740))
    ]
    c.fill(polygon(*left, top, *right), MIST)
    c.hatch(polygon(*left, top, *spine), INK, slanted(c.pitch, -38), light)
    c.hatch(polygon(top, *right, *spine[::-1]), INK, slanted(c.pitch, 38), dark)


# The great mountain, from its summit.
MASSIF = (
    (-900, 950), (-640, 670), (-520, 560), (-330, 330), (-255, 270), (-90, 80), (0, 0), (70, 75),
    (150, 142), (330, 366), (430, 446), (640, 690), (900, 950),
)  # fmt: skip
SPINE = ((0, 0), (34, 130), (-26, 260), (70, 420), (10, 600), (120, 1100))
SNOWLINE = (
    (-440, 460), (-300, 330), (-235, 415), (-150, 290), (-70, 395), (-26, 240), (34, 330),
    (60, 230),
)  # fmt: skip
CLOUDS = (
    (-80, 620, 850), (180, 900, 900), (-100, 420, 950), (1120, 1720, 880), (1300, 2100, 930),
    (1000, 1500, 980), (560, 1260, 1020), (1500, 2150, 1010), (-100, 700, 1050),
)  # fmt: skip


def _shifted(points: tuple[Point, ...], x: float, y: float) -> list[Point]:
    return [(x + dx, y + dy) for dx, dy in points]


def _summit(c: Canvas, x: float, y: float) -> None:
    whole, spine, snow = (_shifted(points, x, y) for points in (MASSIF, SPINE, SNOWLINE))
    dark = polygon(*spine, (x + 1000, 1400), (x + 1000, y))
    rock = polygon(*snow, spine[3], (x + 120, 1400), (x - 1000, 1400), (x - 700, 1000))
    lines = slanted(c.pitch, -42)
    c.fill(polygon(*whole), PAPER)
    c.hatch(polygon(*whole) - dark, INK, lines, down(540, 0.03, 980, 0.4))
    c.hatch(dark & polygon(*whole), INK, slanted(c.pitch, 40), down(260, 0.8, 900, 0.95))
    c.hatch((rock - dark) & polygon(*whole), INK, lines, across(x - 420, 0.3, x + 40, 0.6))


def _clouds(c: Canvas) -> None:
    for left, right, y in CLOUDS:
        c.fill(stroke(((left, y), (right, y)), 52), BONE)


def _pennant(c: Canvas, x: float, y: float) -> None:
    c.fill(bar((x, y + 10), (x, y - 150), c.weight(9, 13)), INK)
    c.fill(polygon((x + 3, y - 150), (x + 150, y - 106), (x + 3, y - 62)), RED)
