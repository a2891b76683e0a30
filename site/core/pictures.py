"""Pictures in the shapes that the templates use: which renditions exist, and the srcset of each.

A shape names its renditions through `rendition_specs`, so a query that lists articles can prefetch
exactly those: `Image.objects.prefetch_renditions(*rendition_specs("card"))`.
"""

import logging
from dataclasses import dataclass

logger = logging.getLogger(__name__)

# Below this width the pictures of a shape with a `narrow` shape take that crop (the CSS agrees).
NARROW = "(max-width: 47.99rem)"


@dataclass(frozen=True)
class Shape:
    """Widths to render, and the ratio to cut to (None: the picture's own)."""

    widths: tuple[int, ...]
    ratio: float | None = None
    sizes: str = "100vw"
    narrow: str = ""

    def spec(self, width: int) -> str:
        if self.ratio is None:
            return f"width-{width}|format-webp"
        return f"fill-{width}x{round(width / self.ratio)}|format-webp"


SHAPES = {
    "hero": Shape(
        (960, 1296, 1944),
        ratio=1296 / 580,
        sizes="(min-width: 90rem) 1296px, 92vw",
        narrow="narrow",
    ),
    "lead": Shape(
        (768, 966, 1449),
        ratio=966 / 496,
        sizes="(min-width: 90rem) 966px, (min-width: 64rem) 66vw, 90vw",
        narrow="narrow",
    ),
    "narrow": Shape((480, 840), ratio=4 / 3),
    "wide": Shape(
        (640, 966, 1449),
        ratio=16 / 9,
        sizes="(min-width: 90rem) 856px, (min-width: 64rem) 60vw, 92vw",
    ),
    "card": Shape(
        (320, 640, 960),
        ratio=3 / 2,
        sizes="(min-width: 90rem) 306px, (min-width: 64rem) 21vw, 44vw",
    ),
    "thumb": Shape((144, 288, 432), ratio=3 / 2, sizes="132px"),
    "portrait": Shape((96, 240), ratio=1, sizes="48px"),
    "tall": Shape(
        (360, 720, 1080),
        ratio=4 / 5,
        sizes="(min-width: 90rem) 480px, (min-width: 48rem) 34vw, 70vw",
    ),
    "logo": Shape((320, 640), sizes="200px"),
    "social": Shape((1200,), ratio=1200 / 630),
    "figure": Shape((640, 966, 1296), sizes="(min-width: 48rem) 608px, 100vw"),
}
DEFAULT_SHAPE = "card"


@dataclass(frozen=True)
class Source:
    """The renditions of one crop, the way an `img` or a `source` wants them."""

    src: str
    srcset: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    main: Source
    narrow: Source | None
    sizes: str


def shape_called(name: str) -> Shape:
    """The shape of that name; the card's for a name that is not known."""
    if name not in SHAPES:
        logger.warning("No picture shape is called %r", name)
    return SHAPES.get(name, SHAPES[DEFAULT_SHAPE])


def rendition_specs(shape: str) -> list[str]:
    """The filter specifications of every rendition that `shape` uses, to prefetch them."""
    found = shape_called(shape)
    specs = [found.spec(width) for width in found.widths]
    return specs + (rendition_specs(found.narrow) if found.narrow else [])


def source(renditions: list) -> Source:
    """The default is the middle width. A small original yields the same width more than once."""
    by_width = {rendition.width: rendition for rendition in renditions}
    ordered = [by_width[width] for width in sorted(by_width)]
    if not ordered or any(r.width < 1 or r.height < 1 for r in ordered):
        raise ValueError("A rendition without a size")
    default = ordered[len(ordered) // 2]
    return Source(
        src=default.url,
        srcset=", ".join(f"{r.url} {r.width}w" for r in ordered),
        width=default.width,
        height=default.height,
    )


def picture(image, shape: str, sizes: str = "") -> Picture | None:
    """The picture in that shape, or None (logged) where there is no image or its file is unusable.

    Costs no query when the image was fetched with `prefetch_renditions(*rendition_specs(shape))`
    and its renditions exist.
    """
    if not image:
        return None
    found = shape_called(shape)
    try:
        renditions = image.get_renditions(*rendition_specs(shape))
        narrow = SHAPES[found.narrow].widths if found.narrow else ()
        return Picture(
            main=source([renditions[found.spec(width)] for width in found.widths]),
            narrow=source([renditions[SHAPES[found.narrow].spec(width)] for width in narrow])
            if narrow
            else None,
            sizes=sizes or found.sizes,
        )
    except Exception:  # whatever is wrong with a file, readers get the page without its picture
        logger.warning("Left out picture %s", getattr(image, "pk", image), exc_info=True)
        return None
