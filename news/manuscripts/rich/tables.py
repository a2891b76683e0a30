"""HTML tables as table pieces: a header row, rows of equal length, cells plain or rich."""

import html as html_entities
import re

from lxml.html import HtmlElement

from ..model import Column, Table
from ..plain import plain_text
from .items import Item, ProseRun
from .walk import Walk

MAX_SPAN = 60
ROW_GROUPS = frozenset({"thead", "tbody", "tfoot"})
TABLE_PARTS = frozenset({"td", "th", "caption", "col", "colgroup"})
_ONLY_BOLD = re.compile(r"^<b>[^<]*</b>$")


def read_table(element: HtmlElement, walker: Walk) -> Table | None:
    """The table, or None if it is only used for layout."""
    rows = _own_rows(element)
    if not rows or element.find(".//table") is not None or _has_strays(element):
        return None
    grid = _grid(rows, element, walker)
    width = max(map(len, grid), default=0)
    if width < 2 and element.find(".//th") is None:
        return None
    cells = {cell: walker.inside(cell, "a table") for row in rows for cell in _cells(row)}
    if any(not isinstance(item, ProseRun) for items in cells.values() for item in items):
        return None
    head = _header_rows(rows, cells)
    texts = [[_cell_html(cells.get(cell, [])) for cell in row] for row in grid]
    texts = [row + [""] * (width - len(row)) for row in texts]
    headings = [_joined(texts[:head], index) for index in range(width)]
    columns, body = _typed(headings, texts[head:])
    caption = element.find("caption")
    return Table(
        columns,
        body,
        caption=" ".join(walker.text_of(caption).split()) if caption is not None else "",
        row_headers=_has_row_headers(rows[head:]),
    )


def _own_rows(element: HtmlElement) -> list[HtmlElement]:
    rows: list[HtmlElement] = []
    for child in element:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ROW_GROUPS:
            rows.extend(row for row in child if row.tag == "tr")
    return [row for row in rows if _cells(row)]


def _has_strays(element: HtmlElement) -> bool:
    """Whether there is content between the cells, which would be lost."""
    if (element.text or "").strip():
        return True
    for child in element:
        if (child.tail or "").strip():
            return True
        if child.tag in ROW_GROUPS or child.tag == "tr":
            if _has_strays(child):
                return True
        elif isinstance(child.tag, str) and child.tag not in TABLE_PARTS:
            return True
    return False


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: HtmlElement, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text), MAX_SPAN)) if text.isdecimal() and len(text) < 5 else 1


def _grid(
    rows: list[HtmlElement], element: HtmlElement, walker: Walk
) -> list[list[HtmlElement | None]]:
    """Cells by row and column. A merged cell is in its first position; the other positions are
    None."""
    grid: list[list[HtmlElement | None]] = []
    spans: dict[int, int] = {}
    for row in rows:
        line: list[HtmlElement | None] = []
        below: dict[int, int] = {}
        for cell in _cells(row):
            while spans.get(len(line)):
                line.append(None)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            if across > 1 or down > 1:
                walker.lose("merged cells of a table: the others are left empty", element)
            for offset in range(across):
                below[len(line)] = down
                line.append(cell if offset == 0 else None)
        spans = {
            column: max(spans.get(column, 0) - 1, below.get(column, 1) - 1)
            for column in spans.keys() | below.keys()
        }
        grid.append(line)
    return grid


def _header_rows(rows: list[HtmlElement], cells: dict[HtmlElement, list[Item]]) -> int:
    head = 0
    for row in rows:
        if row.getparent().tag != "thead":
            break
        head += 1
    if head and head < len(rows):
        return head
    first = _cells(rows[0])
    if all(cell.tag == "th" for cell in first) or _all_bold(first, cells):
        return 1
    return head


def _all_bold(row: list[HtmlElement], cells: dict[HtmlElement, list[Item]]) -> bool:
    """Whether all cells are bold throughout: old pages mark header cells in this way."""
    return len(row) > 1 and all(
        (html := _cell_html(cells[cell])) and _ONLY_BOLD.match(html) for cell in row
    )


def _has_row_headers(rows: list[HtmlElement]) -> bool:
    return bool(rows) and all(_cells(row)[0].tag == "th" for row in rows)


def _cell_html(items: list[Item]) -> str:
    """The content of a single paragraph, or blocks."""
    blocks = [block for item in items if isinstance(item, ProseRun) for block in item.blocks]
    if len(blocks) == 1 and blocks[0].tag == "p":
        return blocks[0].html
    return "".join(block.block for block in blocks)


def _joined(rows: list[list[str]], index: int) -> str:
    texts = [" ".join(plain_text(row[index]).split()) for row in rows]
    return " ".join(dict.fromkeys(text for text in texts if text))


def _typed(headings: list[str], rows: list[list[str]]) -> tuple[list[Column], list[list[str]]]:
    """Columns with their kinds, and rows with matching cells: plain text unless a cell has
    markup."""
    kinds = [
        "rich_text" if any("<" in row[index] for row in rows) else "text"
        for index in range(len(headings))
    ]
    columns = [Column(heading, kind) for heading, kind in zip(headings, kinds, strict=True)]
    body = [[_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows]
    return columns, body


def _cell(html: str, kind: str) -> str:
    if kind == "text":
        return html_entities.unescape(html)
    return html if not html or html.startswith(("<p>", "<ul>", "<ol>")) else f"<p>{html}</p>"
