"""The demo's pictures, drawn as line-screen prints; the same bytes every time.

`python -m home.demo.drawing DIRECTORY` draws them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import civic, culture, health, places, portraits, transport
from .screen import LARGE, SMALL, SQUARE, Canvas
from .shapes import Point


@dataclass(frozen=True)
class Scene:
    """A picture, and how its small form closes in on the subject."""

    paint: Callable[[Canvas], None]
    zoom: float = 1.0
    middle: Point = (1000, 625)


SCENES = {
    "head": Scene(health.head, 1.15, (1090, 610)),
    "clock": Scene(health.clock, 1.15, (1000, 640)),
    "moon": Scene(health.moon, 1.1),
    "pills": Scene(health.pills, 1.1),
    "leaflet": Scene(health.leaflet, 1.05, (1010, 650)),
    "drip": Scene(health.drip, 1.05, (1000, 610)),
    "railway": Scene(transport.railway, 1.1, (1000, 600)),
    "lighthouse": Scene(places.lighthouse, 1.05, (1010, 620)),
    "reservoir": Scene(places.reservoir, 1.1, (1000, 620)),
    "turbines": Scene(places.turbines, 1.05),
    "house": Scene(places.house, 1.1, (1000, 630)),
    "mountain": Scene(places.mountain, 1.1, (1000, 600)),
    "ship": Scene(transport.ship, 1.1, (1010, 650)),
    "parliament": Scene(civic.parliament, 1.05, (1000, 630)),
    "ballot": Scene(civic.ballot, 1.15, (1000, 630)),
    "scales": Scene(civic.scales, 1.1, (1000, 640)),
    "road": Scene(civic.road, 1.15, (1000, 700)),
    "pitch": Scene(civic.pitch, 1.15),
    "pear": Scene(culture.pear, 1.15, (960, 640)),
    "pear-vase": Scene(culture.pear_vase, 1.0),
    "pear-bread": Scene(culture.pear_bread, 1.15, (960, 690)),
    "piano": Scene(culture.piano, 1.15, (1000, 640)),
    "curtain": Scene(culture.curtain, 1.15, (1000, 690)),
}
BUSTS = {
    "ines-okafor": portraits.ines_okafor,
    "tomas-rehl": portraits.tomas_rehl,
    "mira-castellan": portraits.mira_castellan,
    "jo-marchetti": portraits.jo_marchetti,
    "lena-aschbach": portraits.lena_aschbach,
}

NAMES = tuple(SCENES)
PORTRAITS = tuple(BUSTS)


def draw(name: str, directory: str | Path, size: str = "large") -> Path:
    """Draw one of NAMES or PORTRAITS into the directory and return the file's path.

    A scene is 2000 x 1250 when "large", or redrawn 900 x 600 with coarser lines when "small";
    a portrait is always 600 x 600. An unknown name or size raises KeyError.
    """
    form = {"large": LARGE, "small": SMALL}[size]
    if name in BUSTS:
        form, scene = SQUARE, Scene(BUSTS[name])
    else:
        scene = SCENES[name]
    canvas = Canvas(form, scene.zoom, scene.middle) if form is SMALL else Canvas(form)
    scene.paint(canvas)
    path = Path(directory) / f"{name}{form.suffix}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas.save(path)
    return path


def draw_all(directory: str | Path) -> list[Path]:
    """Draw every scene in both sizes and every portrait."""
    scenes = [draw(name, directory, size) for name in NAMES for size in ("large", "small")]
    return scenes + [draw(name, directory) for name in PORTRAITS]
