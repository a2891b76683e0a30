"""Pages that do not become outdated: about, privacy, how we work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from core.blocks import StoryBlock, content_blocks
from core.blocks.base import PREVIEW_TEMPLATE
from core.models import BasePage


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "h2"
        label = _("Heading")
        template = "blocks/heading_block.html"
        description = _("A heading between paragraphs.")
        preview_template = PREVIEW_TEMPLATE
        preview_value = "Who we are"


class StandardStoryBlock(StoryBlock):
    heading = HeadingBlock()

    def __init__(self, local_blocks=None, **kwargs):
        super().__init__(local_blocks or content_blocks(), **kwargs)


class StandardPage(BasePage):
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = _("A page that does not date: about us, privacy.")

    standfirst = models.TextField(_("standfirst"), blank=True)
    body = StreamField(StandardStoryBlock(required=False), verbose_name=_("body"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("standfirst"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    @property
    def listing_summary(self) -> str:
        return self.promo_summary or self.standfirst
