"""Converts an HTML tree to items. Only the tags listed here produce markup."""

from html import escape

from lxml.html import HtmlElement

from ..model import Divider, FactBox, Quote
from ..report import Report, shortened
from .containers import read_container
from .figures import FigureWalk
from .inline import PLAIN, Run, collapse, inline_text, safe_href, split_attribution
from .items import Details, Heading, Item, Prose, ProseRun, flatten
from .lists import Lists
from .spans import Spans
from .tables import read_table
from .tags import BOLD, FURNITURE, ITALIC, PASSED, REMOVED, SILENT, UNWRAPPED
from .walk import LineOf, Walk


class Walker(Spans, FigureWalk, Lists, Walk):
    """Reads one element into items. Lists, cells and quotations use a walker of their own."""

    def walker(self, place: str) -> "Walker":
        return Walker(self.report, self.line_of, place)

    def text_of(self, element: HtmlElement) -> str:
        words = _Words(self.report, self.line_of)
        text = words.read(element)
        self.deferred.extend(words.figures)
        return text

    def block(self, element: HtmlElement) -> None:
        self._end_paragraph()
        if self._prose_line is None:
            self._prose_line = self.line_of(element)
        self.walk(element)
        self._end_paragraph()

    def heading(self, element: HtmlElement) -> None:
        self._end_paragraph()
        words = _Words(self.report, self.line_of)
        text = collapse(words.read(element).replace("\n", " "))
        if text and self.nested:
            self.lose(f"heading “{shortened(text)}” in {self.nested} kept as bold text", element)
            self._add_prose(Prose("p", f"<b>{escape(text, quote=False)}</b>"))
        elif text:
            anchor = heading_anchor(element)
            line = self.line_of(element)
            self._add(Heading(int(element.tag[1]), text, anchor, line))
        self._add_figures(words.figures)

    def _add_figures(self, figures: list[Item]) -> None:
        if figures:
            self._add(*figures)

    def quotation(self, element: HtmlElement) -> None:
        quote = self._quote(element)
        if quote.text:
            self._add(quote)

    def _quote(self, element: HtmlElement) -> Quote:
        links = [safe_href(link.get("href")) for link in element.iter("a")]
        links = [link for link in links if link]
        url = safe_href(element.get("cite"))
        if not url and len(set(links)) == 1 and links[0].startswith("http"):
            url = links[0]
        for link in links:
            if link != url:
                self.lose(f"link to {link} in a quotation", element)
        words = _Words(self.report, self.line_of, quiet_links=True)
        text = words.read(element)
        self._add_figures(words.figures)
        if element.find(".//b") is not None or element.find(".//strong") is not None:
            self.lose("bold text in a quotation", element)
        text, attribution = split_attribution(text)
        return Quote(text, attribution, url if url.startswith(("http:", "https:")) else "")

    def table(self, element: HtmlElement) -> None:
        self._end_paragraph()
        table = read_table(element, self)
        if table is None:
            self.lose("table used for layout: its cells follow one another", element)
            self._styled(element, PLAIN)
            self._end_paragraph()
        elif table.rows or any(column.heading for column in table.columns):
            self._add(table)

    def details(self, element: HtmlElement) -> None:
        summary = element.find("summary")
        if summary is None or self.nested:
            return self.block(element)
        question = collapse(self.text_of(summary).replace("\n", " "))
        anchor = heading_anchor(element) or heading_anchor(summary)
        tail, summary.tail = summary.tail, None
        element.remove(summary)
        element.text = (element.text or "") + (tail or "")
        answer = self.inside(element, "an answer")
        if question:
            self._add(Details(question, anchor, answer))
        else:
            self._add(*answer)
        return None

    def aside(self, element: HtmlElement) -> None:
        if self.nested:
            return self.block(element)
        heading = next((node for node in element.iter("h1", "h2", "h3", "h4", "h5", "h6")), None)
        if heading is None:
            return self.block(element)
        title = collapse(self.text_of(heading).replace("\n", " "))
        heading.drop_tree()
        html = flatten(self.inside(element, "a fact box"), self.report, "a fact box")
        if html:
            self._add(FactBox(title, html))
        return None

    def preformatted(self, element: HtmlElement) -> None:
        self._end_paragraph()
        text = element.text_content().expandtabs(4).strip("\n")
        self.lose("code block kept as a paragraph", element)
        for line in text.split("\n"):
            bare = line.strip()
            if not bare:
                self._end_paragraph()
                continue
            if self._runs:
                self._runs.append(Run("", self._style, True))
            indent = len(line) - len(line.lstrip())
            self._runs.append(Run("\xa0" * indent + bare, self._style))
        self._end_paragraph()

    def definitions(self, element: HtmlElement) -> None:
        self.lose("definition list kept as paragraphs", element)
        self.block(element)

    def term(self, element: HtmlElement) -> None:
        self._end_paragraph()
        self._styled(element, self._style._replace(bold=True))
        self._end_paragraph()

    def divider(self, element: HtmlElement) -> None:
        if self.nested:
            self._end_paragraph()
        else:
            self._add(Divider())

    def container(self, element: HtmlElement) -> None:
        """A block, or a container of our Markdown dialect."""
        if element.get("data-container") is None:
            return self.block(element)
        self._add(*read_container(element, self))
        return None


class _Words(Walker):
    """Reads an element as plain words, one line per paragraph; `figures` are the images in it."""

    def __init__(self, report: Report, line_of: LineOf, quiet_links: bool = False):
        super().__init__(report, line_of, "plain text")
        self.figures: list[Item] = []
        self.quiet_links = quiet_links
        self._lines: list[str] = []

    def read(self, element: HtmlElement) -> str:
        self.walk(element)
        self._end_paragraph()
        return "\n".join(self._lines)

    def _end_paragraph(self) -> None:
        runs, self._runs = self._runs, []
        text = inline_text(runs)
        if text:
            self._lines.append(text)

    def link(self, element: HtmlElement) -> None:
        href = safe_href(element.get("href"))
        if href and not self.quiet_links:
            self.lose(f"link to {shortened(href, 200)}: only its words are kept", element)
        self.walk(element)

    def image(self, element: HtmlElement) -> None:
        figure = self.read_image(element)
        if figure is not None:
            self.figures.append(figure)

    def orphan_item(self, element: HtmlElement) -> None:
        self._end_paragraph()
        self.text("- ")
        self.block_in_place(element)

    def block_in_place(self, element: HtmlElement) -> None:
        # The first paragraph of an item stays on the line of its dash.
        children = list(element)
        if children and children[0].tag == "p" and not (element.text or "").strip():
            self.walk(children[0])
            self._end_paragraph()
            for child in children[1:]:
                self.visit(child)
        else:
            self.walk(element)
        self._end_paragraph()

    def heading(self, element: HtmlElement) -> None:
        self.block(element)

    bullets = quotation = table = figure = details = aside = term = definitions = heading
    container = preformatted = heading

    def _add(self, *items: Item) -> None:
        self._end_paragraph()
        self.figures.extend(item for item in items if not isinstance(item, ProseRun))

    def line_break(self, element: HtmlElement) -> None:
        self._end_paragraph()


TAGS = {
    "block": PASSED | {"dd"},
    "container": {"div", "section"},
    "heading": {f"h{level}" for level in range(1, 7)},
    "bullets": {"ul", "ol", "menu", "dir"},
    "orphan_item": {"li"},
    "quotation": {"blockquote"},
    "table": {"table"},
    "figure": {"figure"},
    "image": {"img"},
    "frame": {"iframe", "frame"},
    "player": {"video", "audio"},
    "details": {"details"},
    "aside": {"aside"},
    "preformatted": {"pre", "xmp", "listing", "plaintext"},
    "definitions": {"dl"},
    "term": {"dt"},
    "divider": {"hr"},
    "bold": BOLD,
    "italic": ITALIC,
    "link": {"a"},
    "line_break": {"br"},
    "unwrapped": set(UNWRAPPED),
    "quoted": {"q"},
    "removed": set(REMOVED) - {"math", "input"},
    "checkbox_or_field": {"input"},
    "furniture": FURNITURE,
    "skip": SILENT,
}
# Later methods take precedence, because `div` is also in PASSED.
Walker.handlers = {tag: method for method, tags in TAGS.items() for tag in tags}


def heading_anchor(element: HtmlElement) -> str:
    """The anchor of an element: its id, or that of an `<a name>` in it."""
    own = element.get("id")
    if own:
        return own
    for link in element.iter("a", "span"):
        name = link.get("id") or link.get("name")
        if name:
            return name
    return ""
