"""Pictures of transport."""

from __future__ import annotations

import math

from .places import ridge, swell
from .screen import (
    BLUSH,
    BONE,
    INK,
    MIST,
    PAPER,
    RED,
    SAND,
    Canvas,
    across,
    bent,
    chance,
    columns,
    down,
    rows,
)
from .shapes import bar, box, disc, polygon, wedge


def railway(c: Canvas) -> None:
    """A track runs to a red sun on the horizon, masts on either side."""
    c.ground(SAND)
    horizon = 540
    c.fill(wedge(1000, horizon, 232, -180, 0), RED)
    c.fill(box(-100, horizon, 2100, 1350), BONE)
    c.hatch(box(-100, horizon, 2100, 1350), INK, rows(c.pitch), down(horizon, 0.2, 1250, 0.5))
    _sleepers(c, horizon)
    for side in (-1, 1):
        foot, width = 1000 + side * 492, c.weight(62, 76)
        top = (1000 + side * 1.5, horizon)
        c.fill(polygon(top, (foot - side * width, 1400), (foot + side * 44, 1400)), INK)
        c.fill(polygon(top, (foot - side * 6, 1400), (foot + side * width, 1400)), PAPER)
    for near in (1, 1.43, 2.25, 3.8, 7.3)[: 4 if c.small else 5][::-1]:
        _masts(c, horizon, near)
    if not c.small:
        for side in (-1, 1):
            c.fill(bar((1000, horizon), (1000 + side * 883, horizon - 584), 4), INK)


def _sleepers(c: Canvas, horizon: float) -> None:
    count = 9 if c.small else 17
    for i in range(count):
        depth = 1.06 * (1.2 if c.small else 1.098) ** (i * (1.35 if c.small else 1.36))
        y, next_y = horizon + 860 / depth, horizon + 860 / (depth * 1.045)
        half = 645 / depth
        c.fill(box(1000 - half, next_y, 1000 + half, y), INK)


def _masts(c: Canvas, horizon: float, near: float) -> None:
    for side in (-1, 1):
        x, top, foot = 1000 + side * 728 / near, horizon - 425 / near, horizon + 96 / near
        half = c.weight(11, 16) / near + 1
        c.fill(box(x - half, top, x + half, foot), INK)
        arm = horizon - 365 / near
        thick = c.weight(5, 9) / near + 0.6
        c.fill(bar((x, arm), (x - side * 176 / near, arm), 2 * thick), INK)
        if not c.small:
            c.fill(bar((x, arm + 88 / near), (x - side * 120 / near, arm), 7 / near), INK)


def ship(c: Canvas) -> None:
    """A container ship, four red boxes among the grey, under a pale sun."""
    c.ground(BONE)
    c.fill(disc(1345, 430, 190), BLUSH)
    c.hatch(disc(1345, 430, 190), RED, rows(c.pitch), down(400, 0.0, 615, 0.42))
    _cargo(c)
    _bridge(c)
    hull = polygon((405, 775), (1000, 768), (1440, 744), (1620, 718), (1540, 990), (520, 990))
    c.fill(hull, INK)
    c.hatch(hull, MIST, rows(c.pitch * 2), across(450, 0.04, 1650, 0.18))
    sea = ridge(*((x, 960 + 11 * math.sin(x / 62)) for x in range(-200, 2300, 40)))
    c.fill(sea, MIST)
    waves = bent(c.pitch * 1.2, swell(18 if c.small else 12, 78))
    c.hatch(sea, INK, waves, lambda x, y: 0.52 + 0.26 * math.sin(x / 78 + y / 57 - 1.2))


def _cargo(c: Canvas) -> None:
    seeded = chance("cargo")
    wide, high, gap = 88, 78, 5
    red = {(1, 3), (2, 1), (3, 0), (7, 1)}
    for column, count in enumerate((4, 4, 4, 4, 4, 4, 4, 4, 3, 2, 1)):
        for level in range(count):
            left, top = 569 + column * wide, 692 - level * high
            crate = box(left, top, left + wide - gap, top + high - gap)
            if (column, level) in red:
                c.fill(crate, RED)
                continue
            c.fill(crate, seeded.choice((SAND, MIST, PAPER)))
            lines = (columns if seeded.random() < 0.3 else rows)(c.pitch)
            c.hatch(crate, INK, lines, seeded.choice((0.22, 0.4, 0.6, 0.88, 1)))


def _bridge(c: Canvas) -> None:
    c.fill(box(442, 462, 544, 790), PAPER)
    c.hatch(box(442, 524, 544, 790), INK, rows(c.pitch * 1.5), 0.28)
    c.fill(box(424, 470, 560, 512), INK)
    c.fill(box(463, 346, 473, 470) + box(506, 392, 516, 470) + box(440, 386, 496, 396), INK)
