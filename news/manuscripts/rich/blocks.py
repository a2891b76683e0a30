"""From an HTML tree to items. What is not on the white list never gets in."""

import re
from collections.abc import Callable
from html import escape
from urllib.parse import unquote

from lxml.html import HtmlElement

from ..model import Divider, Embed, FactBox, Figure, Gallery, Picture, Quote, Table
from .inline import PLAIN, Run, Style, collapse, inline_html, inline_text, safe_href
from .items import Details, Heading, Item, Prose, ProseRun, flatten
from .looks import STYLED, looks_of
from .media import embed_url, image_attributes, is_local, is_width
from .notes import Report, shortened
from .tables import read_table

ITALIC = frozenset({"i", "em", "cite", "dfn", "var"})
BOLD = frozenset({"b", "strong"})
# Tags whose look is gone once they are unwrapped, and the words for it.
UNWRAPPED = {
    "code": "code shown as plain text",
    "kbd": "code shown as plain text",
    "samp": "code shown as plain text",
    "tt": "code shown as plain text",
    "u": "underlining",
    "ins": "underlining",
    "s": "strike-through",
    "del": "strike-through",
    "strike": "strike-through",
    "mark": "highlighting",
    "sub": "subscript shown as plain text",
    "sup": "superscript shown as plain text",
}
STRUCK = frozenset({"s", "del", "strike"})
PASSED = frozenset(
    [
        "html",
        "body",
        "div",
        "section",
        "article",
        "main",
        "center",
        "header",
        "footer",
        "address",
        "hgroup",
        "fieldset",
        "legend",
        "figcaption",
        "noframes",
        "picture",
        "summary",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "p",
    ]
)
"""Blocks that mean no more than "a paragraph ends here"."""

# Never shown as text, so that leaving them out loses nothing that a reader saw.
SILENT = frozenset(
    [
        "head",
        "title",
        "meta",
        "link",
        "base",
        "param",
        "source",
        "track",
        "template",
        "noscript",
        "wbr",
        "area",
    ]
)
REMOVED = {
    "script": "script",
    "style": "style sheet",
    "svg": "drawing (svg)",
    "canvas": "drawing (canvas)",
    "object": "embedded object",
    "embed": "embedded object",
    "applet": "embedded object",
    "input": "form field",
    "select": "form field",
    "textarea": "form field",
    "map": "image map",
    "math": "",
}
FURNITURE = frozenset({"nav", "form", "button"})

_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_ATTRIBUTION = re.compile(r"^(?:—|–|--|―)\s*(.+)$")
_IMAGE_SETTINGS = re.compile(r"^\{([^{}\n]*)\}")

LineOf = Callable[[HtmlElement], int | None]


class Walker:
    """Reads one element into items; lists, cells and quotations get a walker of their own."""

    def __init__(self, report: Report, line_of: LineOf, nested: str = ""):
        self.report = report
        self.line_of = line_of
        self.nested = nested
        """The name of the place (“a list”) when headings cannot be headings there."""
        self.items: list[Item] = []
        self._prose: list[Prose] = []
        self._prose_line: int | None = None
        self._runs: list[Run] = []
        self._after: list[Item] = []
        self._style = PLAIN
        self._orphans = False

    # The door.

    def read(self, element: HtmlElement) -> list[Item]:
        """The items in `element`."""
        self.walk(element)
        return self.finish()

    def finish(self) -> list[Item]:
        self._end_prose()
        return self.items

    def inside(self, element: HtmlElement, place: str) -> list[Item]:
        """The items of an element where no heading can stand."""
        return Walker(self.report, self.line_of, place).read(element)

    def text_of(self, element: HtmlElement) -> str:
        """The plain words of an element; links and images in it are reported as lost."""
        words = _Words(self.report, self.line_of)
        text = words.read(element)
        self._after.extend(words.figures)
        return text

    # The walk.

    def walk(self, element: HtmlElement) -> None:
        if element.text:
            self._text(element.text)
        for child in element:
            self.visit(child)
            if child.tail:
                self._text(child.tail)

    def visit(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str):  # a comment or a processing instruction
            return
        handler = HANDLERS.get(tag)
        style = element.get("style")
        if style and tag in STYLED:
            self._visit_styled(element, handler, style)
        elif handler is not None:
            handler(self, element)
        else:
            self.walk(element)

    def _visit_styled(self, element: HtmlElement, handler, style: str) -> None:
        """Reads an element whose `style` says more of its looks than its tag."""
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
            handler(self, element)
        self._style = before

    def _text(self, text: str) -> None:
        if self._runs or not text.isspace():
            self._runs.append(Run(text, self._style))

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
        if self._after:
            after, self._after = self._after, []
            self._add(*after)

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

    def _lose(self, message: str, element: HtmlElement) -> None:
        self.report.lose(message, self.line_of(element))

    # Blocks.

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
            self._lose(f"heading “{shortened(text)}” in {self.nested} kept as bold text", element)
            self._add_prose(Prose("p", f"<b>{escape(text, quote=False)}</b>"))
        elif text:
            anchor = heading_anchor(element)
            line = self.line_of(element)
            self._add(Heading(int(element.tag[1]), text, anchor, line))
        self._add_figures(words.figures)

    def _add_figures(self, figures: list[Item]) -> None:
        if figures:
            self._add(*figures)

    def bullets(self, element: HtmlElement) -> None:
        self._end_paragraph()
        if element.get("start", "1") != "1" or element.get("type", "1") not in ("1", "disc"):
            self._lose("numbering of a list: it starts anew with 1", element)
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
                    self._lose("numbering of a list: it starts anew after a block in it", element)
                html = []
        self._close_list(tag, html)

    def _close_list(self, tag: str, html: list[str]) -> None:
        content = "".join(html)
        if content:
            self._add_prose(Prose(tag, f"<{tag}>{content}</{tag}>"))

    def orphan_item(self, element: HtmlElement) -> None:
        """An `<li>` outside any list: it and its like make a list."""
        self._end_paragraph()
        before = self._prose[-1] if self._prose and self._orphans else None
        self._list(element, [element], "ul")
        if before and len(self._prose) > 1 and self._prose[-2] is before:
            joined = before.html.removesuffix("</ul>") + self._prose.pop().html.removeprefix("<ul>")
            self._prose[-1] = Prose("ul", joined)
        self._orphans = True

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
                self._lose(f"link to {link} in a quotation", element)
        words = _Words(self.report, self.line_of, quiet_links=True)
        text = words.read(element)
        self._add_figures(words.figures)
        if element.find(".//b") is not None or element.find(".//strong") is not None:
            self._lose("bold text in a quotation", element)
        text, attribution = split_attribution(text)
        return Quote(text, attribution, url if url.startswith(("http:", "https:")) else "")

    def table(self, element: HtmlElement) -> None:
        self._end_paragraph()
        table = read_table(element, self)
        if table is None:
            self._lose("table used for layout: its cells follow one another", element)
            self._styled(element, PLAIN)
            self._end_paragraph()
        elif table.rows or any(column.heading for column in table.columns):
            self._add(table)

    def figure(self, element: HtmlElement) -> None:
        self._end_paragraph()
        caption, credit = self._caption(element)
        content = Walker(self.report, self.line_of, self.nested)
        for child in element:
            if child.tag != "figcaption":
                content.visit(child)
            if child.tail:
                content._text(child.tail)
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
        """An image in a line of text comes after that paragraph, so that no sentence is cut."""
        figure = self.read_image(element)
        if figure is not None:
            self._after.append(figure)

    def read_image(self, element: HtmlElement) -> Item | None:
        src = (element.get("src") or element.get("data-src") or "").strip()
        alt = collapse(element.get("alt") or "").strip()
        caption = collapse(element.get("title") or "").strip()
        settings = self._settings(element)
        if not is_local(src):
            self._lose(f"image {shortened(src, 200)} (“{shortened(alt)}”)", element)
            return _words_only(caption)
        width = settings.get("width", "measure")
        if not is_width(width):
            self._lose(f"image width “{width}”", element)
            width = "measure"
        src = unquote(src)
        return Figure(src, alt, caption, settings.get("credit", ""), width, not alt)

    def _settings(self, element: HtmlElement) -> dict[str, str]:
        """`{credit="…" width=wide}` behind an image; it is taken out of the text."""
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
            self._lose(f"embedded page {shortened(element.get('src') or '', 200)}", element)

    def player(self, element: HtmlElement) -> None:
        sources = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
        named = ", ".join(source for source in sources if source)
        self._lose(f"{element.tag} {shortened(named, 200)}", element)
        self.block(element)

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
        self._lose("code block kept as a paragraph", element)
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
        self._lose("definition list kept as paragraphs", element)
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
        """A block; a dialect container inside is read by `containers`."""
        if element.get("data-container") is None:
            return self.block(element)
        from .containers import read_container  # it needs this class

        self._add(*read_container(element, self))
        return None

    # Inline.

    def bold(self, element: HtmlElement) -> None:
        self._styled(element, self._style._replace(bold=True))

    def italic(self, element: HtmlElement) -> None:
        self._styled(element, self._style._replace(italic=True))

    def link(self, element: HtmlElement) -> None:
        raw = element.get("href")
        href = safe_href(raw)
        if raw and not href:
            self._lose(f"link to {shortened(raw, 60)}: readers may not follow it", element)
        if self._style.href or not href:
            return self.walk(element)
        before = len(self._runs), len(self._after), len(self._prose), len(self.items)
        self._styled(element, self._style._replace(href=href))
        if before == (len(self._runs), len(self._after), len(self._prose), len(self.items)):
            self._lose(f"link to {shortened(href, 200)}: it has no words", element)
        elif len(self._after) > before[1] and not element.text_content().strip():
            self._lose(f"link of an image to {shortened(href, 200)}", element)
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
            self._text(text.strip().translate(_SUPERSCRIPTS))
            return
        if text.strip() and element.tag in STRUCK:
            self.report.struck(text, self.line_of(element))
        elif text.strip():
            self._lose(UNWRAPPED[element.tag], element)
        self.walk(element)

    def quoted(self, element: HtmlElement) -> None:
        self._text("“")
        self.walk(element)
        self._text("”")

    def checkbox_or_field(self, element: HtmlElement) -> None:
        if element.tag == "input" and element.get("type") == "checkbox":
            self._text("☑ " if element.get("checked") is not None else "☐ ")
        else:
            self.removed(element)

    # Outside.

    def removed(self, element: HtmlElement) -> None:
        name = REMOVED.get(element.tag)
        if name:
            self._lose(f"{name} removed", element)

    def furniture(self, element: HtmlElement) -> None:
        self._end_paragraph()
        for text in element.itertext():
            self.report.drop(text)

    def skip(self, element: HtmlElement) -> None:
        return None


class _Words(Walker):
    """Reads an element as plain words, paragraphs as lines; images are put aside."""

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
            self._lose(f"link to {shortened(href, 200)}: only its words are kept", element)
        self.walk(element)

    def image(self, element: HtmlElement) -> None:
        figure = self.read_image(element)
        if figure is not None:
            self.figures.append(figure)

    def orphan_item(self, element: HtmlElement) -> None:
        self._end_paragraph()
        self._text("- ")
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


HANDLERS: dict[str, Callable[[Walker, HtmlElement], None]] = {}


def _register() -> None:
    def named(method: str) -> Callable[[Walker, HtmlElement], None]:
        return lambda walker, element: getattr(walker, method)(element)

    groups = {
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
    for method, tags in groups.items():
        for tag in tags:
            HANDLERS[tag] = named(method)


_register()


def heading_anchor(element: HtmlElement) -> str:
    """The anchor that an element has, or that an `<a name>` in it gives."""
    own = element.get("id")
    if own:
        return own
    for link in element.iter("a", "span"):
        name = link.get("id") or link.get("name")
        if name:
            return name
    return ""


def split_attribution(text: str) -> tuple[str, str]:
    """A quotation and the name in its last line, where that is `— Name`."""
    *lines, last = text.split("\n")
    match = _ATTRIBUTION.match(last.strip())
    if match and lines:
        return "\n".join(lines), match[1].strip()
    return text, ""


def _list_entries(element: HtmlElement) -> list:
    """The items of a list, and as strings the words that stand between them."""
    entries: list = [element.text] if (element.text or "").strip() else []
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            entries.append(child)
        if (child.tail or "").strip():
            entries.append(child.tail)
    return entries


def _list_item(items: list[Item]) -> str:
    """One `<li>`; an item that holds only a list gives that list's items."""
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


def _words_only(caption: str) -> Item | None:
    if not caption:
        return None
    return ProseRun([Prose("p", f"<i>{escape(caption, quote=False)}</i>")])


def _captioned(items: list[Item], caption: str, credit: str) -> list[Item]:
    """What a `<figure>` holds, with the words of its caption."""
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
