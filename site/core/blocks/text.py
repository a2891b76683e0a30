"""The words of a block as plain text, for search, word counts and feeds.

Works on stored (raw) values, so that counting words loads no images or documents.
"""

import html
import re
from collections.abc import Callable, Iterator

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageBlock

BLOCK_EDGE = re.compile(
    r"</?(?:p|ul|ol|li|h[1-6]|blockquote|tr|div)(?:\s[^>]*)?>|<br\s*/?>", re.IGNORECASE
)
TAG = re.compile(r"<[^>]*>")
# Fields for the origin of an image or figure. They are printed, but not part of the story.
SMALL_PRINT = {"source", "credit", "unit"}
SPACES = re.compile(r"[^\S\n]+")


def plain_text(markup: str) -> str:
    """Rich text without tags. Each paragraph, item or cell is on a line of its own."""
    text = html.unescape(TAG.sub("", BLOCK_EDGE.sub("\n", str(markup))))
    # Four times as fast as a regular expression that matches every space.
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def text_of(block: blocks.Block, raw) -> str:
    """The reader-visible words of a block's stored value, without choices, addresses, anchors and
    ids.

    `raw` must be well-formed: the result of a StoryBlock's get_prep_value().
    """
    return "\n".join(piece for piece in pieces(block, raw) if piece)


def pieces(block: blocks.Block, raw) -> Iterator[str]:
    if not raw or isinstance(block, ImageBlock) or getattr(block.meta, "is_not_read", False):
        return
    if isinstance(block, blocks.StreamBlock):
        for child in raw:
            yield from pieces(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            yield from pieces(block.child_block, item["value"] if is_wrapped(item) else item)
    elif isinstance(block, blocks.StructBlock) and getattr(block.meta, "is_one_line", False):
        yield " ".join(fields(block, raw))
    elif isinstance(block, blocks.StructBlock):
        yield from fields(block, raw)
    elif isinstance(block, BaseTypedTableBlock):
        yield from table_pieces(raw)
    elif isinstance(block, blocks.RichTextBlock):
        yield plain_text(raw)
    elif isinstance(block, (blocks.CharBlock, blocks.TextBlock)):
        yield SPACES.sub(" ", raw).strip()


def fields(block: blocks.StructBlock, raw) -> Iterator[str]:
    for name, child in block.child_blocks.items():
        if name not in SMALL_PRINT:
            yield from pieces(child, raw.get(name) if isinstance(raw, dict) else None)


def is_wrapped(item) -> bool:
    return isinstance(item, dict) and item.get("type") == "item" and "value" in item


def table_pieces(table) -> Iterator[str]:
    yield " ".join(column["heading"] for column in table["columns"] if column["heading"])
    for row in table["rows"]:
        yield " ".join(plain_text(cell) for cell in row["values"] if cell not in (None, ""))


def with_rich_text(block: blocks.Block, raw, change: Callable[[str], str]):
    """A copy of a block's stored value with `change` applied to every rich text, in reading order.

    The order is that of the block's definition, because a database may store the parts in another
    one. `raw` must be well-formed, as for text_of().
    """
    if not raw:
        return raw
    if isinstance(block, blocks.StreamBlock):
        return [
            {
                **child,
                "value": with_rich_text(block.child_blocks[child["type"]], child["value"], change),
            }
            for child in raw
        ]
    if isinstance(block, blocks.ListBlock):
        return [
            {**item, "value": with_rich_text(block.child_block, item["value"], change)}
            if is_wrapped(item)
            else with_rich_text(block.child_block, item, change)
            for item in raw
        ]
    if isinstance(block, blocks.StructBlock):
        changed = {
            name: with_rich_text(child, raw[name], change)
            for name, child in block.child_blocks.items()
            if name in raw
        }
        return {**raw, **changed}
    if isinstance(block, BaseTypedTableBlock):
        return {
            **raw,
            "rows": [table_row(block, raw["columns"], row, change) for row in raw["rows"]],
        }
    if isinstance(block, blocks.RichTextBlock):
        return change(raw)
    return raw


def table_row(block: BaseTypedTableBlock, columns, row, change) -> dict:
    kinds = [block.child_blocks[column["type"]] for column in columns]
    cells = zip(kinds, row["values"], strict=False)
    return {**row, "values": [with_rich_text(kind, cell, change) for kind, cell in cells]}
