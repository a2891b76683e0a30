"""Images in the shapes that the templates use: the renditions and the srcset of each shape.

`rendition_specs` lists the renditions of a shape. This module creates none: core.media.renditions
creates them on publication, and until then readers get the original file.
"""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path

from wagtail.images.models import Filter

logger = logging.getLogger(__name__)

# Below this width, shapes with a `narrow` shape use that crop. The CSS has the same value.
NARROW = "(max-width: 47.99rem)"


WEBP, AVIF, JPEG = "webp", "avif", "jpeg"


@dataclass(frozen=True)
class PictureShape:
    """The widths to render, and the ratio to crop to (None: the image's own).

    Large images also get AVIF renditions. For small ones AVIF saves little and takes long to
    encode. Programs that preview shared links may support only JPEG.
    """

    widths: tuple[int, ...]
    ratio: float | None = None
    sizes: str = "100vw"
    narrow: str = ""
    formats: tuple[str, ...] = (WEBP,)

    def spec(self, width: int, form: str = "") -> str:
        form = form or self.formats[0]
        if self.ratio is None:
            return f"width-{width}|format-{form}"
        return f"fill-{width}x{round(width / self.ratio)}|format-{form}"


LARGE = (WEBP, AVIF)
SHAPES = {
    "hero": PictureShape(
        (960, 1296, 1944),
        ratio=1296 / 580,
        sizes="(min-width: 90rem) 1296px, 92vw",
        narrow="narrow",
        formats=LARGE,
    ),
    "lead": PictureShape(
        (768, 966, 1449),
        ratio=966 / 496,
        sizes="(min-width: 90rem) 966px, (min-width: 64rem) 66vw, 90vw",
        narrow="narrow",
        formats=LARGE,
    ),
    "narrow": PictureShape((480, 768, 1080), ratio=4 / 3, formats=LARGE),
    # Main pictures of other forms (HERO_FORMS)
    "panorama": PictureShape(
        (960, 1296, 1944), sizes="(min-width: 90rem) 1296px, 92vw", formats=LARGE
    ),
    "portrait-hero": PictureShape(
        (416, 832), ratio=2 / 3, sizes="(min-width: 48rem) 416px, 100vw", narrow="tall"
    ),
    "slender-hero": PictureShape(
        (306, 612), ratio=1 / 2, sizes="(min-width: 48rem) 306px, 100vw", narrow="tall"
    ),
    "wide": PictureShape(
        (640, 966, 1449),
        ratio=16 / 9,
        sizes="(min-width: 90rem) 856px, (min-width: 64rem) 60vw, 92vw",
        formats=LARGE,
    ),
    "card": PictureShape(
        (320, 640, 960),
        ratio=3 / 2,
        sizes="(min-width: 90rem) 306px, (min-width: 64rem) 21vw, 44vw",
    ),
    "thumb": PictureShape((144, 288, 432), ratio=3 / 2, sizes="132px"),
    "portrait": PictureShape((96, 240), ratio=1, sizes="48px"),
    "tall": PictureShape(
        (360, 720, 1080),
        ratio=4 / 5,
        sizes="(min-width: 90rem) 480px, (min-width: 48rem) 34vw, 70vw",
    ),
    "logo": PictureShape((320, 640, 1280), sizes="(min-width: 64rem) 636px, 320px"),
    "social": PictureShape((1200,), ratio=1200 / 630, formats=(JPEG,)),
    "figure": PictureShape(
        (640, 966, 1296), sizes="(min-width: 48rem) 608px, 100vw", formats=LARGE
    ),
}
DEFAULT_SHAPE = "card"


@dataclass(frozen=True)
class HeroForm:
    """The position of an article's main image, its shape, and its `sizes` if they differ from
    those of the shape."""

    layout: str
    shape: str
    sizes: str = ""


# The widths of the columns for a main image: nine of twelve, and the three of the rail.
AXIS, RAIL = 966, 306


def hero_form(width: int, height: int) -> HeroForm:
    """The form of a main image of that size in pixels. Images are never enlarged.

    layout: "full" or "panorama" (all columns), "axis" (nine columns), "portrait" and "slender"
    (beside the headline), "rail" (three columns, before the contents list), "stamp" (below the
    byline, with the caption beside it).
    """
    ratio = width / max(1, height)
    if width < 240:
        return HeroForm("stamp", "figure", f"{max(1, width)}px")
    if ratio < 1 / 2 and width >= RAIL:
        return HeroForm("slender", "slender-hero")
    if ratio < 4 / 5 and width >= 416:
        return HeroForm("portrait", "portrait-hero")
    if width < 600:
        return HeroForm("rail", "figure", f"(min-width: 64rem) {min(width, RAIL)}px, {width}px")
    if width < 1200:
        shape = "wide" if ratio < SHAPES["wide"].ratio else "figure"
        return HeroForm("axis", shape, f"(min-width: 64rem) {min(width, AXIS)}px, 100vw")
    if ratio > 2.6:
        return HeroForm("panorama", "panorama")
    return HeroForm("full", "hero")


@dataclass(frozen=True)
class PictureSource:
    """One crop, for an `img` or `source` element. `avif` is a srcset, or ""."""

    src: str
    srcset: str
    width: int
    height: int
    avif: str = ""


@dataclass(frozen=True)
class Picture:
    main: PictureSource
    narrow: PictureSource | None
    sizes: str


def shape_called(name: str) -> PictureShape:
    """The shape with that name. An unknown name is logged and gets the shape of cards."""
    if name not in SHAPES:
        logger.warning("No picture shape is called %r", name)
    return SHAPES.get(name, SHAPES[DEFAULT_SHAPE])


@cache
def rendition_specs(shape: str) -> tuple[str, ...]:
    """The filter specifications of every rendition that `shape` uses."""
    found = shape_called(shape)
    specs = tuple(found.spec(width, form) for form in found.formats for width in found.widths)
    return specs + (rendition_specs(found.narrow) if found.narrow else ())


@cache
def filters(shape: str) -> tuple[Filter, ...]:
    return tuple(Filter(spec=spec) for spec in rendition_specs(shape))


def picture(image, shape: str, sizes: str = "") -> Picture | None:
    """The image in that shape. None (logged) if there is no image or its file is unusable.

    Costs no query if the image was fetched with its renditions.
    """
    if not image:
        return None
    found = shape_called(shape)
    try:
        existing = image.find_existing_renditions(*filters(shape))
        renditions = {each.spec: rendition for each, rendition in existing.items()}
        narrow = SHAPES[found.narrow] if found.narrow else None
        return Picture(
            main=source(found, renditions) or original(image, found),
            narrow=source(narrow, renditions) if narrow else None,
            sizes=sizes or found.sizes,
        )
    except Exception:  # Whatever the error, readers get the page without the image.
        logger.warning("Left out picture %s", getattr(image, "pk", image), exc_info=True)
        return None


def picture_data(image, shapes: Iterable[str]) -> dict[str, dict]:
    """The image in each of these shapes as plain data, for storage: see stored_picture(). Empty
    without an image, or if its file is unusable."""
    found = {shape: picture(image, shape) for shape in shapes} if image else {}
    return {shape: sources_of(each) for shape, each in found.items() if each}


def sources_of(found: Picture) -> dict:
    return {"main": asdict(found.main), "narrow": found.narrow and asdict(found.narrow)}


def stored_picture(data: dict[str, dict], shape: str, sizes: str = "") -> Picture | None:
    """The picture that picture_data() has stored in that shape; None if there is none."""
    stored = data.get(shape)
    if not stored:
        return None
    narrow = stored["narrow"]
    return Picture(
        main=PictureSource(**stored["main"]),
        narrow=PictureSource(**narrow) if narrow else None,
        sizes=sizes or shape_called(shape).sizes,
    )


def source(shape: PictureShape, renditions: dict) -> PictureSource | None:
    """The existing renditions of a shape; None if there are none."""
    made = [renditions.get(shape.spec(width)) for width in shape.widths]
    ordered = sorted(filter(None, made), key=attrgetter("width"))
    if not ordered:
        return None
    default = ordered[len(ordered) // 2]
    refuse_unusable(default)
    avif = [renditions.get(shape.spec(width, AVIF)) for width in shape.widths]
    return PictureSource(
        src=default.url,
        srcset=srcset(ordered),
        width=default.width,
        height=default.height,
        # All or none: browsers would prefer a small AVIF to a JPEG that fits.
        avif=srcset(avif) if all(avif) else "",
    )


def srcset(renditions: Iterable) -> str:
    """Lists each width once, because a small original yields the same width several times."""
    return ", ".join(
        f"{url} {width}w" for width, url in {r.width: r.url for r in renditions}.items()
    )


def original(image, shape: PictureShape) -> PictureSource:
    """The original file, which the style sheet crops to the shape."""
    refuse_unusable(image)
    ratio = shape.ratio or image.width / image.height
    width = min(image.width, max(shape.widths))
    return PictureSource(
        image.file.url, f"{image.file.url} {image.width}w", width, round(width / ratio)
    )


def refuse_unusable(picture) -> None:
    """Raises ValueError for an image or rendition without a size, or with a missing file. A
    remote storage is not asked whether a file exists."""
    if picture.width < 1 or picture.height < 1:
        raise ValueError("A picture without a size")
    if picture.is_stored_locally() and not is_file(picture.file.path):
        raise ValueError("A picture without a file")


def is_file(path: str) -> bool:
    try:
        return Path(path).stat().st_size > 0
    except OSError:
        return False
