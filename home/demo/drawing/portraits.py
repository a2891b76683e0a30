"""Portraits: geometric busts, lit from the left, on a coloured ground."""

from __future__ import annotations

from PIL import ImageColor

from .screen import BLUSH, BONE, INK, MIST, PAPER, RED, SAND, Canvas
from .shapes import Shape, arc, bar, blob, box, disc, ellipse, joined, polygon, ring, stroke

FACE = blob(
    (1000, 330), (1105, 355), (1162, 440), (1168, 560), (1150, 670), (1095, 765), (1000, 805),
    (905, 765), (850, 670), (832, 560), (838, 440), (895, 355),
)  # fmt: skip
NECK = box(918, 700, 1082, 880)
RIGHT = box(1000, 0, 1700, 1400)
SHOULDERS = polygon(*arc(1000, 1300, 480, 440, 180, 360))
NECKLINE = ellipse(1000, 872, 112, 66)
# The shaded half of a face begins along the nose.
SHADED = polygon(
    (1000, 200), (1000, 500), (962, 640), (1000, 664), (1000, 1400), (1700, 1400), (1700, 200)
)


def overprint(*inks: str) -> str:
    """The colour of transparent inks printed over each other."""
    product = [255.0, 255.0, 255.0]
    for ink in inks:
        channels = ImageColor.getrgb(ink)
        product = [value * channel / 255 for value, channel in zip(product, channels, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*(round(value) for value in product))


def _bust(c: Canvas, skin: str, shade: str, cloth: str, cloth_shade: str) -> None:
    c.fill(NECK, skin)
    c.fill(SHOULDERS, cloth)
    c.fill(SHOULDERS & RIGHT, cloth_shade)
    for part in (NECK, NECKLINE):
        c.fill(part, skin)
        c.fill(part & SHADED, shade)
    c.fill((NECK + NECKLINE) & FACE.moved(0, 62), overprint(shade, MIST))
    c.fill(FACE, skin)
    c.fill(FACE & SHADED, shade)


def _dim(c: Canvas, shape: Shape, colour: str) -> None:
    """Print hair or cloth with its right half a shade darker."""
    c.fill(shape, colour)
    c.fill(shape & RIGHT, overprint(colour, MIST))


def ines_okafor(c: Canvas) -> None:
    """Long dark hair with a fringe, red earrings."""
    c.ground(SAND)
    mane = blob(
        (1000, 225), (1150, 255), (1235, 370), (1250, 560), (1262, 800), (1275, 985), (1130, 1010),
        (870, 1010), (725, 985), (738, 800), (750, 560), (765, 370), (850, 255),
    )  # fmt: skip
    c.fill(mane, INK)
    skin = overprint(SAND, MIST, BLUSH)
    _bust(c, skin, overprint(skin, SAND, BONE), MIST, overprint(MIST, BONE, BONE))
    fringe = polygon(*arc(1000, 480, 190, 215, 180, 360), *arc(1000, 480, 172, 62, 360, 180))
    locks = box(800, 420, 850, 860) + box(1150, 420, 1200, 860)
    c.fill(fringe + locks, INK)
    for x in (822, 1178):
        c.fill(disc(x, 742, 30), RED)


def tomas_rehl(c: Canvas) -> None:
    """Short hair, a full beard, round glasses, a red jumper."""
    c.ground(MIST)
    _bust(c, PAPER, SAND, RED, overprint(RED, MIST))
    beard = blob(
        (824, 520), (856, 520), (872, 640), (930, 684), (1000, 674), (1070, 684), (1128, 640),
        (1144, 520), (1176, 520), (1160, 680), (1104, 790), (1000, 842), (896, 790), (840, 680),
    )  # fmt: skip
    c.fill(beard, INK)
    c.fill(stroke(((962, 728), (1038, 728)), 15), PAPER)
    hair = blob(
        (822, 540), (808, 420), (840, 320), (930, 262), (1060, 258), (1150, 300), (1192, 400),
        (1178, 540), (1150, 540), (1140, 450), (1060, 420), (940, 432), (862, 410), (850, 540),
    )  # fmt: skip
    c.fill(hair, INK)
    for x in (920, 1080):
        c.fill(ring(x, 540, 66, 13), INK)
    c.fill(bar((978, 530), (1022, 530), 13), INK)


def mira_castellan(c: Canvas) -> None:
    """Red hair in a high bun."""
    c.ground(SAND)
    _dim(c, disc(1000, 205, 112), RED)
    _dim(c, ellipse(1000, 470, 218, 232), RED)
    _bust(c, PAPER, overprint(BONE, BONE), INK, INK)
    parting = polygon(
        (1000, 300), (1000, 410), (930, 420), (862, 520), (836, 640), (792, 560), (786, 440),
        (850, 320),
    )  # fmt: skip
    c.fill(parting, RED)
    c.fill(parting.mapped(lambda x, y: (2000 - x, y)), overprint(RED, MIST))


def jo_marchetti(c: Canvas) -> None:
    """Short dark hair swept to one side, a red shirt with a collar."""
    c.ground(MIST)
    skin = overprint(SAND, BLUSH)
    _bust(c, skin, overprint(skin, SAND), RED, overprint(RED, MIST))
    collar = polygon((886, 836), (1000, 968), (918, 1038), (826, 884))
    c.fill(collar + collar.mapped(lambda x, y: (2000 - x, y)), PAPER)
    hair = blob(
        (826, 560), (800, 430), (850, 300), (960, 235), (1090, 238), (1185, 310), (1205, 430),
        (1176, 560), (1150, 480), (1120, 425), (1020, 430), (930, 395), (870, 430), (850, 490),
    )  # fmt: skip
    c.fill(hair, INK)


def lena_aschbach(c: Canvas) -> None:
    """A red bob with a straight fringe, a striped jersey."""
    c.ground(BLUSH)
    bob = blob(
        (1000, 225), (1150, 258), (1232, 370), (1246, 560), (1250, 760), (1216, 842), (1100, 820),
        (900, 820), (784, 842), (750, 760), (754, 560), (768, 370), (850, 258),
    )  # fmt: skip
    _dim(c, bob, RED)
    _bust(c, PAPER, SAND, INK, INK)
    stripes = joined(box(400, y, 1600, y + 26) for y in range(985, 1200, 74))
    c.fill(stripes & SHOULDERS, PAPER)
    fringe = polygon(*arc(1000, 470, 186, 190, 180, 360), (1186, 520), (814, 520))
    _dim(c, fringe + box(800, 470, 846, 790) + box(1154, 470, 1200, 790), RED)
