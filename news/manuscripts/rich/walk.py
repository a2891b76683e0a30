"""Walks an HTML tree: the base class of all element readers."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from lxml.html import HtmlElement

from ..report import Report
from .inline import PLAIN, Run, Style, inline_html
from .items import Item, Prose, ProseRun
from .looks import STYLED

LineOf = Callable[[HtmlElement], int | None]


class Walk(ABC):
    """Reads one element into items.

    Collects runs of text, then prose, and creates an item when another block follows.
    `rich.blocks.Walker`, the class to use, adds a method for each kind of element: blocks,
    containers and tables need not import each other.
    """

    # Maps tags to the names of methods. Other elements are unwrapped.
    handlers: ClassVar[dict[str, str]] = {}

    def __init__(self, report: Report, line_of: LineOf, nested: str = ""):
        self.report = report
        self.line_of = line_of
        self.nested = nested
        """The name of the place (“a list”) when headings cannot be headings there."""
        self.items: list[Item] = []
        self.deferred: list[Item] = []
        """Blocks that were found inside a paragraph: they follow it."""
        self._prose: list[Prose] = []
        self._prose_line: int | None = None
        self._runs: list[Run] = []
        self._style = PLAIN
        self._orphans = False

    def read(self, element: HtmlElement) -> list[Item]:
        """The items in `element`."""
        self.walk(element)
        return self.finish()

    def finish(self) -> list[Item]:
        self._end_prose()
        return self.items

    @abstractmethod
    def walker(self, place: str) -> "Walk":
        """A new walker with the same report, for the place of that name."""

    @abstractmethod
    def text_of(self, element: HtmlElement) -> str:
        """The plain words of an element. Links and images in it are reported as lost."""

    def inside(self, element: HtmlElement, place: str) -> list[Item]:
        """The items of an element that cannot contain headings."""
        return self.walker(place).read(element)

    def again(self) -> "Walk":
        """A new walker for the same place."""
        return self.walker(self.nested)

    def walk(self, element: HtmlElement) -> None:
        if element.text:
            self.text(element.text)
        for child in element:
            self.visit(child)
            if child.tail:
                self.text(child.tail)

    def visit(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str):  # A comment or a processing instruction.
            return
        name = self.handlers.get(tag)
        handler = getattr(self, name) if name else None
        style = element.get("style")
        if style and tag in STYLED:
            self._visit_styled(element, handler, style)
        elif handler is not None:
            handler(element)
        else:
            self.walk(element)

    def text(self, text: str) -> None:
        if self._runs or not text.isspace():
            self._runs.append(Run(text, self._style))

    def lose(self, message: str, element: HtmlElement) -> None:
        """Reports a part of the element that could not be preserved."""
        self.report.lose(message, self.line_of(element))

    def _styled(self, element: HtmlElement, style: Style) -> None:
        before, self._style = self._style, style
        self.walk(element)
        self._style = before

    def _end_paragraph(self) -> None:
        if self._runs:
            runs, self._runs = self._runs, []
            html = inline_html(runs)
            if html:
                self._add_prose(Prose("p", html))
        if self.deferred:
            deferred, self.deferred = self.deferred, []
            self._add(*deferred)

    def _add_prose(self, block: Prose) -> None:
        self._orphans = False
        self._prose.append(block)

    def _end_prose(self) -> None:
        self._end_paragraph()
        if self._prose:
            self.items.append(ProseRun(self._prose, self._prose_line))
            self._prose, self._prose_line = [], None

    def _add(self, *items: Item) -> None:
        self._end_prose()
        self.items.extend(items)
