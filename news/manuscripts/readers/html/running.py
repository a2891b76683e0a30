"""Measures the running text in elements of a page, and recognises readers' comments."""

import re
from collections.abc import Iterable

import lxml.etree
from lxml.html import HtmlElement

from .tree import NEVER_TEXT

PROSE = frozenset(["p", "li", "h2", "h3", "td", "dd", "pre", "blockquote"])
UNSEEN = frozenset(["textarea", "select", "option", "button"])
_COMMENT = re.compile(r"(?:^|[\s_-])(?:user)?comments?(?=$|[\s_-])", re.I)


def prose_lengths(root: HtmlElement, without: Iterable[HtmlElement] = ()) -> dict[HtmlElement, int]:
    """Maps each element to the length of its running text: paragraphs and lists minus their links.

    Elements in `without` do not count. A single walk measures all elements, because measuring each
    separately would take quadratic time.
    """
    passed = set(without)
    lengths: dict[HtmlElement, int] = {}
    total = prose = links = skipped = 0
    # For each open element, whether text outside paragraphs counts (lines separated by `<br>`).
    loose = [False]
    events = ("start", "end", "comment", "pi")
    for event, element in lxml.etree.iterwalk(root, events=events):
        if event == "start":
            prose += element.tag in PROSE
            links += element.tag == "a"
            skipped += element.tag in NEVER_TEXT or element in passed
            loose.append(element.tag not in UNSEEN and element.find("br") is not None)
            lengths[element] = -total
            if (prose or loose[-1]) and not (links or skipped):
                total += len(element.text or "")
        elif event == "end":
            prose -= element.tag in PROSE
            links -= element.tag == "a"
            skipped -= element.tag in NEVER_TEXT or element in passed
            loose.pop()
            lengths[element] += total
        if event != "start" and (prose or loose[-1]) and not (links or skipped):
            total += len(element.tail or "")
    return lengths


def is_reader_comment(node: HtmlElement) -> bool:
    """Whether an `<article>` is a reader's comment on another one."""
    marks = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"
    kind = node.get("itemtype") or node.get("itemprop") or ""
    return bool(_COMMENT.search(marks)) or kind.rstrip("/").lower().endswith("comment")


def article_cards(articles: Iterable[HtmlElement]) -> list[HtmlElement]:
    """The outermost of the given elements."""
    chosen: list[HtmlElement] = []
    known: set[HtmlElement] = set()
    for node in articles:
        if not any(each in known for each in node.iterancestors()):
            chosen.append(node)
        known.add(node)
    return chosen
