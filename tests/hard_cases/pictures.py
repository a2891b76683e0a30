"""Pictures of unusual sizes, drawn as line screens."""

import io

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from core.models import EditorialImage

INK, RED, SAND, MIST, CLEAR = "#171f2e", "#ca3735", "#e6dbc7", "#c1d0da", (0, 0, 0, 0)
PITCH = 7


def drawing(width: int, height: int, ground: str = SAND) -> Image.Image:
    """A red sun over water: lines that grow thicker downwards."""
    canvas = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(canvas)
    horizon, radius = int(height * 0.55), int(min(width, height) * 0.28)
    middle = int(width * 0.62)
    draw.ellipse((middle - radius, horizon - radius, middle + radius, horizon + radius), fill=RED)
    draw.rectangle((0, horizon, width, height), fill=MIST)
    pitch = max(2, min(PITCH, height // 12))
    for y in range(horizon, height, pitch):
        thick = 1 + (pitch - 2) * (y - horizon) // max(1, height - horizon)
        draw.rectangle((0, y, width, y + thick), fill=INK)
    mast = max(2, min(width, height) // 60)
    draw.rectangle((width // 3 - mast, height // 8, width // 3 + mast, horizon), fill=INK)
    draw.polygon(
        [(width // 3 + mast, height // 8), (width // 3 + radius, height // 5),
         (width // 3 + mast, height // 3)], fill=INK,
    )  # fmt: skip
    return canvas


def portrait(number: int) -> Image.Image:
    """Head and shoulders."""
    canvas = Image.new("RGB", (240, 240), (SAND, MIST, "#eebeaf", "#ece7de")[number % 4])
    draw = ImageDraw.Draw(canvas)
    draw.ellipse((40, 165, 200, 330), fill=(INK, RED)[number % 2])
    draw.ellipse((80, 60, 160, 165), fill=("#f0d5bd", "#8a5a3c", "#c98f68")[number % 3])
    draw.chord((72, 45, 168, 130), 180, 360, fill=(INK, "#5b2a1d", RED)[(number + 1) % 3])
    return canvas


def logo(width: int, height: int, colour: str) -> Image.Image:
    """Bars and a pennant, or in a square a plate with them; clear elsewhere."""
    canvas = Image.new("RGBA", (width, height), CLEAR)
    draw = ImageDraw.Draw(canvas)
    unit = height / 12
    for bar, top in enumerate((1, 4, 7)):
        left = unit * (1 + 3 * bar)
        draw.rectangle((left, unit * top, left + unit * 1.6, height - unit), fill=colour)
    draw.polygon([(unit * 9.5, unit), (unit * 11.8, unit * 3), (unit * 9.5, unit * 5)], fill=RED)
    for bar in range(int((width - height) / unit / 2)):
        left = height + unit * (1 + 2 * bar)
        draw.rectangle((left, unit * (3 + bar % 3), left + unit, height - unit), fill=colour)
    return canvas


def stored(picture: Image.Image, **fields) -> EditorialImage:
    """The picture in the library; `fields` are caption, credit and the like."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    fields.setdefault("title", f"Picture of {picture.width} x {picture.height}")
    fields.setdefault("description", "A sail before a low sun.")
    return EditorialImage.objects.create(file=ImageFile(buffer, name="picture.png"), **fields)
