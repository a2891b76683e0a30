"""Pictures for politics and sport."""

from __future__ import annotations

import math

from .figures import runner
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
    across,
    along,
    bent,
    blend,
    columns,
    down,
    rows,
    slanted,
)
from .shapes import Shape, arc, bar, box, curve, disc, ellipse, polygon, ring, stroke


def parliament(c: Canvas) -> None:
    """Columns and a pediment; a red sun comes up behind the roof."""
    c.ground(BONE)
    c.hatch(EVERYTHING, INK, rows(c.pitch), down(120, 0.2, 760, 0.0))
    c.fill(disc(1310, 335, 170), RED)
    _pediment(c)
    c.fill(box(440, 476, 1560, 900), SAND)
    c.hatch(box(440, 476, 1560, 900), INK, columns(c.pitch), 0.82)
    for i in range(6):
        _column(c, 500 + i * 200)
    for i in range(4):
        spread = 40 + i * 66
        step = box(400 - spread, 892 + i * 54, 1600 + spread, 948 + i * 54)
        c.fill(step, PAPER if i % 2 == 0 else SAND)
        c.hatch(step, INK, columns(c.pitch * 1.3), 0.18 + i * 0.17)
    c.fill(box(-100, 1108, 2100, 1350), SAND)
    c.hatch(box(-100, 1108, 2100, 1350), INK, rows(c.pitch), down(1108, 0.95, 1250, 0.4))


def _pediment(c: Canvas) -> None:
    roof = polygon((1000, 188), (1610, 420), (390, 420))
    c.fill(roof, INK)
    field = polygon((1000, 246), (1462, 420), (538, 420))
    c.fill(field, SAND)
    c.hatch(field, INK, columns(c.pitch), lambda x, y: blend(0.2, 0.6, abs(x - 1000) / 460))
    c.fill(disc(1000, 348, 46), INK)
    c.fill(ring(1000, 348, 38, c.weight(7, 10)), PAPER)
    c.fill(box(400, 414, 1600, 480), INK)
    if not c.small:
        c.hatch(box(430, 440, 1570, 462), SAND, columns(c.pitch * 2.2), 0.5)


def _column(c: Canvas, x: float) -> None:
    shaft = polygon((x - 50, 516), (x + 50, 516), (x + 57, 862), (x - 57, 862))
    c.fill(shaft, PAPER)
    c.hatch(shaft, INK, columns(c.pitch), across(x - 18, 0.1, x + 58, 0.95))
    capital = polygon(
        (x - 72, 480), (x + 72, 480), (x + 72, 506), (x + 50, 524), (x - 50, 524), (x - 72, 506)
    )
    c.fill(capital, PAPER)
    c.fill(box(x - 74, 860, x + 74, 894), PAPER)


def ballot(c: Canvas) -> None:
    """A marked ballot paper half way into the box."""
    c.ground(BLUSH)
    c.hatch(EVERYTHING, RED, rows(c.pitch), down(60, 0.3, 700, 0.0))
    c.fill(box(-100, 955, 2100, 1350), BONE)
    c.hatch(box(-100, 955, 2100, 1350), INK, rows(c.pitch), down(955, 0.56, 1250, 0.16))
    shadow = polygon((1360, 690), (1400, 1120), (2050, 1120), (1860, 960))
    c.hatch(shadow, INK, rows(c.pitch), across(1380, 0.95, 2000, 0.5))
    lid = polygon((600, 668), (1400, 668), (1305, 556), (695, 556))
    for part in (lid, box(500, 614, 1500, 668) & lid):
        c.fill(part, BONE)
        c.hatch(part, INK, rows(c.pitch), down(556, 0.3, 668, 0.5))
        if part is lid:
            c.fill(box(790, 594, 1210, 622), INK)
            _paper(c)
    c.fill(box(790, 610, 1210, 622), INK)
    front = box(600, 664, 1400, 1120)
    c.fill(front, INK)
    c.hatch(front, MIST, columns(c.pitch * 1.2), across(600, 0.3, 1330, 0.02))
    c.fill(box(580, 656, 1420, 700), INK)
    c.fill(disc(1000, 885, 84), BONE)
    c.fill(disc(1000, 868, 24) + polygon((990, 870), (1010, 870), (1024, 932), (976, 932)), INK)


def _paper(c: Canvas) -> None:
    sheet = polygon((835, 660), (1165, 660), (1193, 230), (863, 208))
    turned_down = polygon((1193, 230), (1165, 660), (1074, 660), (1099, 224))
    c.fill(sheet, PAPER)
    c.hatch(turned_down, INK, slanted(c.pitch, 3.8), 0.34)
    c.fill(bar((1099, 224), (1074, 660), 4), INK)
    lean, centre = 3.8, (975, 432)
    for y in (300, 432, 564):
        square = box(886, y - 38, 962, y + 38).turned(lean, centre)
        c.fill(square, INK)
        c.fill(box(886 + 9, y - 29, 962 - 9, y + 29).turned(lean, centre), PAPER)
        lines = (-20, 12) if not c.small else (-6,)
        for n, dy in enumerate(lines):
            line = box(990, y + dy, 1068 - n * 30, y + dy + c.weight(11, 18))
            c.fill(line.turned(lean, centre), INK)
    for lean_of_stroke in (45, -45):
        cross = bar((924 - 64, 432), (924 + 64, 432), c.weight(21, 26))
        c.fill(cross.turned(lean_of_stroke + 4, (924, 432)).turned(lean, centre), RED)


def scales(c: Canvas) -> None:
    """A balance: one red weight outweighs a stack of papers."""
    c.ground(BONE)
    c.fill(disc(1000, 600, 455), SAND)
    c.hatch(disc(1000, 600, 455), INK, columns(c.pitch), across(560, 0.04, 1440, 0.46))
    c.fill(box(-100, 1050, 2100, 1350), MIST)
    c.hatch(box(-100, 1050, 2100, 1350), INK, rows(c.pitch), down(1050, 0.7, 1250, 0.25))
    post = polygon((984, 330), (1016, 330), (1030, 990), (970, 990))
    base = polygon((860, 1010), (1140, 1010), (1190, 1074), (810, 1074)) + box(930, 976, 1070, 1012)
    c.fill(post + base, INK)
    tilt = 9
    beam = polygon((595, 352), (1000, 326), (1405, 352), (1405, 364), (1000, 388), (595, 364))
    c.fill(beam.turned(-tilt, (1000, 357)), INK)
    c.fill(disc(1000, 357, 46), INK)
    c.fill(disc(1000, 357, 19), BONE)
    lift = 405 * math.sin(math.radians(tilt))
    _pan(c, 600, 357 + lift, _weight)
    _pan(c, 1400, 357 - lift, _papers)


def _pan(c: Canvas, x: float, y: float, load) -> None:
    rim = y + 330
    for side in (-1, 1):
        c.fill(bar((x, y), (x + side * 168, rim), c.weight(6, 11)), INK)
    c.fill(disc(x, y, 17), INK)
    load(c, x, rim)
    bowl = polygon(*arc(x, rim, 190, 112, 0, 180))
    c.fill(bowl, INK)
    c.hatch(bowl, MIST, rows(c.pitch * 1.1), across(x - 170, 0.34, x + 90, 0.0))
    c.fill(box(x - 202, rim - 12, x + 202, rim + 10), INK)


def _weight(c: Canvas, x: float, rim: float) -> None:
    ball = disc(x, rim - 104, 96)
    c.fill(ball, RED)
    shade = along((x - 13, rim - 114), 0, (x + 75, rim - 48), 0.86)
    c.hatch(ball, INK, bent(c.pitch, lambda px, py: -((px - x) ** 2) / 420), shade)


def _papers(c: Canvas, x: float, rim: float) -> None:
    for i in range(3 if c.small else 6):
        thick = 56 if c.small else 28
        shift = (0, 14, -10, 6, -16, 8)[i]
        left, right, bottom = x - 122 + shift, x + 122 + shift, rim - 14 - i * thick
        c.fill(box(left, bottom - thick, right, bottom), INK)
        edge = box(left + 6, bottom - thick + 6, right - 6, bottom)
        c.fill(edge, PAPER)
        c.hatch(edge, INK, columns(c.pitch), across(x, 0.0, x + 120, 0.6))


def road(c: Canvas) -> None:
    """A runner alone on a road that winds back to the hills."""
    c.ground(SAND)
    c.fill(disc(1290, 372, 150), BONE)
    far = _land(
        (-200, 420), (250, 350), (640, 430), (1000, 470), (1400, 430), (1800, 340), (2200, 400),
    )  # fmt: skip
    c.fill(far, MIST)
    c.hatch(far, INK, slanted(c.pitch, -14), 0.34)
    near = _land((-200, 520), (200, 470), (700, 510), (1200, 505), (1700, 470), (2200, 540))
    c.fill(near, SAND)
    c.hatch(near, INK, bent(c.pitch, lambda x, y: 44 * _fold(x, y)), _hollows)
    _ribbon(c)
    x, y, height = 985, 960, 560
    body, vest = runner(x, y, height)
    shadow = body.mapped(lambda px, py: (px - (y - py) * 0.62, y + 6 + (y - py) * 0.34))
    c.hatch(shadow, INK, rows(c.pitch), 0.88)
    c.fill(body, INK)
    c.fill(vest, RED)


def _fold(x: float, y: float) -> float:
    return math.sin(x / 330 + y / 140)


def _hollows(x: float, y: float) -> float:
    return blend(0.18, 0.62, (y - 480) / 700) + 0.12 * _fold(x, y)


def _land(*points) -> Shape:
    skyline = curve(points)
    return polygon(*skyline, (skyline[-1][0], 1400), (skyline[0][0], 1400))


def _ribbon(c: Canvas) -> None:
    spine = curve((
        (660, 486), (612, 512), (668, 548), (800, 590), (885, 660), (880, 760), (955, 890),
        (1010, 1070), (930, 1320),
    ))  # fmt: skip
    near = [max(0.0, (y - 490) / 800) for _, y in spine]
    left = [(x - 10 - 470 * n**1.1, y) for (x, y), n in zip(spine, near, strict=True)]
    right = [(x + 10 + 470 * n**1.1, y) for (x, y), n in zip(spine, near, strict=True)]
    surface = polygon(*left, *right[::-1])
    c.fill(surface, PAPER)
    c.hatch(surface, INK, rows(c.pitch), down(600, 0.0, 1250, 0.16))
    for edge in (left, right):
        c.fill(stroke(edge, 3, c.weight(16, 22)), INK)
    for i in range(4, len(spine) - 3, 6):
        width = 3 + 22 * near[i]
        c.fill(stroke(spine[i : i + 4], width), INK)


def pitch(c: Canvas) -> None:
    """A striped pitch from above: one player, one ball and a shadow twice as tall."""
    c.ground(MIST)
    for i in range(10):
        stripe = box(i * 250 - 250, -100, i * 250, 1350)
        c.hatch(stripe, INK, (columns if i % 2 else rows)(c.pitch), 0.16 if i % 2 else 0.34)
    width = c.weight(15, 20)
    lines = box(1000 - width / 2, -100, 1000 + width / 2, 1350) + disc(1000, 625, 26)
    c.fill(ring(1000, 625, 330, width), PAPER)
    c.fill(lines, PAPER)
    _player(c, 1260, 860)
    c.hatch(ellipse(772, 596, 56, 32).turned(38, (772, 596)), INK, rows(c.pitch), 0.9)
    _ball(c, 806, 622)


def _player(c: Canvas, x: float, y: float) -> None:
    body, _ = runner(0, 0, 1)
    shadow = body.mapped(lambda px, py: (x - px * 330 + py * 330, y + px * 330 + py * 620))
    c.hatch(shadow, INK, rows(c.pitch), 0.93)
    shoulders = ellipse(x, y, 92, 50).turned(-28, (x, y))
    for arm in (((x - 74, y + 40), (x - 112, y - 22)), ((x + 74, y - 40), (x + 120, y + 10))):
        c.fill(stroke(arm, 34), INK)
    c.fill(shoulders, RED)
    c.fill(disc(x, y, 42), INK)


def _ball(c: Canvas, x: float, y: float) -> None:
    c.fill(disc(x, y, 44), INK)
    c.fill(disc(x, y, 38), PAPER)
    fifths = [math.radians(72 * i - 90) for i in range(5)]
    corners = [(math.cos(angle), math.sin(angle)) for angle in fifths]
    c.fill(polygon(*((x + 15 * dx, y + 15 * dy) for dx, dy in corners)), INK)
    if c.small:
        return
    for dx, dy in corners:
        c.fill(bar((x + 14 * dx, y + 14 * dy), (x + 34 * dx, y + 34 * dy), 5), INK)
