"""Authors: people who write, photograph, draw and check."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from core.blocks import plain_text
from core.models import LinkStoryBlock, PublishedModel
from news.structure import schema_org

from .slugs import unique_slug


class Author(index.Indexed, PublishedModel):
    """A person with a public page. The e-mail address is for the newsroom only."""

    tag_name = "author"

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        max_length=90,
        unique=True,
        blank=True,
        help_text=_("The end of the page's address. Empty: made from the name."),
    )
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("For example: Health editor")
    )
    portrait = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    bio = RichTextField(_("about"), blank=True, features=["bold", "italic", "link"])
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Never published."))
    links = StreamField(LinkStoryBlock(required=False), verbose_name=_("links"), blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
                FieldPanel("portrait"),
                FieldPanel("bio"),
                FieldPanel("links"),
            ],
            heading=_("Public"),
        ),
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("email")], heading=_("Internal")),
    ]

    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("role"),
        index.FilterField("slug"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = unique_slug(self, self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    # The picture of a shared link: core.media.share_image.
    share_shape = "portrait"

    @property
    def share_picture(self):
        return self.portrait

    @property
    def social_title(self) -> str:
        return self.name

    @property
    def social_description(self) -> str:
        return plain_text(self.bio)

    def structured_data(self, about):
        return schema_org.profile(self, about)
