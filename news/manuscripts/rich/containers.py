"""Reads the containers of our Markdown dialect (`::: factbox Title` …) from their HTML."""

import re
from collections.abc import Callable
from html import escape

from lxml.html import HtmlElement

from ..model import (
    Chart,
    Column,
    Document,
    Embed,
    Event,
    FactBox,
    Figure,
    Gallery,
    Picture,
    PullQuote,
    RelatedArticle,
    Statistic,
    Statistics,
    Table,
    Timeline,
)
from ..plain import plain_text
from ..report import shortened
from .inline import collapse, safe_href, split_attribution
from .items import FaqBox, Item, Prose, ProseRun, flatten
from .walk import Walk

CHART_KINDS = ("column", "bar", "line")

_LABEL = re.compile(r"^(source|unit|row headers):\s*(.*)$", re.IGNORECASE | re.DOTALL)
_LEADING_BOLD = re.compile(r"^<b>(.*?)</b>\s*(.*)$", re.DOTALL)
_FAQ_MARKS = re.compile(r"\s*\{(?=[#.])(?:#(?P<anchor>[\w-]+))?\s*(?P<numbered>\.numbered)?\}\s*$")
_NUMBER = re.compile(r"^[-−+]?(?:\d+(?:[ ,\u00a0\u202f]\d{3})*|\d*)(?:\.\d+)?$")
_UNITS = re.compile(r"^[$£€¥]|\s*%$")


def read_container(element: HtmlElement, walker: Walk) -> list[Item]:
    """The item of a container. An invalid container yields its words and a loss."""
    name = element.get("data-container") or ""
    argument = element.get("data-argument") or ""
    reader = READERS.get(name)
    if reader is None or walker.nested:
        why = f"inside {walker.nested}" if reader else "unknown"
        walker.lose(f"container “{shortened(name)}” is {why}: kept as text", element)
        return _as_text(element, argument, walker)
    item = reader(element, argument, walker)
    if item is None:
        walker.lose(f"container “{name}” is not complete: kept as text", element)
        return _as_text(element, argument, walker)
    return [item]


def _as_text(element: HtmlElement, argument: str, walker: Walk) -> list[Item]:
    inner = walker.again().read(element)
    if not argument:
        return inner
    title = ProseRun([Prose("p", f"<b>{escape(argument, quote=False)}</b>")])
    if inner and isinstance(inner[0], ProseRun):
        inner[0] = ProseRun(title.blocks + inner[0].blocks)
        return inner
    return [title, *inner]


def _take_labels(element: HtmlElement) -> dict[str, str]:
    """Removes the paragraphs `Source: …`, `Unit: …`, `Row headers: …` and returns their words."""
    labels: dict[str, str] = {}
    for child in list(element):
        if child.tag != "p":
            continue
        match = _LABEL.match(collapse(child.text_content()).strip())
        if match and match[1].lower() not in labels:
            labels[match[1].lower()] = match[2]
            element.remove(child)
    return labels


def _text_lines(element: HtmlElement, walker: Walk) -> list[str]:
    return [line for line in walker.text_of(element).split("\n") if line]


def _source_lines(element: HtmlElement, walker: Walk) -> list[str]:
    """Plain lines with the author's line breaks, which HTML would join."""
    lines: list[str] = []
    for child in element:
        text = child.text_content()
        lines.extend(line.strip() for line in text.split("\n") if line.strip())
    return lines


def _pull_quote(element: HtmlElement, argument: str, walker: Walk) -> PullQuote | None:
    text, attribution = split_attribution("\n".join(_broken_lines(element, walker)))
    if argument:
        text = "\n".join(part for part in (argument, text) if part)
    return PullQuote(text, attribution) if text else None


def _broken_lines(element: HtmlElement, walker: Walk) -> list[str]:
    """Paragraphs as lines. The last line `— Name` of a paragraph becomes a line of its own."""
    lines: list[str] = []
    for text in _text_lines(_split_attribution_lines(element), walker):
        lines.append(text)
    return lines


def _split_attribution_lines(element: HtmlElement) -> HtmlElement:
    for node in element.iter():
        for attribute in ("text", "tail"):
            text = getattr(node, attribute)
            if text and re.search(r"\n[ \t]*[—–]", text) and isinstance(node.tag, str):
                mark_break(node, attribute)
    return element


def mark_break(node: HtmlElement, attribute: str) -> None:
    """Inserts a `<br>` before the last line that begins with a dash."""
    before, dash, after = re.match(
        r"(.*)\n[ \t]*([—–])(.*)$", getattr(node, attribute), re.DOTALL
    ).groups()
    line_break = node.makeelement("br")
    line_break.tail = dash + after
    setattr(node, attribute, before)
    if attribute == "text":
        node.insert(0, line_break)
    elif (parent := node.getparent()) is not None:
        parent.insert(parent.index(node) + 1, line_break)


def _fact_box(element: HtmlElement, argument: str, walker: Walk) -> FactBox | None:
    items = walker.inside(element, "a fact box")
    html = flatten(items, walker.report, "a fact box")
    return FactBox(argument, html) if html else None


def _item_htmls(element: HtmlElement, walker: Walk) -> list[str] | None:
    """The content of each item of the only list in a container; None if it contains anything
    else."""
    children = [child for child in element if isinstance(child.tag, str)]
    if len(children) != 1 or children[0].tag not in ("ul", "ol"):
        return None
    htmls = []
    for entry in children[0]:
        items = walker.inside(entry, "a list")
        htmls.append(flatten(items, walker.report, "a list").removeprefix("<p>"))
    return [re.sub(r"</p>$", "", html).replace("</p><p>", "<br/>") for html in htmls]


def _statistics(element: HtmlElement, argument: str, walker: Walk) -> Statistics | None:
    labels = _take_labels(element)
    htmls = _item_htmls(element, walker)
    matches = [_LEADING_BOLD.match(html) for html in htmls or []]
    if not matches or not all(matches):
        _put_back(element, labels)
        return None
    _lose_markup((match[2] for match in matches), element, walker, "a statistic")
    figures = [Statistic(_plain(match[1]), _plain(match[2])) for match in matches]
    return Statistics(argument, figures, labels.get("source", ""))


def _timeline(element: HtmlElement, argument: str, walker: Walk) -> Timeline | None:
    htmls = _item_htmls(element, walker)
    matches = [_LEADING_BOLD.match(html) for html in htmls or []]
    if not matches or not all(matches):
        return None
    _lose_markup((match[2] for match in matches), element, walker, "a timeline")
    events = []
    for match in matches:
        date, _, heading = _plain(match[1]).partition(":")
        events.append(Event(date.strip(), heading.strip(), _plain(match[2])))
    return Timeline(argument, events)


def _put_back(element: HtmlElement, labels: dict[str, str]) -> None:
    for name, text in labels.items():
        paragraph = element.makeelement("p")
        paragraph.text = f"{name.capitalize()}: {text}"
        element.append(paragraph)


def _plain(html: str) -> str:
    return " ".join(plain_text(html).split())


def _lose_markup(htmls, element: HtmlElement, walker: Walk, place: str) -> None:
    if any("<" in html for html in htmls):
        walker.lose(f"links and styles in {place}: only the words are kept", element)


def _inner_table(element: HtmlElement, walker: Walk) -> Table | None:
    """Removes the only table of a container and returns it."""
    tables = element.findall("table")
    if len(tables) != 1:
        return None
    items = walker.inside(element, "a container")
    found = [item for item in items if isinstance(item, Table)]
    if len(found) == 1:
        element.remove(tables[0])
        return found[0]
    return None


def _table(element: HtmlElement, argument: str, walker: Walk) -> Table | None:
    labels = _take_labels(element)
    table = _inner_table(element, walker)
    if table is None or element.text_content().strip():
        if table is None:
            _put_back(element, labels)
            return None
        walker.lose("text beside the table of a container comes after it", element)
        walker.deferred.extend(walker.inside(element, "a container"))
    table.caption = argument or table.caption
    table.source = labels.get("source", "")
    table.row_headers = table.row_headers or labels.get("row headers", "").lower() == "yes"
    return table


def _chart(element: HtmlElement, argument: str, walker: Walk) -> Chart | Table | None:
    kind, _, title = argument.partition(" ")
    if kind not in CHART_KINDS:
        walker.lose(f"chart kind “{shortened(kind)}”: shown as columns", element)
        kind, title = "column", argument
    labels = _take_labels(element)
    table = _inner_table(element, walker)
    if table is None:
        _put_back(element, labels)
        return None
    description = " ".join(_text_lines(element, walker))
    columns, rows = _chart_data(table, element, walker)
    source, unit = labels.get("source", ""), labels.get("unit", "")
    return Chart(title.strip(), description, kind, columns, rows, unit, source)


def _chart_data(table: Table, element: HtmlElement, walker: Walk) -> tuple[list[Column], list]:
    columns = [
        Column(column.heading, "number" if index else "text")
        for index, column in enumerate(table.columns)
    ]
    rows = []
    for row in table.rows:
        cells: list = [_plain(row[0]) if table.columns[0].kind == "rich_text" else row[0]]
        for cell in row[1:]:
            number = read_number(_plain(cell) if "<" in cell else cell)
            if number is None and cell:
                walker.lose(f"“{shortened(cell)}” in a chart is no number", element)
            cells.append(number)
        rows.append(cells)
    return columns, rows


def read_number(text: str) -> int | float | None:
    """A number in common notation (1,234.5; −3; 12 %; $40), or None."""
    bare = _UNITS.sub("", text.strip()).strip()
    if not _NUMBER.match(bare) or not any(character.isdecimal() for character in bare):
        return None
    bare = re.sub(r"[ ,\u00a0\u202f]", "", bare).replace("−", "-")
    try:
        return float(bare) if "." in bare else int(bare)
    except ValueError:
        return None


def _gallery(element: HtmlElement, argument: str, walker: Walk) -> Gallery | None:
    items = walker.inside(element, "a gallery")
    figures = [item for item in items if isinstance(item, Figure)]
    pictures = [Picture(each.src, each.alt, each.caption, each.credit) for each in figures]
    others = [item for item in items if not isinstance(item, Figure)]
    if not pictures:
        return None
    if others:
        walker.lose("text in a gallery comes after it", element)
        walker.deferred.extend(others)
    return Gallery(argument, pictures)


def _embed(element: HtmlElement, argument: str, walker: Walk) -> Embed | None:
    url = safe_href(argument)
    if not url.startswith(("http://", "https://")):
        return None
    lines = _source_lines(element, walker)
    return Embed(url, lines[0] if lines else "", " ".join(lines[1:]))


def _document(element: HtmlElement, argument: str, walker: Walk) -> Document | None:
    return Document(argument, " ".join(_text_lines(element, walker))) if argument else None


def _related(element: HtmlElement, argument: str, walker: Walk) -> RelatedArticle | None:
    label = " ".join(_text_lines(element, walker))
    return RelatedArticle(argument.strip("/"), label) if argument.strip("/") else None


def _faq(element: HtmlElement, argument: str, walker: Walk) -> FaqBox:
    match = _FAQ_MARKS.search(argument)
    title = argument[: match.start()] if match else argument
    items = walker.again().read(element)
    anchor, numbered = (match["anchor"] or "", bool(match["numbered"])) if match else ("", False)
    return FaqBox(title.strip(), anchor, items, numbered)


READERS: dict[str, Callable[[HtmlElement, str, Walk], Item | None]] = {
    "pullquote": _pull_quote,
    "factbox": _fact_box,
    "statistics": _statistics,
    "timeline": _timeline,
    "table": _table,
    "chart": _chart,
    "gallery": _gallery,
    "embed": _embed,
    "document": _document,
    "related": _related,
    "faq": _faq,
}
