"""The name of the site, which its copyright line, addresses and newsletter repeat."""

import re

from .units import Unit

MIN_LENGTH = 5
MAX_NAME_WORDS = 6
FRONT_UNITS = 60
"""How far into a page its name is looked for."""

_RIGHTS = re.compile(r"©|\(c\)|\bcopyright\b|all\s+rights\s+reserved", re.IGNORECASE)
_OWN = re.compile(
    r"^(?:subscribe\s+to|sign\s+up\s+(?:for|to)|get|support|welcome\s+to|published\s+by"
    r"|about(?:\s+the)?|why\s+trust)\s+(?P<name>.{4,60})$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?:@|www\.|https?://(?:www\.)?)(?P<name>[\w-]{5,40})\.\w")
_LETTERS = re.compile(r"[^\W\d_]+")


def mark_site_names(units: list[Unit]) -> None:
    """Marks the lines at the beginning of a page that are the name of the site."""
    places: list[str] = []
    domains: list[str] = []
    for unit in units:
        if unit.words > 30:
            continue
        domains.extend(_squeezed(match["name"]) for match in _DOMAIN.finditer(unit.text))
        own = _OWN.match(unit.text)
        if _RIGHTS.search(unit.text):
            places.append(_squeezed(unit.text))
        elif own and unit.plain:
            places.append(_squeezed(own["name"]))
    known = " ".join(places)
    for unit in units[:FRONT_UNITS]:
        name = _squeezed(unit.text)
        if unit.plain and unit.words <= MAX_NAME_WORDS and len(name) >= MIN_LENGTH:
            unit.site = name in known or any(_is_of(name, domain) for domain in domains)


def _is_of(name: str, domain: str) -> bool:
    if len(domain) < MIN_LENGTH:
        return False
    return name in domain or name.startswith(domain)


def _squeezed(text: str) -> str:
    return "".join(_LETTERS.findall(text.lower()))
