"""The base of every page: what listings, share cards and search engines need.

BasePage is abstract on purpose (ADR 0002): Wagtail's swappable base page is experimental.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction

# First path segments that belong to views, not to pages.
RESERVED_ROOT_SLUGS = frozenset(
    {
        "admin", "api", "authors", "documents", "favicon.ico", "feed", "healthz", "media",
        "robots.txt", "search", "sitemap.xml", "static", "styleguide", "topics", "_util",
    }
)  # fmt: skip


class ListingFieldsMixin(models.Model):
    """How a page looks where it is listed. Empty fields fall back to the page's own words."""

    promo_title = models.CharField(
        _("short headline"),
        max_length=120,
        blank=True,
        help_text=_("Used on the front page and in lists. Empty: the headline."),
    )
    promo_summary = models.CharField(
        _("short summary"),
        max_length=255,
        blank=True,
        help_text=_("Used on the front page and in lists. Empty: the standfirst."),
    )
    promo_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("small picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Used where pictures are small. Empty: the main picture."),
    )

    listing_panels = [
        MultiFieldPanel(
            [
                FieldPanel("promo_title"),
                FieldPanel("promo_summary"),
                FieldPanel("promo_image"),
            ],
            heading=_("In lists"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def listing_title(self) -> str:
        return self.promo_title or self.title

    @property
    def listing_summary(self) -> str:
        return self.promo_summary or self.search_description

    @property
    def listing_image(self):
        return self.promo_image


class SocialFieldsMixin(models.Model):
    """What a shared link shows, and whether search engines may list the page."""

    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("share picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when the page is shared. Empty: the main picture."),
    )
    hide_from_search_engines = models.BooleanField(_("hide from search engines"), default=False)

    social_panels = [FieldPanel("social_image"), FieldPanel("hide_from_search_engines")]

    class Meta:
        abstract = True

    @property
    def social_title(self) -> str:
        return self.seo_title or self.title

    @property
    def social_description(self) -> str:
        return self.search_description or self.listing_summary


class BasePage(ListingFieldsMixin, SocialFieldsMixin, Page):
    """Every page type of the site derives from this."""

    content_panels = Page.content_panels
    promote_panels = [
        FieldPanel("slug"),
        *ListingFieldsMixin.listing_panels,
        MultiFieldPanel(
            [
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                *SocialFieldsMixin.social_panels,
            ],
            heading=_("Search engines and sharing"),
        ),
        FieldPanel("show_in_menus"),
    ]

    class Meta:
        abstract = True

    def get_template(self, request, *args, **kwargs) -> str:
        """templates/pages/<snake case of the class>.html"""
        return f"pages/{snake_case(type(self).__name__)}.html"

    def clean(self):
        super().clean()
        # Depth 3: a child of the site's root page, whose slug is the first path segment.
        if self.slug in RESERVED_ROOT_SLUGS and self.depth in (None, 3):
            raise ValidationError(
                {
                    "slug": _("“%(slug)s” is an address that the site itself uses.")
                    % {"slug": self.slug}
                }
            )

    # Set by the routing where no view restriction covers the page or a page above it.
    known_public = False

    def get_view_restrictions(self):
        if self.known_public:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_sitemap_urls(self, request=None):
        return [] if self.hide_from_search_engines else super().get_sitemap_urls(request)


def snake_case(name: str) -> str:
    """NewsIndex -> news_index"""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
