"""The structure of an article: sections and questions with anchors that never die."""

from datetime import date
from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup

from core.anchors import slug_for
from core.blocks import (
    AddressBlock,
    DraftFieldMixin,
    FactBoxBlock,
    ParagraphBlock,
    StoryBlock,
    TableBlock,
    content_blocks,
)
from core.blocks.base import INLINE, LINKS, PREVIEW_TEMPLATE, PROSE
from core.blocks.content import fact_box_text
from core.blocks.days import DayBlock
from core.blocks.tables import pasting, table_cells
from news.structure.notes import FEATURE

STRUCTURE = _("Structure")
LONGEST_HEADING = 200
CITING_PROSE = [*PROSE, FEATURE]
CITING_INLINE = [*INLINE, FEATURE]


class AnchorBlock(DraftFieldMixin, blocks.RegexBlock):
    """The part of a link after the #. Left empty, it is made from the words."""

    def __init__(self, **kwargs):
        super().__init__(
            regex=r"^[a-z0-9][a-z0-9-]*$",
            required=False,
            max_length=80,
            label=_("Link name"),
            help_text=_(
                "The end of the link to this place, after the #. Made from the words, and kept "
                "once it is published; links with an older name keep working."
            ),
            error_messages={"invalid": _("Only small letters, digits and hyphens.")},
            **kwargs,
        )
        self.field.widget.show_add_comment_button = False

    def in_draft(self, value):
        """A usable link name of what was typed."""
        return slug_for(value, "", set())

    def deconstruct(self):
        return ("news.blocks.AnchorBlock", [], {})

    class Meta:
        icon = "link"
        is_not_read = True


class AliasesBlock(blocks.CharBlock):
    """Former link names of the place, separated by spaces."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            label=_("Former link names"),
            help_text=_("Kept by the site, so that old links still arrive."),
            **kwargs,
        )
        self.field.widget.show_add_comment_button = False

    def deconstruct(self):
        return ("news.blocks.AliasesBlock", [], {})

    def deconstruct_with_lookup(self, lookup):
        return self.deconstruct()

    class Meta:
        icon = "link"
        is_not_read = True


class AnchoredValue(blocks.StructValue):
    @property
    def alias_list(self) -> list[str]:
        return (self.get("aliases") or "").split()


class AnchoredBlock(blocks.StructBlock):
    """Base of every block that a link can point to."""

    anchor = AnchorBlock()
    aliases = AliasesBlock()

    class Meta:
        value_class = AnchoredValue
        preview_template = PREVIEW_TEMPLATE
        group = STRUCTURE


class SubheadingBlock(AnchoredBlock):
    heading = blocks.CharBlock(label=_("Sub-heading"), max_length=LONGEST_HEADING)

    class Meta:
        icon = "h3"
        label = _("Sub-heading")
        template = "blocks/subheading_block.html"
        description = _("A heading within the section, listed in the contents.")
        form_layout = BlockGroup(children=["heading"], settings=["anchor", "aliases"])
        preview_value = {"heading": "Reasons to stop and ask", "anchor": "reasons"}


class RelatedArticleBlock(blocks.StructBlock):
    article = blocks.PageChooserBlock(page_type="news.ArticlePage", label=_("Article"))
    label = blocks.CharBlock(label=_("Lead-in"), required=False, help_text=_("Empty: “Read also”."))

    def clean(self, value):
        """An alias counts as its source, which is what lists show."""
        cleaned = super().clean(value)
        chosen = cleaned.get("article")
        if chosen and chosen.alias_of_id:
            cleaned["article"] = type(chosen).objects.get(pk=chosen.alias_of_id)
        return cleaned

    def get_preview_value(self):
        articles = self.child_blocks["article"].target_model.objects
        return self.normalize({"article": articles.live().public().order_by("-pk").first()})

    def get_context(self, value, parent_context=None):
        """Adds `article`: the public article that is meant, or None."""
        context = super().get_context(value, parent_context)
        target = value.get("article")
        context["article"] = None
        if target and (reading := context.get("reading")):
            context["article"] = reading.linked.get(target.pk)
        elif target:
            found = type(target).objects.live().public().for_cards().filter(pk=target.pk)
            context["article"] = found.first()
        return context

    class Meta:
        icon = "doc-empty-inverse"
        label = _("Related article")
        group = LINKS
        template = "blocks/related_article_block.html"
        description = _("A pointer to another article, in the run of the text.")
        preview_template = PREVIEW_TEMPLATE


@cache
def article_content_blocks():
    """The content blocks, whose rich texts may cite sources here, and pointers to articles.

    The same ones for an article and its sections: the editor then gets their definitions once.
    """
    citing = {
        "paragraph": ParagraphBlock(features=CITING_PROSE),
        "fact_box": FactBoxBlock([("text", fact_box_text(CITING_PROSE))]),
        "table": TableBlock([("table", table_cells(CITING_INLINE))]),
    }
    content = {**dict(content_blocks()), **citing}
    return [*content.items(), ("related_article", RelatedArticleBlock())]


class SectionStoryBlock(StoryBlock):
    """What a section holds."""

    def __init__(self, local_blocks=None, **kwargs):
        local_blocks = local_blocks or [
            ("subheading", SubheadingBlock()),
            *article_content_blocks(),
        ]
        super().__init__(local_blocks, **kwargs)

    class Meta:
        form_attrs = pasting(LONGEST_HEADING, headings="subheading")


class SectionBlock(AnchoredBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=LONGEST_HEADING)
    content = SectionStoryBlock(label=_("Content"), required=False)

    class Meta:
        icon = "h2"
        label = _("Section")
        template = "blocks/section_block.html"
        label_format = "{heading}"
        description = _("A heading and what belongs under it. Sections make the contents list.")
        # A new one can be written into at once. What stays empty is left out (StoryBlock).
        default = {"content": [("paragraph", "")]}
        form_layout = BlockGroup(children=["heading", "content"], settings=["anchor", "aliases"])
        preview_value = {
            "heading": "What the drug does",
            "anchor": "what-the-drug-does",
            "content": [
                {
                    "type": "paragraph",
                    "value": "<p>Most antidepressants act on serotonin or noradrenaline.</p>",
                }
            ],
        }


QUESTION_PREVIEW = {
    "question": "Can I drive home afterwards?",
    "anchor": "drive",
    "answer": "<p>No. Not before the next day, after a night’s sleep.</p>",
}


class QuestionBlock(AnchoredBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=255)
    answer = blocks.RichTextBlock(label=_("Answer"), features=CITING_PROSE)

    class Meta:
        icon = "help"
        label = _("Question")
        template = "blocks/question_block.html"
        label_format = "{question}"
        form_layout = BlockGroup(children=["question", "answer"], settings=["anchor", "aliases"])
        preview_value = QUESTION_PREVIEW


class QuestionStoryBlock(StoryBlock):
    question = QuestionBlock()


class FaqBlock(AnchoredBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200, default=_("Questions and answers"))
    introduction = blocks.RichTextBlock(
        label=_("Introduction"), features=CITING_PROSE, required=False
    )
    questions = QuestionStoryBlock(label=_("Questions"))
    numbered = blocks.BooleanBlock(
        label=_("Number the questions"),
        required=False,
        help_text=_("Shown unless the site's settings leave numbers out."),
    )

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "blocks/faq_block.html"
        label_format = "{title}"
        description = _("Questions that open, each with its answer and a link of its own.")
        form_layout = BlockGroup(
            children=["title", "introduction", "questions", "numbered"],
            settings=["anchor", "aliases"],
        )
        preview_value = {
            "title": "Questions and answers",
            "anchor": "questions",
            "questions": [{"type": "question", "value": QUESTION_PREVIEW}],
        }


class ArticleStoryBlock(StoryBlock):
    """The body of an article."""

    section = SectionBlock()
    faq = FaqBlock()

    def __init__(self, local_blocks=None, **kwargs):
        super().__init__(local_blocks or article_content_blocks(), **kwargs)

    class Meta:
        form_attrs = pasting(LONGEST_HEADING, headings="section", subheadings="subheading")


class HeadingInput(forms.TextInput):
    """A text field that offers the headings of the article being edited."""

    def __init__(self, attrs=None):
        super().__init__({"data-article-headings": "", "autocomplete": "off", **(attrs or {})})

    class Media:
        js = ["core/admin/headings.js"]


class HeadingBlock(blocks.CharBlock):
    """A place in the article: its link name, or its words until the next save."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            max_length=255,
            label=_("Leads to"),
            help_text=_("A section or question of this article: its link name, or its words."),
            **kwargs,
        )
        self.field.widget = HeadingInput()

    def deconstruct(self):
        return ("news.blocks.HeadingBlock", [], {})

    def deconstruct_with_lookup(self, lookup):
        return self.deconstruct()

    class Meta:
        icon = "link"
        is_not_read = True


class TakeawayBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("In one or two sentences"), features=CITING_INLINE)
    section = HeadingBlock()

    def get_context(self, value, parent_context=None):
        """Adds `target`: the heading of the page that is meant, or None."""
        context = super().get_context(value, parent_context)
        reading = context.get("reading")
        context["target"] = reading.headings.get(value.get("section")) if reading else None
        return context

    class Meta:
        description = _("One thing to remember.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {"text": "<p><b>Two products.</b> One is licensed, one is not.</p>"}
        icon = "tick-inverse"
        label = _("Takeaway")
        template = "blocks/takeaway_block.html"


class TakeawayStoryBlock(StoryBlock):
    takeaway = TakeawayBlock()


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    publisher = blocks.CharBlock(label=_("Author or publisher"), required=False)
    url = AddressBlock(label=_("Address"), required=False)
    date = blocks.CharBlock(label=_("Date or year"), required=False, max_length=60)
    note = blocks.CharBlock(label=_("What it is cited for"), required=False)

    class Meta:
        description = _("Where a statement comes from.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {"title": "The text of the act", "publisher": "Parliament", "date": "2024"}
        icon = "clipboard-list"
        label = _("Source")
        template = "blocks/source_block.html"


class SourceStoryBlock(StoryBlock):
    source = SourceBlock()


class CorrectionValue(blocks.StructValue):
    @property
    def is_correction(self) -> bool:
        return self.get("kind") == "correction"

    @property
    def label(self) -> str:
        return dict(CorrectionBlock.KINDS).get(self.get("kind"), "")


class CorrectionBlock(blocks.StructBlock):
    KINDS = (
        ("correction", _("Correction")),
        ("clarification", _("Clarification")),
        ("update", _("Update")),
    )

    date = DayBlock(label=_("Date"))
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=KINDS, default="correction")
    text = blocks.RichTextBlock(label=_("What was changed, and why"), features=INLINE)

    class Meta:
        value_class = CorrectionValue
        description = _("What was changed after publication, with its date.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = {
            "date": date(2026, 11, 20),
            "kind": "correction",
            "text": "<p>An earlier version gave the year as 1972. It was 1970.</p>",
        }
        icon = "history"
        label = _("Correction or update")
        label_format = "{date} {kind}"
        template = "blocks/correction_block.html"


class CorrectionStoryBlock(StoryBlock):
    correction = CorrectionBlock()
