"""Sections of the publication."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index

from core.blocks import plain_text
from core.models import BasePage
from core.models.alias import SourceForeignKey
from news.querysets import SectionManager, sections_beneath
from news.structure import schema_org

from .slugs import refuse_feed_slug


class NewsIndex(RoutablePageMixin, BasePage):
    """A section: a lead story, a list of articles by date, filters and sub-sections."""

    parent_page_types = ["home.HomePage", "news.NewsIndex"]
    subpage_types = ["news.ArticlePage", "news.NewsIndex"]
    context_builder = "news.pages.section.SectionContext"
    feed_view = "news.pages.feeds.SectionFeed"
    page_description = _("A section front: News, Health, Politics, Sport …")

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One sentence: what the section is for."),
    )
    lead = SourceForeignKey(
        "news.ArticlePage",
        verbose_name=_("lead story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the newest story."),
    )
    notice = RichTextField(
        _("notice for every article"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("Shown with all articles of the section and its sub-sections."),
    )

    objects = SectionManager()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        PageChooserPanel("lead", "news.ArticlePage"),
        FieldPanel("notice"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def clean(self):
        super().clean()
        refuse_feed_slug(self)

    def shown_lists(self) -> set[str]:
        return {f"articles-in:{self.path}"}

    def subsections(self) -> list["NewsIndex"]:
        return sections_beneath(self)

    def inherited_notice(self) -> str:
        """The notice of the section, or of the nearest section above that has one."""
        if self.notice or self.depth <= 3:
            return self.notice
        above = NewsIndex.objects.ancestor_of(self).live().exclude(notice="").order_by("-depth")
        return next((section.notice for section in above[:1]), "")

    @cached_property
    def sections(self) -> list["NewsIndex"]:
        """The live sections from the outermost one to this one."""
        if self.depth <= 3:
            return [self] if self.live else []
        return list(NewsIndex.objects.ancestor_of(self, inclusive=True).live().order_by("depth"))

    @property
    def social_description(self) -> str:
        return super().social_description or plain_text(self.introduction)

    def structured_data(self, about):
        return schema_org.section(self, about)

    @cached_property
    def feed_url(self) -> str:
        return f"{self.url or ''}feed/"

    @path("feed/", name="feed")
    def feed(self, request):
        return import_string(self.feed_view)()(request, section=self)
