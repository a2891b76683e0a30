"""The values above a text: YAML, TOML or JSON front matter, or header lines (`Title: …`)."""

import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import ManuscriptError
from .front_matter import ALIASES, FIELDS, load_front_matter, split_front_matter
from .visibility import is_visibility_key

_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+){0,2})[ \t]*:(?:[ \t]+(\S.*))?")
_TOML_LINE = re.compile(r"line (\d+)")
MOST_LINES = 60


@dataclass
class Header:
    """`data` by name, the text after the header, and the number of lines of the file above that
    text."""

    body: str
    data: dict[str, Any] = field(default_factory=dict)
    offset: int = 0
    lines: list[str] = field(default_factory=list)

    def line_of(self, key: str) -> int | None:
        """The line of the file in which a key of the header occurs."""
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[:=]", re.IGNORECASE)
        numbered = enumerate(self.lines, start=1)
        return next((number for number, line in numbered if pattern.match(line)), None)


def split_header(text: str, file: str = "") -> Header:
    """The header of a text in any notation. Raises ManuscriptError if it is malformed."""
    blank = len(text) - len(text.lstrip("\n"))
    if blank:
        header = split_header(text[blank:], file)
        if not header.data:
            return Header(text)
        return replace(header, offset=header.offset + blank, lines=[""] * blank + header.lines)
    front, body, offset = split_front_matter(text)
    if offset:
        return _header(text, body, offset, load_front_matter(front, file))
    toml = _TOML.match(text)
    if toml:
        offset = toml[0].count("\n")
        return _header(text, text[toml.end() :], offset, _load_toml(toml[1], file))
    if text.startswith("{"):
        return _json_header(text)
    return _header_lines(text)


def _header(text: str, body: str, offset: int, data: dict[str, Any]) -> Header:
    return Header(body, data, offset, text[: len(text) - len(body)].split("\n"))


def _load_toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        place = _TOML_LINE.search(str(error))
        line = int(place[1]) + 1 if place else 1  # The opening fence is line 1.
        raise ManuscriptError(f"bad front matter: {error}", file, line) from error


def _json_header(text: str) -> Header:
    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return Header(text)
    line_end = text.find("\n", end)
    if not isinstance(data, dict) or text[end : line_end if line_end >= 0 else None].strip():
        return Header(text)
    body = text[line_end + 1 :] if line_end >= 0 else ""
    return _header(text, body, text[: len(text) - len(body)].count("\n"), data)


def _header_lines(text: str) -> Header:
    """Lines `Key: value` up to the first empty line. An indented line continues the value above
    it."""
    data: dict[str, Any] = {}
    key, offset, known = "", 0, 0
    rest = text
    while rest and offset < MOST_LINES:
        line, _end, rest = rest.partition("\n")
        offset += 1
        if not line.strip():
            break
        match = _LINE.fullmatch(line.rstrip())
        if match:
            key = match[1]
            known += is_known_key(key)
            data[key] = (match[2] or "").strip()
        elif key and line[0] in " \t":
            data[key] = f"{data[key]} {line.strip()}".strip()
        else:
            return Header(text)
    if not data or not _is_header(data, known):
        return Header(text)
    return _header(text, rest, offset, data)


def _is_header(data: dict[str, Any], known: int) -> bool:
    """Whether such lines are a header. Prose may also begin with a word and a colon."""
    if len(data) == 1:
        return is_visibility_key(next(iter(data)))
    return known >= 2 and known * 2 >= len(data)


def is_known_key(key: str) -> bool:
    name = key.casefold().replace(" ", "_")
    return name in FIELDS or name in ALIASES or is_visibility_key(key)
