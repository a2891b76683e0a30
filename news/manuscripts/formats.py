"""Detects the format of a manuscript by its name or content."""

import json
import re
from pathlib import PurePath

FORMATS = ("text", "markdown", "html", "jsonl")

_SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    **dict.fromkeys(
        [".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mmd", ".mdx", ".qmd", ".rmd"],
        "markdown",
    ),
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
SUFFIXES = frozenset(_SUFFIXES)
"""How the names of manuscripts end, in lower case."""

_HTML_START = re.compile(
    r"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_BLOCKS = re.compile(
    r"<(?:article|main|section|div|p|h[1-6]|ul|ol|table|blockquote)\b[^<>]*>", re.I
)
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?:[\w-]+[ \t]*:|\s*#)|\+\+\+[ \t]*\n(?:[\w\"-]+[ \t]*=|\s*#|\[)"
)
_MARKDOWN_SIGNS = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^:{3,} ?\w+", re.MULTILINE),
    re.compile(r"!?\[[^\]\n]+\]\([^()\s]+(?: \"[^\"\n]*\")?\)"),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"^\|?(?: *:?-{3,}:? *\|)+", re.MULTILINE),
    re.compile(r"^\[[^\]\n]+\]: +\S+", re.MULTILINE),
    re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]*\*\*(?![\w*])"),
)
_SURE_SIGNS = 2


def detect_format(name: str = "", text: str = "") -> str:
    """The format of a file by its suffix, or else by the beginning of its text."""
    by_name = _SUFFIXES.get(PurePath(name).suffix.lower())
    if by_name:
        return by_name
    start = text[:20_000].lstrip("\ufeff \t\r\n")
    if start.startswith("{") and re.match(r'\{\s*"', start):
        return "markdown" if _is_json_front_matter(start) else "jsonl"
    if _HTML_START.match(start) or (start.startswith("<") and _HTML_BLOCKS.search(start)):
        return "html"
    if _FRONT_MATTER.match(start.replace("\r\n", "\n")):
        return "markdown"
    if len(_HTML_BLOCKS.findall(start)) >= 4:
        return "html"
    signs = sum(bool(sign.search(start)) for sign in _MARKDOWN_SIGNS)
    headings = len(_MARKDOWN_SIGNS[0].findall(start))
    return "markdown" if signs >= _SURE_SIGNS or headings >= 2 else "text"


def _is_json_front_matter(text: str) -> bool:
    """Whether text that is not JSON follows an object of several lines."""
    try:
        _object, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return False
    rest = text[end:].lstrip()
    return "\n" in text[:end] and bool(rest) and not rest.startswith("{")
