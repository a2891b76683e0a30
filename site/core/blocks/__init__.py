"""The generic blocks: all blocks for editors, except sections and questions."""

from .content import (
    ChartBlock,
    DividerBlock,
    DocumentBlock,
    EmbedBlock,
    FactBoxBlock,
    ParagraphBlock,
    PullQuoteBlock,
    QuoteBlock,
    StatisticsBlock,
    TableBlock,
    TimelineBlock,
    content_blocks,
)
from .fields import AddressBlock, DraftFieldMixin, NumberBlock
from .pictures import FigureBlock, GalleryBlock, PictureBlock
from .shape import StoryBlock
from .text import plain_text, text_of, with_rich_text

__all__ = [
    "AddressBlock",
    "ChartBlock",
    "DividerBlock",
    "DocumentBlock",
    "DraftFieldMixin",
    "EmbedBlock",
    "FactBoxBlock",
    "FigureBlock",
    "GalleryBlock",
    "NumberBlock",
    "ParagraphBlock",
    "PictureBlock",
    "PullQuoteBlock",
    "QuoteBlock",
    "StatisticsBlock",
    "StoryBlock",
    "TableBlock",
    "TimelineBlock",
    "content_blocks",
    "plain_text",
    "text_of",
    "with_rich_text",
]
