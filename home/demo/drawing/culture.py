"""Pictures for the arts: still lifes, a keyboard, a stage."""

from __future__ import annotations

import math

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
    along,
    bent,
    blend,
    columns,
    down,
    rows,
)
from .shapes import arc, bar, blob, box, curve, disc, ellipse, joined, polygon, stroke

# The right-hand edge of a pear one unit high, from the stem to the foot.
PEAR = (
    (0.0, -1.0), (0.085, -0.992), (0.125, -0.95), (0.137, -0.86), (0.158, -0.74), (0.215, -0.6),
    (0.3, -0.46), (0.362, -0.32), (0.37, -0.19), (0.318, -0.075), (0.21, -0.012), (0.1, 0.0),
    (0.0, -0.008),
)  # fmt: skip


def pear(c: Canvas) -> None:
    """A red pear before a pale one."""
    _table(c, MIST, BONE, 800)
    _one_pear(c, 655, 905, 460, SAND, -6, 0.7)
    _one_pear(c, 1030, 1000, 690, RED, 5, 0.86)


def pear_vase(c: Canvas) -> None:
    """A tall dark vase with a twig, and a red pear at its foot."""
    _table(c, BLUSH, SAND, 840)
    c.hatch(ellipse(1190, 985, 420, 50), INK, rows(c.pitch), 0.86)
    twig = curve(((880, 420), (858, 310), (900, 200), (1000, 130), (1105, 104)))
    c.fill(stroke(twig, c.weight(18, 22), 8), INK)
    leaves = ((860, 300, -158), (878, 240, -14), (918, 182, -140), (985, 138, 22), (1095, 105, -24))
    for x, y, turn in leaves:
        _leaf(c, x, y, turn)
    _vase(c, 880, 985)
    _one_pear(c, 1240, 1010, 450, RED, 8, 0.86)


def pear_bread(c: Canvas) -> None:
    """A loaf, a knife and a red pear on a cloth."""
    _table(c, INK, MIST, 790)
    _loaf(c)
    _one_pear(c, 1340, 960, 590, RED, 6, 0.86)
    _knife(c)


def _table(c: Canvas, wall: str, top: str, edge: float) -> None:
    c.ground(wall)
    if wall == INK:
        c.hatch(EVERYTHING, MIST, rows(c.pitch), down(0, 0.06, edge, 0.3))
    else:
        c.hatch(EVERYTHING, INK, rows(c.pitch), down(0, 0.34, edge - 200, 0.0))
    c.fill(box(-100, edge, 2100, 1350), top)
    c.hatch(box(-100, 1130, 2100, 1350), INK, rows(c.pitch), down(1130, 0.0, 1260, 0.5))


def _one_pear(
    c: Canvas, x: float, foot: float, height: float, skin: str, lean: float, dark: float
) -> None:
    mirrored = [(-px, py) for px, py in PEAR[-2:0:-1]]
    edge = [(x + px * height, foot + py * height) for px, py in (*PEAR, *mirrored)]
    body = blob(*edge).turned(lean, (x, foot))
    shadow = ellipse(x + height * 0.36, foot - 6, height * 0.52, height * 0.062)
    c.hatch(shadow, INK, rows(c.pitch), 0.88)
    tilt = math.radians(lean)
    left, top = x + height * math.sin(tilt), foot - height * math.cos(tilt)
    stem = curve((
        (left, top), (left + 8, top - height * 0.08), (left + height * 0.07, top - height * 0.17),
    ))  # fmt: skip
    c.fill(body, skin)
    girth = height * 0.37
    belly = bent(c.pitch, lambda px, py: -36 * (1 - ((px - x) / girth) ** 2))
    lit = (x - 0.42 * girth, foot - 0.35 * height)
    shade = along(lit, 0, (lit[0] + 1.28 * girth, lit[1] + 0.54 * girth), dark)
    c.hatch(body, INK, belly, shade)
    c.fill(stroke(stem, height * 0.03, height * 0.042), INK)


def _vase(c: Canvas, x: float, foot: float) -> None:
    right = (
        (x + 60, 400), (x + 50, 440), (x + 48, 510), (x + 92, 610), (x + 166, 720), (x + 174, 830),
        (x + 128, 942), (x + 108, foot),
    )  # fmt: skip
    edge = curve(right)
    body = polygon(*edge, *((2 * x - px, py) for px, py in edge[::-1]))
    c.fill(body, INK)
    belly = bent(c.pitch, lambda px, py: -30 * (1 - ((px - x) / 180) ** 2))
    c.hatch(body, MIST, belly, across(x - 150, 0.62, x + 40, 0.04))
    c.fill(ellipse(x, 402, 64, 15), INK)
    c.fill(ellipse(x, 401, 52, 9), BONE)


def _leaf(c: Canvas, x: float, y: float, turn: float) -> None:
    half = 58
    tip = (x + 2.6 * half, y)
    upper, lower = (
        curve(((x, y), (x + half, y - 30), tip)),
        curve((tip, (x + half, y + 26), (x, y))),
    )
    leaf = polygon(*upper, *lower)
    c.fill(leaf.turned(turn, (x, y)), INK)
    if not c.small:
        c.fill(bar((x + 12, y - 1), (x + 2 * half, y - 1), 4).turned(turn, (x, y)), BLUSH)


def _loaf(c: Canvas) -> None:
    c.hatch(ellipse(900, 925, 520, 46), INK, rows(c.pitch), 0.88)
    loaf = blob(
        (430, 850), (440, 740), (540, 640), (720, 575), (880, 570), (1050, 620), (1150, 720),
        (1175, 850), (1120, 918), (800, 930), (490, 918),
    )  # fmt: skip
    c.fill(loaf, SAND)
    crust = bent(c.pitch, lambda x, y: -70 * (1 - ((x - 800) / 380) ** 2))
    shade = along((800, 640), 0.06, (891, 909), 0.84)
    c.hatch(loaf, INK, crust, shade)
    for i in range(4):
        x, y = 580 + i * 150, 668 - 10 * math.sin(i * 0.9) + i * 4
        cut = ellipse(x, y, 88, 17).turned(-58, (x, y))
        c.fill(cut & loaf, PAPER)
        c.fill((cut - cut.moved(-9, -5)) & loaf, INK)


def _knife(c: Canvas) -> None:
    blade = polygon(*curve(((520, 1010), (640, 1052), (820, 1060), (1000, 1052))), (1000, 1004))
    c.hatch(polygon((540, 1066), (1380, 1078), (1380, 1096), (620, 1092)), INK, rows(c.pitch), 0.8)
    c.fill(blade, PAPER)
    c.hatch(blade, INK, rows(c.pitch), down(1020, 0.0, 1060, 0.7))
    c.fill(stroke(((1012, 1030), (1300, 1044)), 52, 46), INK)
    for x in (1070, 1160, 1250):
        c.fill(disc(x, 1030 + (x - 1012) * 0.05, 8), BONE)


def piano(c: Canvas) -> None:
    """A keyboard with one red key."""
    c.ground(PAPER)
    width, felt, keys, foot = 164, 300, 346, 1040
    middle = box(1000 - width / 2, keys, 1000 + width / 2, 1122)
    c.fill(middle, RED)
    lid_shadow = box(-100, keys, 2100, keys + 190)
    c.hatch(lid_shadow, INK, rows(c.pitch), down(keys, 0.62, keys + 185, 0.0))
    for i in range(-7, 8):
        x = 1000 + (i - 0.5) * width
        c.fill(box(x - c.weight(4, 7), keys, x + c.weight(4, 7), foot), INK)
    for i in range(-7, 7):
        if (i + 1) % 7 in (0, 1, 3, 4, 5):
            _black_key(c, 1000 + (i + 0.5) * width, keys)
    _case(c, felt, keys, foot)
    c.fill(box(1000 - width / 2, foot - 10, 1000 + width / 2, foot + 62), RED)
    c.hatch(box(1000 - width / 2, foot + 20, 1000 + width / 2, foot + 62), INK, rows(c.pitch), 0.5)


def _black_key(c: Canvas, x: float, top: float) -> None:
    half, foot = 52, 780
    c.hatch(box(x + half - 4, top, x + half + 34, foot - 30), INK, rows(c.pitch), 0.6)
    c.fill(box(x - half, top, x + half, foot), INK)
    gleam = box(x - half + 14, top, x - half + 46, foot - 74)
    c.hatch(gleam, PAPER, rows(c.pitch * 1.2), down(top, 0.16, foot - 80, 0.6))
    c.fill(box(x - half + 14, foot - 66, x + half - 14, foot - 58), MIST)


def _case(c: Canvas, felt: float, keys: float, foot: float) -> None:
    c.fill(box(-100, -100, 2100, felt), INK)
    c.hatch(box(-100, -100, 2100, felt), MIST, rows(c.pitch * 1.3), down(0, 0.5, felt, 0.04))
    c.fill(box(-100, felt, 2100, keys), RED)
    c.fill(box(-100, foot, 2100, 1350), INK)
    c.hatch(box(-100, foot, 2100, 1350), BONE, rows(c.pitch * 1.3), down(foot, 0.6, 1240, 0.1))


def curtain(c: Canvas) -> None:
    """One chair in a pool of light before a red curtain."""
    c.ground(RED)
    c.hatch(box(-100, -100, 2100, 960), INK, columns(c.pitch), _folds)
    c.fill(box(-100, 940, 2100, 1350), SAND)
    c.hatch(box(-100, 940, 2100, 1350), INK, _boards(c), down(940, 0.72, 1250, 0.36))
    light = polygon((955, -100), (1045, -100), *arc(1000, 1015, 380, 84, 0, 180))
    c.fill(light, BONE)
    c.hatch(light, INK, columns(c.pitch), _edge_of_light)
    shadow = polygon((890, 1016), (1130, 1010), (1345, 1052), (1250, 1080), (1020, 1056))
    c.hatch(shadow, INK, rows(c.pitch), 0.8)
    _chair(c)


def _folds(x: float, y: float) -> float:
    return 0.46 + 0.5 * math.sin(x / 57 + 0.5 * math.sin(x / 131) + y / 2600)


def _edge_of_light(x: float, y: float) -> float:
    return blend(0.0, 0.16, (abs(x - 1000) / (60 + y * 0.33) - 0.55) / 0.5)


def _boards(c: Canvas) -> Field:
    return lambda x, y: (x - 1000) / (c.pitch * 1.5) * (1 - (y - 940) / 1400)


def _chair(c: Canvas) -> None:
    thick = c.weight(17, 22)
    back = stroke(((890, 480), (905, 1030)), thick) + stroke(((1010, 458), (1004, 760)), thick)
    seat = polygon((888, 760), (1006, 738), (1130, 766), (1020, 796), (892, 786))
    legs = stroke(((1022, 780), (1030, 1056)), thick) + stroke(((1120, 770), (1128, 1012)), thick)
    far_leg = stroke(((1004, 760), (1006, 980)), thick * 0.8)
    low = bar((900, 920), (1026, 944), thick * 0.6) + bar((1026, 930), (1124, 905), thick * 0.6)
    rails = joined(
        bar((892 + i * 4, 520 + i * 74), (1010 - i, 500 + i * 72), thick * (0.8 if i else 1.6))
        for i in range(3)
    )
    whole = joined((far_leg, back, seat, legs, low, rails))
    c.fill(whole.mapped(lambda x, y: (1000 + (x - 1000) * 1.2, 1056 + (y - 1056) * 1.2)), INK)
