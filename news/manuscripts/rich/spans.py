"""Inline elements: emphasis, links, line breaks, and elements that are left out."""

from lxml.html import HtmlElement

from ..report import shortened
from .inline import Run, safe_href
from .looks import looks_of
from .tags import BOLD, ITALIC, REMOVED, STRUCK, UNWRAPPED

_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


class Spans:
    """The part of Walker that reads inline elements."""

    def _visit_styled(self, element: HtmlElement, handler, style: str) -> None:
        """Reads an element whose `style` declares more looks than its tag."""
        looks = looks_of(style)
        if looks.struck and element.text_content().strip():
            self.report.struck(element.text_content(), self.line_of(element))
        bold = element.tag in BOLD or self._style.bold if looks.bold is None else looks.bold
        italic = element.tag in ITALIC or self._style.italic
        italic = italic if looks.italic is None else looks.italic
        before = self._style
        self._style = before._replace(bold=bold, italic=italic)
        if handler is None or element.tag in BOLD | ITALIC:
            self.walk(element)
        else:
            handler(element)
        self._style = before

    def bold(self, element: HtmlElement) -> None:
        self._styled(element, self._style._replace(bold=True))

    def italic(self, element: HtmlElement) -> None:
        self._styled(element, self._style._replace(italic=True))

    def link(self, element: HtmlElement) -> None:
        raw = element.get("href")
        href = safe_href(raw)
        if raw and not href:
            self.lose(f"link to {shortened(raw, 60)}: readers may not follow it", element)
        if self._style.href or not href:
            return self.walk(element)
        before = len(self._runs), len(self.deferred), len(self._prose), len(self.items)
        self._styled(element, self._style._replace(href=href))
        if before == (len(self._runs), len(self.deferred), len(self._prose), len(self.items)):
            self.lose(f"link to {shortened(href, 200)}: it has no words", element)
        elif len(self.deferred) > before[1] and not element.text_content().strip():
            self.lose(f"link of an image to {shortened(href, 200)}", element)
        return None

    def line_break(self, element: HtmlElement) -> None:
        while self._runs and not self._runs[-1].is_break and not self._runs[-1].text.strip(" \n\t"):
            self._runs.pop()
        if self._runs and self._runs[-1].is_break:
            self._end_paragraph()
        elif self._runs:
            self._runs.append(Run("", self._style, True))

    def unwrapped(self, element: HtmlElement) -> None:
        text = element.text_content()
        if element.tag == "sup" and text.strip().isdecimal() and len(element) == 0:
            # 10⁶ must not become 106.
            self.text(text.strip().translate(_SUPERSCRIPTS))
            return
        if text.strip() and element.tag in STRUCK:
            self.report.struck(text, self.line_of(element))
        elif text.strip():
            self.lose(UNWRAPPED[element.tag], element)
        self.walk(element)

    def quoted(self, element: HtmlElement) -> None:
        self.text("“")
        self.walk(element)
        self.text("”")

    def checkbox_or_field(self, element: HtmlElement) -> None:
        if element.tag == "input" and element.get("type") == "checkbox":
            self.text("☑ " if element.get("checked") is not None else "☐ ")
        else:
            self.removed(element)

    def removed(self, element: HtmlElement) -> None:
        name = REMOVED.get(element.tag)
        if name:
            self.lose(f"{name} removed", element)

    def furniture(self, element: HtmlElement) -> None:
        self._end_paragraph()
        for text in element.itertext():
            self.report.drop(text)

    def skip(self, element: HtmlElement) -> None:
        return None
