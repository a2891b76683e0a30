"""What the publication says of itself on every page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField

from core.blocks import AddressBlock, StoryBlock


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=40)
    url = AddressBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")


class LinkStoryBlock(StoryBlock):
    """Links to profiles elsewhere."""

    link = LinkBlock()


@register_setting(icon="site")
class Publication(BaseSiteSetting):
    """The site's settings, one row a site."""

    name = models.CharField(_("name"), max_length=80, default="Masthead")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    logo = models.ForeignKey(
        "core.EditorialImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Without a logo the name is set in type. A logo more than twice as wide as high is "
            "shown alone; a squarer one stands before the name."
        ),
    )
    logo_dark = models.ForeignKey(
        "core.EditorialImage",
        verbose_name=_("logo on dark ground"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Of the same shape. Empty: on dark ground the logo has a light plate."),
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    social_links = StreamField(
        LinkStoryBlock(required=False), verbose_name=_("social links"), blank=True
    )
    footer_text = RichTextField(_("footer text"), blank=True, features=["bold", "italic", "link"])
    copyright_holder = models.CharField(_("copyright holder"), max_length=120, blank=True)
    faq_numbers = models.BooleanField(
        _("numbers of questions"),
        default=True,
        help_text=_("On: questions are numbered where an article says so. Off: they never are."),
    )
    comments_on = models.BooleanField(
        _("comments"), default=True, help_text=_("Off: no article shows any, or takes one.")
    )
    comments_close_after = models.PositiveSmallIntegerField(
        _("close after days"),
        default=30,
        help_text=_("How long after publication an article takes comments. 0: for good."),
    )
    comments_email = models.EmailField(
        _("mail held comments to"), blank=True, help_text=_("Empty: the contact e-mail.")
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("tagline"),
                FieldRowPanel([FieldPanel("logo"), FieldPanel("logo_dark")]),
            ],
            heading=_("Name"),
        ),
        MultiFieldPanel(
            [FieldPanel("contact_email"), FieldPanel("social_links")], heading=_("Contact")
        ),
        MultiFieldPanel(
            [FieldPanel("footer_text"), FieldPanel("copyright_holder")], heading=_("Footer")
        ),
        MultiFieldPanel([FieldPanel("faq_numbers")], heading=_("Articles")),
        MultiFieldPanel(
            [
                FieldPanel("comments_on"),
                FieldPanel("comments_close_after"),
                FieldPanel("comments_email"),
            ],
            heading=_("Comments"),
        ),
    ]

    select_related = ["logo", "logo_dark"]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
