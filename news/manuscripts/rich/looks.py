"""The emphasis that a `style` attribute declares."""

from typing import NamedTuple

STYLED = frozenset(
    ["a", "b", "big", "cite", "em", "font", "i", "ins", "label", "mark", "p", "small", "span", "u"]
) | {"strong"}
"""Elements whose style is read: those of running text, and not the boxes around it."""
BOLD_FROM = 600


class Looks(NamedTuple):
    """The looks that a style declares; None means that it declares nothing."""

    bold: bool | None = None
    italic: bool | None = None
    struck: bool = False


def looks_of(style: str) -> Looks:
    """The looks of an element. The last of several declarations wins, as in a browser."""
    looks = Looks()
    for declaration in style.split(";"):
        name, _colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.replace("!important", "").strip().lower()
        if name == "font-weight":
            looks = looks._replace(bold=_is_bold(value))
        elif name == "font-style":
            looks = looks._replace(italic=value.startswith(("italic", "oblique")))
        elif name in ("text-decoration", "text-decoration-line"):
            looks = looks._replace(struck="line-through" in value)
    return looks


def _is_bold(value: str) -> bool:
    if value.isdecimal():
        return int(value) >= BOLD_FROM
    return value in ("bold", "bolder")
