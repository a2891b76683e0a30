"""Content blocks: the parts of a text that any page may hold.

`content_blocks()` returns new instances for a stream, in the order of the block chooser. A raw HTML
block is left out on purpose.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock

from core.embeds import PROVIDERS, player_for

from .base import DATA, LINKS, PREVIEW_TEMPLATE, PROSE, WORDS
from .fields import AddressBlock, NumberBlock
from .pictures import FigureBlock, GalleryBlock
from .tables import TableBlock


class ParagraphBlock(blocks.RichTextBlock):
    """A run of prose: paragraphs and lists."""

    def __init__(self, features=None, **kwargs):
        super().__init__(features=features or PROSE, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        template = "blocks/paragraph_block.html"
        description = _("Paragraphs and lists. One block holds a whole run of prose.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = (
            "<p>The ferry leaves at six. By then the quay is quiet, and the crew has read "
            "<b>the tide table</b> twice.</p><p>What follows is routine, which is the point.</p>"
        )


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False)
    source_url = AddressBlock(label=_("Where"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{text}"
        group = WORDS
        template = "blocks/quote_block.html"
        description = _("Someone's words, set apart, with their name.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "text": "We do not wait for the wind. We wait for the bus that takes us to it.",
            "attribution": "A deckhand, Leith",
        }


class PullQuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words from the text"))
    attribution = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        label_format = "{text}"
        group = WORDS
        template = "blocks/pull_quote_block.html"
        description = _("A sentence of the article, set large.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {"text": "The fourth week tells you whether to go on."}


def fact_box_text(features=PROSE) -> blocks.RichTextBlock:
    return blocks.RichTextBlock(label=_("Text"), features=features)


class FactBoxBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = fact_box_text()

    class Meta:
        icon = "info-circle"
        label = _("Fact box")
        label_format = "{title}"
        group = WORDS
        template = "blocks/fact_box_block.html"
        description = _("A call-out: what a reader may want to know beside the text.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "title": "What a quorum is",
            "text": "<p>The number of members who must be present before a vote counts.</p>",
        }


class StatisticBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Figure"), max_length=24)
    label = blocks.CharBlock(label=_("What it counts"), max_length=160)

    class Meta:
        icon = "order"
        label = _("Figure")
        is_one_line = True


class StatisticsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    figures = blocks.ListBlock(StatisticBlock(), label=_("Figures"), min_num=1, max_num=4)
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        icon = "order"
        label = _("Statistic")
        label_format = "{title}"
        group = DATA
        template = "blocks/statistics_block.html"
        description = _("One to four figures, set large.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "title": "The first twelve weeks, counted",
            "figures": [
                {"value": "14–16", "label": "visits to a certified clinic"},
                {"value": "28 h", "label": "the least time spent under observation"},
            ],
        }


class TimelineEventBlock(blocks.StructBlock):
    date = blocks.CharBlock(label=_("When"), max_length=60)
    heading = blocks.CharBlock(label=_("What"), required=False)
    text = blocks.TextBlock(label=_("In a sentence or two"), required=False)

    class Meta:
        icon = "date"
        label = _("Event")


class TimelineBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    events = blocks.ListBlock(TimelineEventBlock(), label=_("Events"), min_num=1)

    class Meta:
        icon = "history"
        label = _("Timeline")
        label_format = "{title}"
        group = DATA
        template = "blocks/timeline_block.html"
        description = _("Events in order, each with its date.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "title": "How the distance was fixed",
            "events": [
                {"date": "1908", "heading": "London", "text": "The race starts at Windsor Castle."},
                {"date": "1921", "heading": "One figure", "text": "42.195 km becomes the rule."},
            ],
        }


class ChartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    description = blocks.TextBlock(
        label=_("What the chart shows"),
        help_text=_("One sentence; also read to those who cannot see the chart."),
    )
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("column", _("Columns")), ("bar", _("Bars")), ("line", _("Lines"))],
        default="column",
    )
    data = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Label"))),
            ("number", NumberBlock(label=_("Number"), required=False)),
        ],
        label=_("Data"),
        help_text=_("First a column of labels, then one column of numbers for each series."),
    )
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=40)
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        icon = "order"
        label = _("Chart")
        label_format = "{title}"
        group = DATA
        template = "blocks/chart_block.html"
        description = _("Columns, bars or lines, drawn from a table that readers can open.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "title": "Visits a week",
            "description": "Visits in each of the first four months.",
            "kind": "column",
            "data": {
                "columns": [
                    {"type": "text", "heading": "Month"},
                    {"type": "number", "heading": "Visits"},
                ],
                "rows": [
                    {"values": ["First", 8]},
                    {"values": ["Second", 4]},
                    {"values": ["Third", 3]},
                ],
                "caption": "",
            },
        }


class EmbedValue(blocks.StructValue):
    @property
    def player(self):
        """The provider's name and player address; None if the provider is unknown."""
        return player_for(self.get("url") or "")


def unknown_player() -> ValidationError:
    names = ", ".join(name for name, _pattern, _template in PROVIDERS)
    return ValidationError(
        _(
            "Nothing can be played from this address. Known are the pages of single recordings at: "
            "%(names)s. For anything else write a link into the text."
        ),
        code="unknown_player",
        params={"names": names},
    )


class EmbedBlock(blocks.StructBlock):
    url = AddressBlock(
        label=_("Address"), help_text=_("Nothing is loaded from it before a reader asks.")
    )
    title = blocks.CharBlock(label=_("Title"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["url"] and not cleaned.player and not self.is_deferred_validation:
            raise StructBlockValidationError(block_errors={"url": unknown_player()})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Embed")
        label_format = "{title}"
        group = LINKS
        template = "blocks/embed_block.html"
        value_class = EmbedValue
        description = _("A video or recording elsewhere, behind a click.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "url": "https://www.youtube.com/watch?v=jNQXAC9IVRw",
            "title": "Me at the zoo",
        }


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(label=_("Label"), required=False)

    def get_preview_value(self):
        newest = get_document_model().objects.order_by("-pk").first()
        return self.normalize({"document": newest, "label": ""})

    class Meta:
        icon = "doc-full"
        label = _("Document")
        label_format = "{label}"
        group = LINKS
        template = "blocks/document_block.html"
        description = _("A file to download.")
        preview_template = PREVIEW_TEMPLATE


class DividerBlock(blocks.StaticBlock):
    class Meta:
        icon = "minus"
        label = _("Divider")
        group = WORDS
        template = "blocks/divider_block.html"
        description = _("A short rule: a change of scene.")
        admin_text = _("A short rule.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = ""


def content_blocks() -> list[tuple[str, blocks.Block]]:
    """The content blocks with their stored names."""
    return [
        ("paragraph", ParagraphBlock()),
        ("figure", FigureBlock()),
        ("gallery", GalleryBlock()),
        ("quote", QuoteBlock()),
        ("pull_quote", PullQuoteBlock()),
        ("fact_box", FactBoxBlock()),
        ("statistics", StatisticsBlock()),
        ("timeline", TimelineBlock()),
        ("table", TableBlock()),
        ("chart", ChartBlock()),
        ("embed", EmbedBlock()),
        ("document", DocumentBlock()),
        ("divider", DividerBlock()),
    ]
