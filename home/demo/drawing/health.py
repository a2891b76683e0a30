"""Pictures for stories about medicine, sleep and the body."""

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
    across,
    along,
    bent,
    blend,
    chance,
    down,
    outward,
    rings,
    rows,
    slanted,
)
from .shapes import Shape, arc, bar, blob, box, curve, disc, ellipse, polygon, ring, stroke, wedge

PROFILE = (
    (1057, 262), (1135, 266), (1208, 282), (1284, 316), (1351, 375), (1388, 440), (1403, 500),
    (1400, 532), (1389, 560), (1400, 588), (1428, 626), (1462, 668), (1468, 688), (1448, 705),
    (1418, 714), (1424, 728), (1443, 750), (1420, 770), (1434, 797), (1414, 822), (1411, 842),
    (1422, 870), (1416, 904), (1390, 931), (1342, 938), (1278, 934), (1228, 954), (1205, 1008),
    (1200, 1080), (1230, 1150), (1330, 1215), (1430, 1290), (560, 1290), (700, 1205), (830, 1140),
    (888, 1070), (902, 985), (886, 900), (850, 822), (802, 745), (762, 656), (744, 560), (752, 470),
    (790, 390), (848, 322), (930, 280),
)  # fmt: skip


def head(c: Canvas) -> None:
    """A head in profile drifts out of its own outline before a red disc."""
    c.ground(SAND)
    c.hatch(box(-100, 955, 2100, 1350), INK, rows(c.pitch), down(955, 0.08, 1250, 0.3))
    person = blob(*PROFILE)
    for shift, tone in ((640, 0.13), (465, 0.22), (305, 0.34), (150, 0.5)):
        c.fill(person.moved(-shift), SAND)
        c.hatch(person.moved(-shift), INK, rows(c.pitch), tone)
    c.fill(disc(1361, 530, 331), RED)
    c.hatch(person, INK, rows(c.pitch), across(1120, 0.93, 1440, 0.46))
    _mind(c, 1057, 560)


def _mind(c: Canvas, cx: float, cy: float) -> None:
    c.fill(disc(cx, cy, 206), INK)
    pitch = c.pitch * (0.86 if c.small else 1.36)
    c.hatch(disc(cx, cy, 198), BONE, rings(cx, cy, pitch), outward(cx, cy, 0.62, 200, 0.2))
    c.fill(ring(cx, cy, 206, c.weight(4, 8)), BONE)
    c.fill(disc(cx, cy, 64 if c.small else 58), BONE)
    c.fill(disc(cx, cy, 56 if c.small else 50), RED)


def clock(c: Canvas) -> None:
    """A wall clock with two hours marked in red."""
    c.ground(MIST)
    c.hatch(EVERYTHING, INK, rows(c.pitch), down(40, 0.66, 960, 0.06))
    cx, cy, radius = 1000, 590, 385
    shade = disc(cx + 62, cy + 48, radius) - disc(cx, cy, radius - 20)
    c.hatch(shade, INK, rows(c.pitch), 0.86)
    c.fill(box(-100, 1062, 2100, 1350), BONE)
    c.hatch(box(-100, 1062, 2100, 1350), INK, rows(c.pitch), down(1062, 0.82, 1250, 0.3))
    c.fill(disc(cx, cy, radius), INK)
    c.fill(disc(cx, cy, radius - c.weight(30, 38)), PAPER)
    c.fill(wedge(cx, cy, 292, -90, -30), RED)
    _dial(c, cx, cy)


def _dial(c: Canvas, cx: float, cy: float) -> None:
    for hour in range(12):
        quarter = hour % 3 == 0
        if quarter or not c.small:
            mark = bar((cx, cy - (250 if quarter else 282)), (cx, cy - 318), 17 if quarter else 12)
            c.fill(mark.turned(hour * 30, (cx, cy)), INK)
    minute = bar((cx, cy), (cx, cy - 292), c.weight(20, 26))
    hour_hand = bar((cx, cy), (cx, cy - 214), c.weight(28, 34)).turned(60, (cx, cy))
    c.fill(minute + hour_hand + disc(cx, cy, 32), INK)
    c.fill(disc(cx, cy, 9), PAPER)


def moon(c: Canvas) -> None:
    """A striped moon over a striped night, with one red star."""
    c.ground(INK)
    cx, cy, radius = 1000, 625, 415
    c.hatch(EVERYTHING, MIST, slanted(c.pitch * 1.15, -17), down(0, 0.1, 1250, 0.24))
    _stars(c, 46)
    c.fill(disc(cx, cy, radius + c.pitch * 0.8), INK)
    c.fill(disc(cx, cy, radius), BONE)
    circles = _latitudes(cx, cy, radius, c.pitch)
    c.hatch(disc(cx, cy, radius), INK, circles, _night_side(cx, cy, radius))
    for crater in _craters(cx, cy):
        c.hatch(crater, INK, circles, 0.6)
        c.fill(crater - crater.moved(13, 15), INK)
    c.fill(disc(1500, 268, 40 if c.small else 27), RED)


def _stars(c: Canvas, count: int) -> None:
    seeded = chance("stars")
    for _ in range(count // 4 if c.small else count):
        x, y = seeded.uniform(20, 1980), seeded.uniform(20, 1230)
        if math.hypot(x - 1000, y - 625) > 470:
            c.fill(disc(x, y, c.weight(seeded.choice((3, 3.5, 4, 6)), 9)), PAPER)


def _latitudes(cx: float, cy: float, radius: float, pitch: float):
    """Circles of latitude on a ball whose pole leans towards us, at the lower right."""
    px, py, pz = 0.24, 0.73, 0.64
    # A slightly larger ball keeps the circles from crowding together at the rim.
    wide = radius * 1.08

    def count(x: float, y: float) -> float:
        nx, ny = (x - cx) / wide, (y - cy) / wide
        nz = math.sqrt(max(0.0, 1 - nx * nx - ny * ny))
        return math.acos(max(-1.0, min(1.0, nx * px + ny * py + nz * pz))) * radius / pitch

    return count


def _night_side(cx: float, cy: float, radius: float):
    def tone(x: float, y: float) -> float:
        nx, ny = (x - cx) / radius, (y - cy) / radius
        nz = math.sqrt(max(0.0, 1 - nx * nx - ny * ny))
        light = -0.62 * nx - 0.48 * ny + 0.62 * nz
        return blend(0.9, 0.1, (light + 0.35) / 1.1)

    return tone


def _craters(cx: float, cy: float) -> list[Shape]:
    places = (
        (-150, -130, 62, 50), (25, -215, 44, 32), (-235, 55, 40, 44), (-40, -5, 34, 30),
        (85, -75, 50, 42), (-120, 130, 46, 40), (150, 90, 30, 28), (-15, -120, 22, 18),
    )  # fmt: skip
    return [ellipse(cx + dx, cy + dy, rx, ry) for dx, dy, rx, ry in places]


def pills(c: Canvas) -> None:
    """A blister pack with most tablets left, one of them red."""
    c.ground(SAND)
    lean, centre = -9, (1000, 625)
    pack = box(510, 258, 1490, 992)
    shadow = pack.moved(46, 50).turned(lean, centre)
    c.hatch(shadow, INK, slanted(c.pitch, lean), 0.84)
    c.fill(pack.turned(lean, centre), BONE)
    c.hatch(pack.turned(lean, centre), SAND, slanted(c.pitch, lean), across(700, 0.0, 1455, 0.5))
    _perforation(c, lean, centre)
    states = "eepepreppppp"
    for i, state in enumerate(states):
        x, y = 644 + i % 4 * 237, 388 + i // 4 * 237
        spot = disc(x, y, 1).turned(lean, centre).outlines[0][0][0]
        _tablet(c, *spot, state, lean)


def _perforation(c: Canvas, lean: float, centre: tuple[float, float]) -> None:
    if c.small:
        return
    for x in (763, 1000, 1237):
        for y in range(275, 985, 28):
            c.fill(box(x - 2, y, x + 2, y + 14).turned(lean, centre), INK)


def _tablet(c: Canvas, x: float, y: float, state: str, lean: float) -> None:
    lines = slanted(c.pitch * 0.9, lean)
    c.fill(disc(x, y, 98), MIST)
    c.hatch(disc(x, y, 98), INK, lines, across(x - 10, 0.0, x + 98, 0.75))
    if state == "e":
        c.fill(disc(x, y, 76), INK)
        c.hatch(disc(x, y, 76), MIST, lines, across(x - 70, 0.0, x + 75, 0.5))
        return
    c.fill(disc(x, y, 76), RED if state == "r" else PAPER)
    shade = along((x - 10, y - 7), 0, (x + 62, y + 47), 0.85)
    c.hatch(disc(x, y, 76), INK, lines, shade)
    if not c.small:
        c.fill(bar((x - 42, y), (x + 42, y), 4).turned(lean, (x, y)), INK)


def leaflet(c: Canvas) -> None:
    """A folded leaflet stands on a table, its small print one long line screen."""
    c.ground(BLUSH)
    c.fill(box(-100, 900, 2100, 1350), BONE)
    c.hatch(box(-100, 900, 2100, 1350), INK, rows(c.pitch), down(900, 0.55, 1240, 0.2))
    left, width, height, top, fold = 430, 228, 660, 300, 74
    shadow = polygon((430, 1000), (1570, 930), (1860, 990), (1800, 1060), (660, 1110))
    c.hatch(shadow, INK, rows(c.pitch), across(430, 0.92, 1860, 0.5))
    for i in range(5):
        start = (left + i * width, top + (fold if i % 2 == 0 else 0))
        end = (left + (i + 1) * width, top + (0 if i % 2 == 0 else fold))
        _panel(c, i, start, end, height)
    _capsule(c, 1500, 1085)


def _panel(c: Canvas, i: int, start, end, height: float) -> None:
    face = polygon(start, end, (end[0], end[1] + height), (start[0], start[1] + height))
    slope = (end[1] - start[1]) / (end[0] - start[0])
    c.fill(face, PAPER)
    if i % 2:
        lines = bent(c.pitch, lambda x, y: -slope * x)
        c.hatch(face, INK, lines, across(start[0], 0.3, end[0], 0.12))
    seeded = chance(f"panel {i}")
    step = 74 if c.small else 28
    text_height = step * (0.44 if c.small else 0.4)
    for n in range(int((height - 110) / step)):
        y = 62 + n * step
        heading = n == 0
        if not heading and n % (4 if c.small else 7) == 1:
            continue
        share = 0.5 if heading else seeded.uniform(0.62, 0.98)
        warning = i == 2 and (4 <= n <= 5 if c.small else 9 <= n <= 14)
        x0, x1 = start[0] + 26, start[0] + 26 + (end[0] - start[0] - 52) * share
        y0, y1 = start[1] + y + slope * 26, start[1] + y + slope * (x1 - start[0])
        thick = text_height * (1.5 if heading else 1)
        colour = RED if warning else INK
        c.fill(polygon((x0, y0), (x1, y1), (x1, y1 + thick), (x0, y0 + thick)), colour)


def _capsule(c: Canvas, x: float, y: float) -> None:
    whole = stroke(((x - 75, y + 18), (x + 75, y - 18)), 84)
    half = polygon((x - 10, y - 80), (x + 200, y - 80), (x + 200, y + 90), (x + 22, y + 90))
    c.hatch(whole.moved(26, 34), INK, rows(c.pitch), 0.9)
    c.fill(whole, PAPER)
    c.fill(half & whole, RED)
    c.hatch(whole, INK, slanted(c.pitch * 0.9, -13), down(y - 25, 0.0, y + 62, 0.8))


def drip(c: Canvas) -> None:
    """An infusion bag, half full, before a pale disc."""
    c.ground(MIST)
    c.hatch(EVERYTHING, INK, rows(c.pitch), down(820, 0.0, 1300, 0.34))
    c.fill(disc(1000, 585, 445), BONE)
    c.fill(bar((1000, -20), (1000, 205), c.weight(10, 16)), INK)
    bag = _bag()
    level = box(700, 490, 1300, 990)
    c.fill(bag, PAPER)
    c.hatch(bag, INK, rows(c.pitch), across(880, 0.1, 1170, 0.42))
    c.fill(level & bag, RED)
    swell = bent(c.pitch, lambda x, y: 16 * math.sin((x - 850) / 70))
    c.hatch(level & bag, INK, swell, across(930, 0.0, 1170, 0.86))
    c.fill(box(832, 484, 1168, 484 + c.weight(10, 14)) & bag, INK)
    _tube(c)


def _bag() -> Shape:
    hanger = polygon((930, 190), (1070, 190), (1090, 250), (910, 250))
    body = polygon(
        *arc(880, 275, 48, 48, 180, 270),
        *arc(1120, 275, 48, 48, 270, 360),
        (1168, 700),
        (1085, 812),
        (915, 812),
        (832, 700),
    )
    return hanger + body - disc(1000, 218, 13)


def _tube(c: Canvas) -> None:
    c.fill(box(962, 805, 1038, 850), INK)
    chamber = box(968, 850, 1032, 960)
    c.fill(chamber, PAPER)
    c.hatch(chamber, INK, rows(c.pitch), across(985, 0.0, 1045, 0.7))
    c.fill(blob((1000, 866), (1013, 894), (1000, 908), (987, 894)), RED)
    c.fill(box(984, 955, 1016, 990), INK)
    path = (
        (1000, 985), (985, 1040), (1060, 1120), (1220, 1130), (1420, 1050), (1640, 1080),
        (2100, 1070),
    )  # fmt: skip
    c.fill(stroke(curve(path), c.weight(14, 18)), INK)
