"""Turns lists as Word writes them (paragraphs with a bullet or number) into real lists."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

_CLASS = re.compile(r"(?:^|\s)MsoList(Paragraph|Bullet|Number)", re.I)
_MSO_LIST = re.compile(r"mso-list:\s*(l\d+)\s+level(\d+)\s+(lfo\d+)", re.I)
_IGNORED = re.compile(r"mso-list:\s*Ignore", re.I)
_SPACER = re.compile(r"font:\s*7(?:\.0)?pt", re.I)
_MARGIN = re.compile(r"margin-left:\s*([\d.]+)(pt|in|cm|px)", re.I)
_NUMBER = re.compile(r"\(?(?:(\d{1,3})|([a-zA-Z])|([ivxlcIVXLC]{1,6}))[.)]\)?")
_MARKER = re.compile(r"\s*([·•§o–-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxlc]{1,5})[.)])[\s\u00a0]{2,}")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "px": 0.75}
_STEP = 36.0
_DEEPEST = 9


@dataclass(frozen=True)
class _Item:
    element: HtmlElement
    name: str
    level: int
    marker: str

    @property
    def tag(self) -> str:
        return "ol" if _NUMBER.fullmatch(self.marker) else "ul"

    @property
    def starts_list(self) -> bool:
        """Whether its number is the first of a list."""
        return self.marker.strip("().").lower() in ("1", "a", "i")


def settle_word_lists(page: HtmlElement) -> None:
    """Turns runs of list paragraphs into real lists, nested by level."""
    run: list[_Item] = []
    for paragraph in list(page.iter("p")):
        item = _item(paragraph)
        if run and (item is None or paragraph.getprevious() is not run[-1].element):
            _build(run)
            run = []
        if item:
            run.append(item)
    if run:
        _build(run)


def _item(paragraph: HtmlElement) -> _Item | None:
    style = paragraph.get("style") or ""
    mso, marked = _MSO_LIST.search(style), _CLASS.search(paragraph.get("class") or "")
    if not (mso or marked):
        return None
    marker = _take_marker(paragraph)
    if not marker and not mso and marked[1].lower() == "paragraph":
        # A continuation paragraph within an item has the class but no bullet.
        return None
    if not marker and marked and marked[1].lower() == "number":
        marker = "1."
    level = int(mso[2]) if mso else _level_by_margin(style)
    name = f"{mso[1]} {mso[3]}" if mso else ""
    return _Item(paragraph, name, max(1, min(level, _DEEPEST)), marker)


def _level_by_margin(style: str) -> int:
    margin = _MARGIN.search(style)
    if margin is None:
        return 1
    try:
        return round(float(margin[1]) * _POINTS[margin[2].lower()] / _STEP)
    except ValueError:
        return 1


def _take_marker(paragraph: HtmlElement) -> str:
    """Removes the bullet or number from a paragraph and returns it."""
    for span in paragraph.iter("span"):
        style = span.get("style") or ""
        is_spaced = any(_SPACER.search(each.get("style") or "") for each in span.iter("span"))
        if _IGNORED.search(style) or (is_spaced and len(span.text_content().strip()) <= 8):
            marker = span.text_content().strip()
            span.drop_tree()
            return marker
    node = paragraph
    while not (node.text or "").strip() and len(node) and isinstance(node[0].tag, str):
        node = node[0]
    match = _MARKER.match(node.text or "")
    if match is None:
        return ""
    node.text = node.text[match.end() :]
    return match[1]


def _build(run: list[_Item]) -> None:
    """Replaces the paragraphs with lists."""
    parent = run[0].element.getparent()
    tail = run[-1].element.tail
    lists: list[HtmlElement] = []
    open_lists: list[tuple[int, str, str, HtmlElement]] = []
    for item in run:
        while open_lists and open_lists[-1][0] > item.level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == item.level and _is_another(open_lists[-1], item):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < item.level:
            made = parent.makeelement(item.tag)
            number = _NUMBER.fullmatch(item.marker)
            if number and number[1] and number[1] != "1":
                made.set("start", number[1])
            if open_lists:
                open_lists[-1][3][-1].append(made)
            else:
                lists.append(made)
            open_lists.append((item.level, item.name, item.tag, made))
        open_lists[-1][3].append(_entry(item.element))
    for made in lists:
        run[0].element.addprevious(made)
    for item in run:
        parent.remove(item.element)
    lists[-1].tail = tail


def _is_another(opened: tuple[int, str, str, HtmlElement], item: _Item) -> bool:
    """Whether an item of the same level belongs to another list."""
    _level, name, tag, made = opened
    if name != item.name and item.level == 1:
        return True
    return tag != item.tag or (item.tag == "ol" and item.starts_list and len(made) > 0)


def _entry(paragraph: HtmlElement) -> HtmlElement:
    entry = paragraph.makeelement("li")
    entry.text = (paragraph.text or "").lstrip()
    entry.extend(list(paragraph))
    return entry
