"""People as signs: limbs of even thickness, as on a sports poster."""

from __future__ import annotations

from .shapes import Shape, disc, joined, stroke


def runner(x: float, y: float, height: float) -> tuple[Shape, Shape]:
    """A runner heading right, feet at (x, y): the body, and the vest that lies over it."""

    def place(px: float, py: float) -> tuple[float, float]:
        return x + px * height, y + py * height

    def limb(*points, width: float, end: float | None = None) -> Shape:
        placed = [place(*point) for point in points]
        return stroke(placed, width * height, end and end * height)

    body = joined((
        disc(*place(0.155, -0.9), 0.083 * height),
        limb((0.01, -0.46), (0.205, -0.37), (0.135, -0.17), (0.215, -0.155), width=0.11, end=0.06),
        limb((0, -0.46), (-0.045, -0.24), (-0.3, -0.165), (-0.315, -0.09), width=0.11, end=0.06),
        limb((0.1, -0.72), (0.215, -0.6), (0.335, -0.675), width=0.075, end=0.055),
        limb((0.04, -0.73), (-0.115, -0.66), (-0.16, -0.52), width=0.075, end=0.055),
        limb((0.085, -0.71), (0.0, -0.46), width=0.17, end=0.13),
    ))  # fmt: skip
    vest = limb((0.085, -0.71), (0.02, -0.52), width=0.17, end=0.14)
    return body, vest
