"""Tables of text, whose columns may contain rich text."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock

from .base import DATA, INLINE, PREVIEW_TEMPLATE

# The form posts a field for each cell, and a request may contain at most 20,000 fields.
MOST_CELLS = 10_000


class Cell(NamedTuple):
    html: SafeString
    # The heading of the column, which narrow screens show before the cell.
    label: str
    is_row_header: bool


def rows_of(table: TypedTable, has_row_headers: bool) -> Iterator[list[Cell]]:
    """The cells of each row. Visits each cell once, whatever the number of columns."""
    labels = [column["heading"] for column in table.columns]
    # The first cell of a row needs no label before it.
    labels[:1] = [""]
    are_rich = [isinstance(column["block"], blocks.RichTextBlock) for column in table.columns]
    for row in table.row_data:
        yield [
            Cell(
                column["block"].render(value) if is_rich else conditional_escape(value or ""),
                label,
                has_row_headers and position == 0,
            )
            for position, (column, is_rich, label, value) in enumerate(
                zip(table.columns, are_rich, labels, row["values"], strict=False)
            )
        ]


def cell_count(table: TypedTable | None) -> int:
    return len(table.columns) * len(table.row_data) if table else 0


def too_many_cells(count: int) -> str:
    """The message for a table above the limit, for editors and imports."""
    return gettext(
        "This table has %(count)s cells; at most %(most)s can be edited here. Make several "
        "tables of it, or attach it as a document and show what matters."
    ) % {"count": f"{count:,}", "most": f"{MOST_CELLS:,}"}


def pasting(longest: int, headings: str, subheadings: str = "") -> dict:
    """The `form_attrs` of a stream in which a paste into a Text block becomes blocks.

    `headings` names the child block for a heading, which has a field `heading` of at most `longest`
    characters. Where `subheadings` is given, that block has a stream `content`, in which
    `subheadings` names the child block for lower levels. The stream and that content have the
    blocks `paragraph` and `table` (see paste_blocks.js).
    """
    attrs = {
        "data-pasted-longest": str(longest),
        "data-pasted-headings": headings,
        "data-pasted-cells": str(MOST_CELLS),
        "data-pasted-said": _("Pasted as blocks: %s."),
        "data-pasted-undo": _("Undo"),
        "data-pasted-too-large": _("A table of %s cells is too large to edit: pasted as lines."),
    }
    return attrs | ({"data-pasted-subheadings": subheadings} if subheadings else {})


def table_cells(features=INLINE) -> TypedTableBlock:
    """The table grid. `features` are the rich text features of its cells."""
    return TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Plain text"), required=False)),
            (
                "rich_text",
                blocks.RichTextBlock(label=_("Rich text"), features=features, required=False),
            ),
        ],
        label=_("Table"),
    )


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(
        label=_("Caption"), required=False, help_text=_("What the table tells, as a heading.")
    )
    table = table_cells()
    row_headers = blocks.BooleanBlock(
        label=_("The first column names the row"), required=False, default=True
    )
    source = blocks.CharBlock(label=_("Source"), required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        count = cell_count(cleaned["table"])
        if count > MOST_CELLS:
            raise StructBlockValidationError(non_block_errors=[too_many_cells(count)])
        return cleaned

    def get_context(self, value, parent_context=None):
        """Adds `rows`: the cells of each row, with the data that the template needs for each."""
        context = super().get_context(value, parent_context)
        table = value.get("table")
        context["rows"] = rows_of(table, bool(value.get("row_headers"))) if table else []
        return context

    class Meta:
        icon = "table"
        label = _("Table")
        label_format = "{caption}"
        group = DATA
        template = "blocks/table_block.html"
        description = _("Rows and columns with headers. On a phone each row becomes a block.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "caption": "Two drugs, two sets of rules",
            "row_headers": True,
            "table": {
                "columns": [
                    {"type": "text", "heading": ""},
                    {"type": "text", "heading": "Esketamine"},
                    {"type": "text", "heading": "Ketamine"},
                ],
                "rows": [
                    {"values": ["How it is given", "Nasal spray", "Usually a drip"]},
                    {"values": ["Where", "Certified clinics only", "Hospitals and clinics"]},
                ],
                "caption": "",
            },
        }
