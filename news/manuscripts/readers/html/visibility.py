"""The visibility that a page declares: meta tags, JSON-LD, and CMS classes and forms."""

import re

from lxml.html import HtmlElement

from ...dates import coerce_date
from ...visibility import (
    DRAFT,
    PRIVATE,
    Visibility,
    is_moment_key,
    is_visibility_key,
    read_visibility,
)
from .head import HtmlHead

# `expires` is for caches, and `published` is a date of feeds.
_NOT_IN_METAS = frozenset(["expires", "published", "publishdate", "pubdate", "protected"])
_CLOSES = ("article:expiration_time", "expiration_time", "unpublished_time")
# Classes with which WordPress and similar systems mark the state of a post.
_CLASS = re.compile(r"(?:^|\s)(?:post-)?status-(draft|private|pending|future|trash)(?=$|\s)", re.I)
_LOCKED = re.compile(r"(?:^|\s)(?:post-password-(?:required|form|protected))(?=$|\s)", re.I)


def read_page_visibility(page: HtmlElement, head: HtmlHead, visibility: Visibility) -> None:
    """Restricts `visibility` to what the page declares."""
    for key, values in head.metas.items():
        name = key.rpartition(":")[2]
        if name not in _NOT_IN_METAS and is_visibility_key(name):
            for value in values:
                # An unreadable date is no reason to hold back a public web page.
                if coerce_date(value) or not is_moment_key(name):
                    read_visibility(visibility, name, value)
    if any("noindex" in value.lower() for value in head.metas.get("robots", [])):
        visibility.hold(PRIVATE, "the page says “robots: noindex”: it is not to be listed")
    closes = coerce_date(head.meta(*_CLOSES) or head.linked.get("expires"))
    if closes:
        visibility.close_at(closes)
    work_status = head.linked.get("creativeWorkStatus")
    if isinstance(work_status, str):
        read_visibility(visibility, "status", work_status)
    _read_classes(page, visibility)


def _read_classes(page: HtmlElement, visibility: Visibility) -> None:
    for node in page.iter("html", "body", "main", "article", "div", "form"):
        marks = node.get("class") or ""
        state = _CLASS.search(marks)
        if state:
            held = PRIVATE if state[1].lower() == "private" else DRAFT
            visibility.hold(held, f"the page is marked “{state[0].strip()}”")
        elif _LOCKED.search(marks):
            visibility.hold(PRIVATE, "the page asks for a password")
        if node.tag in ("html", "body", "main", "article"):
            for name in ("data-status", "data-visibility", "data-draft"):
                if node.get(name):
                    read_visibility(visibility, name.removeprefix("data-"), node.get(name))
