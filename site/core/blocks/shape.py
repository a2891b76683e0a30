"""Keeps stored stream data with the wrong shape away from templates.

Wagtail trusts stored data: a block whose value has the wrong shape raises on first use, and a
public page answers 500. A StoryBlock first checks the stored JSON against its block definitions; it
leaves out and logs what does not match. The stored data itself is not changed, so revisions still
contain it.
"""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageBlock

from .fields import WEB_SCHEMES, AddressBlock, NumberBlock
from .references import may_refer
from .text import plain_text

# PostgreSQL stores no NUL character, and no response can be encoded with a lone surrogate.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# Links to pages and documents, and embedded images: their ids are database keys. Other embeds
# (cited sources) have ids of their own kind.
REFERENCE = re.compile(
    r"""<(?:a|embed)\s[^<>]*\b(?:linktype|embedtype)=["'](?:page|document|image)["'][^<>]*>"""
)
ODD_KEY = re.compile(r"""(\sid=)(["'])(?![0-9]{1,18}\2)[^"'<>]*\2""")

logger = logging.getLogger(__name__)


class Malformed(ValueError):
    """The stored value does not match the block. The message gives the place and the reason."""


def mend(block: blocks.Block, value, where: str):
    """The stored value without stream children that do not match their blocks.

    `where` is the path of block names for the message. Raises Malformed if the value itself does
    not match.
    """
    return check_of(type(block))(block, value, where)


@cache
def check_of(kind: type[blocks.Block]) -> Callable:
    """The first matching entry of CHECKS; blocks of other kinds are not checked."""
    for kinds, check in CHECKS:
        if issubclass(kind, kinds):
            return check
    return lambda block, value, where: value


def mend_stream(block, value, where):
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise Malformed(f"{where}: a stream is a list, not {type(value).__name__}")
    kept = []
    for position, child in enumerate(value):
        here = f"{where}[{position}]"
        try:
            kept.append(mend_child(block, child, here))
        except Malformed as error:
            logger.warning("Left out a malformed block: %s", error)
    return kept


def mend_child(block, child, where):
    if not isinstance(child, Mapping) or not isinstance(child.get("type"), str):
        raise Malformed(f"{where}: a block is an object with a type")
    child_block = block.child_blocks.get(child["type"])
    if child_block is None:
        raise Malformed(f"{where}: no block type {child['type']!r} here")
    value = mend(child_block, child.get("value"), f"{where}.{child['type']}")
    return {"type": child["type"], "value": value, "id": text_or_none(child.get("id"))}


def text_or_none(value) -> str | None:
    return value if isinstance(value, str) else None


def mend_list(block, value, where):
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise Malformed(f"{where}: a list is a list, not {type(value).__name__}")
    kept = []
    for position, item in enumerate(value):
        is_wrapped = isinstance(item, Mapping) and item.get("type") == "item"
        inner = item.get("value") if is_wrapped else item
        inner = mend(block.child_block, inner, f"{where}[{position}]")
        # Without an id, Wagtail would read the wrapper as the value.
        kept.append(
            {"type": "item", "value": inner, "id": text_or_none(item.get("id"))}
            if is_wrapped
            else inner
        )
    return kept


def mend_struct(block, value, where):
    if not isinstance(value, Mapping):
        raise Malformed(f"{where}: expected an object, not {type(value).__name__}")
    return {
        name: mend(block.child_blocks[name], part, f"{where}.{name}")
        for name, part in value.items()
        if name in block.child_blocks
    }


def mend_image(block, value, where):
    # ImageChooserBlock stores a bare id.
    if value is None or is_key(value):
        return {"image": mend_chooser(block, value, where), "decorative": False, "alt_text": ""}
    return mend_struct(block, value, where)


def mend_chooser(block, value, where):
    if value is None:
        return None
    if is_key(value):
        return int(value)
    raise Malformed(f"{where}: expected the id of an object")


def storable(text) -> str:
    text = str(text or "")
    return text if text.isascii() and "\0" not in text else UNSTORABLE.sub("", text)


def mend_text(block, value, where):
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"{where}: expected text, not {type(value).__name__}")
    return storable(value)


def mend_rich_text(block, value, where):
    """Points references with an impossible id to the row 0, which does not exist."""
    return REFERENCE.sub(
        lambda found: ODD_KEY.sub(r"\1\g<2>0\2", found[0]), mend_text(block, value, where)
    )


def mend_url(block, value, where):
    address = mend_text(block, value, where)
    if address and not address.lower().startswith(WEB_SCHEMES):
        logger.warning("Left out an address that is not of the web: %s", where)
        return ""
    return address


def mend_number(block, value, where):
    if value in (None, ""):
        return None
    try:
        float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise Malformed(f"{where}: expected a number") from error
    return value


def mend_typed_number(block, value, where):
    """Like mend_number, but keeps the text of a draft, for its form to show."""
    return storable(value) if isinstance(value, str) else mend_number(block, value, where)


def mend_date(block, value, where):
    if not value or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Malformed(f"{where}: expected a date") from error


def mend_static(block, value, where):
    return None


def mend_table(block, value, where):
    if not value:
        return None
    if not isinstance(value, Mapping):
        raise Malformed(f"{where}: a table is an object with columns and rows")
    columns, rows = value.get("columns"), value.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise Malformed(f"{where}: a table has a list of columns and a list of rows")
    kinds = []
    for column in columns:
        kind = column.get("type") if isinstance(column, Mapping) else None
        if not isinstance(kind, str) or kind not in block.child_blocks:
            raise Malformed(f"{where}: a column of an unknown type")
        kinds.append(block.child_blocks[kind])
    return {
        "columns": [
            {
                "type": column["type"],
                "heading": storable(column.get("heading")),
            }
            for column in columns
        ],
        "rows": [
            {"values": mend_row(kinds, row, f"{where}.rows[{n}]")} for n, row in enumerate(rows)
        ],
        "caption": storable(value.get("caption")),
    }


def mend_row(kinds, row, where):
    values = row.get("values") if isinstance(row, Mapping) else None
    if not isinstance(values, list) or len(values) < len(kinds):
        raise Malformed(f"{where}: a row has a value for each column")
    return [mend(kind, cell, where) for kind, cell in zip(kinds, values, strict=False)]


def is_key(value) -> bool:
    """Whether the value can be a primary key: a 64-bit number, or its digits."""
    if isinstance(value, str):
        return value.isascii() and value.isdigit() and len(value) < 19
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


# The first match wins.
CHECKS = (
    (blocks.StreamBlock, mend_stream),
    (blocks.ListBlock, mend_list),
    (ImageBlock, mend_image),
    (blocks.StructBlock, mend_struct),
    (BaseTypedTableBlock, mend_table),
    (blocks.ChooserBlock, mend_chooser),
    (blocks.StaticBlock, mend_static),
    (blocks.DateBlock, mend_date),
    (AddressBlock, mend_text),
    (blocks.URLBlock, mend_url),
    (blocks.RichTextBlock, mend_rich_text),
    ((blocks.CharBlock, blocks.TextBlock, blocks.RegexBlock), mend_text),
    (blocks.ChoiceBlock, mend_text),
    (NumberBlock, mend_typed_number),
    ((blocks.FloatBlock, blocks.DecimalBlock, blocks.IntegerBlock), mend_number),
)


class StoryBlock(blocks.StreamBlock):
    """A stream that leaves out and logs stored blocks with the wrong shape."""

    def to_python(self, value):
        if isinstance(value, StreamValue) or is_pairs(value):
            return super().to_python(value)
        if isinstance(value, str):
            return super().to_python(value)
        try:
            return super().to_python(mend_stream(self, value, type(self).__name__))
        except Malformed as error:
            logger.warning("Left out a malformed stream: %s", error)
            return self.empty_value()

    def clean(self, value):
        """Leaves out empty texts, such as the one that a new section starts with."""
        written = [position for position, child in enumerate(value) if not is_unwritten(child)]
        if len(written) == len(value):
            return super().clean(value)
        children = [value[position] for position in written]
        rest = [(child.block_type, child.value, child.id) for child in children]
        try:
            return super().clean(StreamValue(self, rest))
        except StreamBlockValidationError as error:
            # The form still contains the empty texts, so restore the original positions.
            block_errors = {written[at]: each for at, each in error.block_errors.items()}
            raise StreamBlockValidationError(block_errors, error.non_block_errors) from None

    def extract_references(self, value):
        """Like Wagtail's method, but does not convert stored children that refer to nothing."""
        stored = enumerate(value.raw_data)
        return super().extract_references(
            value[position]
            for position, child in stored
            if may_refer(self.child_blocks[child["type"]], child["value"])
        )


def is_unwritten(child) -> bool:
    return isinstance(child.block, blocks.RichTextBlock) and has_no_words(child.value.source)


def has_no_words(markup: str) -> bool:
    """Whether rich text contains no word, image or citation."""
    return "<embed" not in markup and not plain_text(markup)


def is_pairs(value) -> bool:
    """Whether the value is a list of (name, value) pairs, with which code composes streams."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(pair, tuple) and len(pair) in (2, 3) for pair in value)
    )
