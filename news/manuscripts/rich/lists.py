"""Lists and nested lists."""

from html import escape

from lxml.html import HtmlElement

from .inline import collapse
from .items import Item, Prose, ProseRun
from .tags import SILENT


class Lists:
    """The part of Walker that reads lists."""

    def bullets(self, element: HtmlElement) -> None:
        self._end_paragraph()
        if element.get("start", "1") != "1" or element.get("type", "1") not in ("1", "disc"):
            self.lose("numbering of a list: it starts anew with 1", element)
        entries = _list_entries(element)
        self._list(element, entries, "ol" if element.tag == "ol" else "ul")

    def _list(self, element: HtmlElement, entries: list, tag: str) -> None:
        html: list[str] = []
        for entry in entries:
            if isinstance(entry, str):
                html.append(f"<li>{escape(collapse(entry).strip(), quote=False)}</li>")
                continue
            items = self.inside(entry, "a list")
            if entry.tag in ("ul", "ol", "menu", "dir") and html and _is_one_list(items):
                html[-1] = html[-1].removesuffix("</li>") + items[0].html + "</li>"
                continue
            html.append(_list_item(items))
            others = [item for item in items if not isinstance(item, ProseRun)]
            if others:
                self._close_list(tag, html)
                self._add(*others)
                if tag == "ol" and entry is not entries[-1]:
                    self.lose("numbering of a list: it starts anew after a block in it", element)
                html = []
        self._close_list(tag, html)

    def _close_list(self, tag: str, html: list[str]) -> None:
        content = "".join(html)
        if content:
            self._add_prose(Prose(tag, f"<{tag}>{content}</{tag}>"))

    def orphan_item(self, element: HtmlElement) -> None:
        """An `<li>` outside any list. Adjacent ones form a list."""
        self._end_paragraph()
        before = self._prose[-1] if self._prose and self._orphans else None
        self._list(element, [element], "ul")
        if before and len(self._prose) > 1 and self._prose[-2] is before:
            joined = before.html.removesuffix("</ul>") + self._prose.pop().html.removeprefix("<ul>")
            self._prose[-1] = Prose("ul", joined)
        self._orphans = True


def _list_entries(element: HtmlElement) -> list:
    """The items of a list; words between them are strings."""
    entries: list = [element.text] if (element.text or "").strip() else []
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            entries.append(child)
        if (child.tail or "").strip():
            entries.append(child.tail)
    return entries


def _list_item(items: list[Item]) -> str:
    """One `<li>`. An item that contains only a list yields that list's items."""
    blocks = [block for item in items if isinstance(item, ProseRun) for block in item.blocks]
    text = "<br/>".join(block.html for block in blocks if block.tag == "p")
    lists = [block.html for block in blocks if block.tag != "p"]
    if text:
        return f"<li>{text}{''.join(lists)}</li>"
    return "".join(html[4:-5] for html in lists)


def _is_one_list(items: list[Item]) -> bool:
    return (
        len(items) == 1
        and isinstance(items[0], ProseRun)
        and all(block.tag != "p" for block in items[0].blocks)
    )
