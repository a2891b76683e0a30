"""Anchors: the ids with which readers link to a section or a question of a page."""

import re
from collections.abc import Container

from anyascii import anyascii

MAX_LENGTH = 60

RESERVED = frozenset(
    {
        "article-topics",
        "authors",
        "body",
        "comments",
        "contents",
        "contents-sheet",
        "corrections",
        "credits",
        "footer",
        "header",
        "hero",
        "main",
        "menu",
        "navigation",
        "notes",
        "recent",
        "recent-strip",
        "related",
        "reply",
        "search",
        "share",
        "sources",
        "takeaways",
        "top",
        "topics",
    }
)
"""Ids which the site's own templates use; no heading may take one of them."""

# An apostrophe joins ("what's" -> "whats"); any other character except a letter or digit separates.
_JOINERS = re.compile(r"['\u2018\u2019\u02bc`\u00b4]")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def slug_for(text: str, fallback: str, taken: set[str]) -> str:
    """A lowercase ASCII slug of `text`, at most 60 characters, not in `taken` or `RESERVED`.

    If `text` yields an empty slug, `fallback` is used. A slug that is in use gets -2, -3 … `taken`
    is not changed: the caller adds the slug to it.
    """
    base = _cut(_slugify(text)) or _cut(_slugify(fallback)) or "part"
    if base not in taken and base not in RESERVED:
        return base
    return next_free(base, taken)


def is_made_from(anchor: str, text: str, fallback: str) -> bool:
    """Whether slug_for() derives this anchor from the text, with or without a number."""
    base = _cut(_slugify(text)) or _cut(_slugify(fallback)) or "part"
    return re.fullmatch(rf"{re.escape(base)}(?:-\d+)?", anchor) is not None


def next_free(base: str, taken: Container[str]) -> str:
    """`base` with a free number: the lowest free one if the numbers in use have no gaps.

    Doubles the distance, then bisects. Counting up would take quadratic time for thousands of
    headings with the same words.
    """
    if f"{base}-2" not in taken:
        return f"{base}-2"
    used, free = 2, 3
    while f"{base}-{free}" in taken:
        used, free = free, free * 2
    while free - used > 1:
        middle = (used + free) // 2
        if f"{base}-{middle}" in taken:
            used = middle
        else:
            free = middle
    return f"{base}-{free}"


def _slugify(text: str) -> str:
    ascii_text = anyascii(_JOINERS.sub("", text)).lower()
    return _SEPARATORS.sub("-", ascii_text.replace("'", "")).strip("-")


def _cut(slug: str) -> str:
    if len(slug) <= MAX_LENGTH:
        return slug
    head = slug[: MAX_LENGTH + 1]
    at_word = head.rpartition("-")[0]
    return (at_word or slug[:MAX_LENGTH]).strip("-")
