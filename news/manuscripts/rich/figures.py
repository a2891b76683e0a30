"""Pictures, embedded pages and players, with their captions."""

import re
from html import escape
from urllib.parse import unquote

from lxml.html import HtmlElement

from ..model import Embed, Figure, Gallery, Picture, Quote, Table
from ..report import shortened
from .inline import collapse
from .items import Item, Prose, ProseRun
from .media import embed_url, image_attributes, is_local, is_width

_IMAGE_SETTINGS = re.compile(r"^\{([^{}\n]*)\}")


class FigureWalk:
    """The part of Walker that reads figures."""

    def figure(self, element: HtmlElement) -> None:
        self._end_paragraph()
        caption, credit = self._caption(element)
        content = self.again()
        for child in element:
            if child.tag != "figcaption":
                content.visit(child)
            if child.tail:
                content.text(child.tail)
        items = content.finish()
        self._add(*_captioned(items, caption, credit))

    def _caption(self, element: HtmlElement) -> tuple[str, str]:
        node = element.find(".//figcaption")
        if node is None:
            return "", ""
        credit = ""
        for child in node.iter():
            if isinstance(child.tag, str) and "credit" in (child.get("class") or "").split():
                credit = self.text_of(child)
                child.drop_tree()
                break
        return collapse(self.text_of(node).replace("\n", " ")), collapse(credit)

    def image(self, element: HtmlElement) -> None:
        """Defers an image in a line of text until after the paragraph, so that no sentence is
        split."""
        figure = self.read_image(element)
        if figure is not None:
            self.deferred.append(figure)

    def read_image(self, element: HtmlElement) -> Item | None:
        src = (element.get("src") or element.get("data-src") or "").strip()
        alt = collapse(element.get("alt") or "").strip()
        caption = collapse(element.get("title") or "").strip()
        settings = self._settings(element)
        if not is_local(src):
            self.lose(f"image {shortened(src, 200)} (“{shortened(alt)}”)", element)
            return _words_only(caption)
        width = settings.get("width", "measure")
        if not is_width(width):
            self.lose(f"image width “{width}”", element)
            width = "measure"
        src = unquote(src)
        return Figure(src, alt, caption, settings.get("credit", ""), width, not alt)

    def _settings(self, element: HtmlElement) -> dict[str, str]:
        """Removes `{credit="…" width=wide}` after an image from the text and returns its values."""
        match = _IMAGE_SETTINGS.match(element.tail or "")
        settings = image_attributes(match[1]) if match else {}
        if settings:
            element.tail = element.tail[match.end() :]
        return settings

    def frame(self, element: HtmlElement) -> None:
        url = embed_url(element.get("src") or element.get("data-src") or "")
        if url:
            self._add(Embed(url, collapse(element.get("title") or "").strip()))
        else:
            self.lose(f"embedded page {shortened(element.get('src') or '', 200)}", element)

    def player(self, element: HtmlElement) -> None:
        sources = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
        named = ", ".join(source for source in sources if source)
        self.lose(f"{element.tag} {shortened(named, 200)}", element)
        self.block(element)


def _words_only(caption: str) -> Item | None:
    if not caption:
        return None
    return ProseRun([Prose("p", f"<i>{escape(caption, quote=False)}</i>")])


def _captioned(items: list[Item], caption: str, credit: str) -> list[Item]:
    """The content of a `<figure>`, with its caption."""
    figures = [item for item in items if isinstance(item, Figure)]
    if len(figures) > 1 and len(figures) == len(items):
        pictures = [Picture(each.src, each.alt, each.caption, each.credit) for each in figures]
        return [Gallery(caption, pictures)]
    for item in items:
        if isinstance(item, Figure) and caption:
            words = _words_only(item.caption if item.caption != caption else "")
            item.caption, item.credit = caption, credit or item.credit
            return [*items, words] if words else items
        if isinstance(item, Table | Embed) and caption and not item.caption:
            item.caption = caption
            return items
        if isinstance(item, Quote) and caption and not item.attribution:
            item.attribution = caption.lstrip("—–- ")
            return items
    words = _words_only(" ".join(part for part in (caption, credit) if part))
    return [*items, words] if words else items
