"""Removes editorial markup of word processors: comments, remarks, tracked changes."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from ...report import Report
from ...rich.critic import without_remarks
from .tree import words_of

_WORD_ELEMENT = re.compile(r"mso-element:\s*comment(?:-list)?\b", re.I)
_REMARKS = frozenset(
    [
        "MsoCommentReference",
        "MsoCommentText",
        "MsoCommentSubject",
        "msocomanchor",
        "msocomoff",
        "msocomtxt",
        "comment-start",
        "comment-end",
    ]
)
_DELETED = frozenset(["msoDel", "deletion", "suggestion-deletion", "track-delete"])
_INSERTED = frozenset(["msoIns", "insertion", "suggestion-insertion", "track-insert"])
_CHANGED_BY = ("datetime", "cite", "data-author", "data-date", "data-user-id")
_GOOGLE_NOTE = re.compile(r"cmnt\d+$")
_GOOGLE_REFERENCE = re.compile(r"#cmnt\d+$")
_GOOGLE_BACK = re.compile(r"#cmnt_ref\d+$")


def drop_remarks(page: HtmlElement, report: Report) -> None:
    """Removes comments and deleted words from a page, and unwraps inserted words."""
    _settle_changes(page, report)
    for node in list(page.iter("a")):
        if _is_attached(node, page):
            _drop_google_comment(node, report)
    for node in list(page.iter()):
        if isinstance(node.tag, str) and _is_attached(node, page) and _is_remark(node):
            report.remark(words_of(node))
            _remove(node)
    for node in page.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "pre", "code"):
            _read_critic_markup(node, report)


def _classes(node: HtmlElement) -> set[str]:
    return set((node.get("class") or "").split())


def _is_attached(node: HtmlElement, page: HtmlElement) -> bool:
    return node is not page and node.getparent() is not None and _root(node) is _root(page)


def _root(node: HtmlElement) -> HtmlElement:
    return node.getroottree().getroot()


def _remove(node: HtmlElement) -> None:
    """Removes the element with its words, and ancestors that become empty."""
    parent = node.getparent()
    node.drop_tree()
    while parent is not None and parent.tag in ("sup", "span", "a") and not _has_content(parent):
        parent, empty = parent.getparent(), parent
        if parent is not None:
            empty.drop_tree()


def _has_content(node: HtmlElement) -> bool:
    return len(node) > 0 or bool((node.text or "").strip())


def _is_remark(node: HtmlElement) -> bool:
    classes = _classes(node)
    return (
        bool(classes & _REMARKS)
        or bool(_WORD_ELEMENT.search(node.get("style") or ""))
        or node.get("role") == "comment"
        or node.tag in ("comment", "annotation")
        or {"critic", "comment"} <= classes
    )


# Tracked changes


def _settle_changes(page: HtmlElement, report: Report) -> None:
    # Neighbours determine the kind of a change, so classify all changes before removing one.
    changes = [(node, _change(node)) for node in page.iter("del", "ins", "span", "s")]
    for node, change in changes:
        if not change or not _is_attached(node, page):
            continue
        if change == "deleted":
            report.delete(words_of(node))
            _remove(node)
        else:
            node.drop_tag()


def _change(node: HtmlElement) -> str:
    """`deleted`, `inserted` or "". A plain `<del>` may be strikethrough text for readers."""
    classes = _classes(node)
    tracked = any(node.get(name) for name in _CHANGED_BY) or "critic" in classes
    if node.tag == "del" and (tracked or any(each.tag == "ins" for each in _beside(node))):
        return "deleted"
    if node.tag == "ins" and (tracked or any(each.tag == "del" for each in _beside(node))):
        return "inserted"
    if classes & _DELETED and node.tag in ("span", "del", "s"):
        return "deleted"
    return "inserted" if classes & _INSERTED else ""


def _beside(node: HtmlElement) -> Iterator[HtmlElement]:
    """The adjacent elements before and after, separated by nothing but white space."""
    before, behind = node.getprevious(), node.getnext()
    if before is not None and not (before.tail or "").strip():
        yield before
    if behind is not None and not (node.tail or "").strip():
        yield behind


# Comments of Google Docs: a letter in the text, and the comment in a box at the end.


def _drop_google_comment(link: HtmlElement, report: Report) -> None:
    href, own = link.get("href") or "", link.get("id") or link.get("name") or ""
    if _GOOGLE_REFERENCE.search(href) and own.startswith("cmnt_ref"):
        _remove(link)
    elif _GOOGLE_BACK.search(href) and _GOOGLE_NOTE.match(own):
        box = _box(link)
        link.drop_tree()
        report.remark(words_of(box))
        _remove(box)


def _box(link: HtmlElement) -> HtmlElement:
    """The block of a comment: its paragraph, or the box around this and the following
    paragraphs."""
    box = link
    while box.tag not in ("p", "div", "li") and box.getparent() is not None:
        box = box.getparent()
    parent = box.getparent()
    is_first = box.getprevious() is None and not (getattr(parent, "text", "") or "").strip()
    if parent is None or parent.tag != "div" or not is_first:
        return box
    for other in parent.iter("a"):
        name = other.get("id") or ""
        if other is not link and (_GOOGLE_NOTE.match(name) or name.startswith("ftnt")):
            return box
    return box if _has_heading(parent) else parent


def _has_heading(node: HtmlElement) -> bool:
    return next(node.iter("h1", "h2", "h3", "h4", "h5", "h6", "article", "table"), None) is not None


def _read_critic_markup(node: HtmlElement, report: Report) -> None:
    for attribute in ("text", "tail"):
        text = getattr(node, attribute)
        if text and "{" in text:
            meant = without_remarks(text, report)
            if meant != text:
                setattr(node, attribute, meant)
