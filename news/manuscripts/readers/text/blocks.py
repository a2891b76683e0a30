"""Converts units of running text to rich text and pieces."""

from html import escape

from ...model import Column, Divider, Paragraph, Piece, Table
from .emphasis import inline_html
from .units import Unit


def rich_text(units: list[Unit]) -> str:
    """Paragraphs and lists. A table becomes lines of its cells."""
    parts: list[str] = []
    index = 0
    while index < len(units):
        unit = units[index]
        if unit.is_item:
            end = _list_end(units, index)
            parts.append(_list(units[index:end]))
            index = end
            continue
        if unit.rows:
            parts.extend(_paragraph(" | ".join(row)) for row in unit.rows)
        elif not unit.divider:
            parts.append(_paragraph(unit.text, _tag(unit)))
        index += 1
    return "".join(parts)


def pieces(units: list[Unit]) -> list[Piece]:
    """Runs of prose as paragraphs, with tables and dividers between them."""
    result: list[Piece] = []
    run: list[Unit] = []

    def end_run() -> None:
        if run:
            result.append(Paragraph(rich_text(run)))
            run.clear()

    for position, unit in enumerate(units):
        if unit.rows:
            end_run()
            result.append(_table(unit.rows))
        elif unit.divider:
            end_run()
            # At either end of a section a divider separates nothing.
            if result and position + 1 < len(units):
                result.append(Divider())
        else:
            run.append(unit)
    end_run()
    return result


def _tag(unit: Unit) -> str:
    return "b" if unit.bold or unit.spoken else "i" if unit.italic else ""


def _paragraph(text: str, tag: str = "") -> str:
    if tag:
        return f"<p><{tag}>{escape(text, quote=False)}</{tag}></p>"
    return f"<p>{inline_html(text)}</p>"


def _list_end(units: list[Unit], start: int) -> int:
    end = start + 1
    numbered = units[start].number is not None
    while end < len(units) and units[end].is_item:
        if (units[end].number is not None) != numbered:
            break
        if numbered and units[end].number not in (
            units[end - 1].number + 1,
            1,
            units[end - 1].number,
        ):
            break
        end += 1
    return end


def _list(units: list[Unit]) -> str:
    """A list. Items stay paragraphs if HTML would change their numbers (a lone “3.”, 4 to 6)."""
    numbers = [unit.number for unit in units]
    if numbers[0] is None:
        return "<ul>" + "".join(map(_item, units)) + "</ul>"
    counted = numbers == list(range(1, len(numbers) + 1)) or set(numbers) == {1}
    if len(units) > 1 and counted:
        return "<ol>" + "".join(map(_item, units)) + "</ol>"
    return "".join(_paragraph(unit.raw) for unit in units)


def _item(unit: Unit) -> str:
    return f"<li>{inline_html(unit.text)}</li>"


def _table(rows: list[list[str]]) -> Table:
    head, *body = rows
    return Table([Column(cell) for cell in head], body)
