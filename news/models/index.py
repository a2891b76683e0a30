"""Section fronts."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from core.blocks import plain_text
from core.cache.invalidation import ARTICLES, note
from core.models import BasePage
from core.models.alias import SourceForeignKey
from core.pagination import paginate
from news.querysets import PublicPageManager
from news.structure import schema_org

from .article import ArticlePage, refuse_feed_slug

SECONDS = 3
# With fewer articles on the front, what follows the lead is one list.
ENOUGH_FOR_SECONDS = 8
PER_PAGE = 20


class NewsIndex(RoutablePageMixin, BasePage):
    """A section of the publication: a lead, a dated list, filters, perhaps sub-sections."""

    parent_page_types = ["home.HomePage", "news.NewsIndex"]
    subpage_types = ["news.ArticlePage", "news.NewsIndex"]
    page_description = _("A section front: News, Health, Politics, Sport …")

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One sentence: what the section is for."),
    )
    lead = SourceForeignKey(
        ArticlePage,
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

    objects = PublicPageManager()

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
        return children(self)

    def inherited_notice(self) -> str:
        """The section's notice, or the nearest one above it."""
        if self.notice or self.depth <= 3:
            return self.notice
        above = NewsIndex.objects.ancestor_of(self).live().exclude(notice="").order_by("-depth")
        return next((section.notice for section in above[:1]), "")

    @cached_property
    def sections(self) -> list["NewsIndex"]:
        """The live sections from the outermost one to this."""
        return list(NewsIndex.objects.ancestor_of(self, inclusive=True).live().order_by("depth"))

    @property
    def social_description(self) -> str:
        return super().social_description or plain_text(self.introduction)

    def structured_data(self, about):
        return schema_org.section(self, about)

    @cached_property
    def feed_url(self) -> str:
        return f"{self.url or ''}feed/"

    def get_context(self, request, *args, **kwargs):
        from news.pages.cards import cards
        from news.pages.facets import chosen_filters, facets, list_of, told
        from news.projection.lists import ArticleList

        context = super().get_context(request, *args, **kwargs)
        chosen = chosen_filters(request.GET)
        asked = list_of(self.pk, chosen)
        keys, pager = paginate(request.GET, asked.keys(), PER_PAGE, asked.count())
        is_front = not chosen and pager.number == 1
        lead_key = self.lead_id if is_front else None
        found = cards([lead_key, *keys] if lead_key else keys)
        size = 0
        if is_front:
            size = 1 + (SECONDS if len(keys) >= ENOUGH_FOR_SECONDS else 0)
        is_empty = is_front and not found
        if is_empty:
            note(ARTICLES)
        context.update(
            is_empty=is_empty,
            elsewhere=cards(ArticleList().keys()[:SECONDS]) if is_empty else [],
            lead=found[0] if size and found else None,
            seconds=found[1:size],
            articles=found[size:],
            pager=pager,
            facets=lambda: facets(self, chosen),
            filters=told(chosen, pager.count),
            subsections=self.subsections,
            feed_url=self.feed_url,
            # What a filter leaves is on other pages already.
            noindex=bool(chosen),
        )
        return context

    @path("feed/", name="feed")
    def feed(self, request):
        from news.pages.feeds import SectionFeed

        return SectionFeed()(request, section=self)


def sections_of(home: Page) -> list[NewsIndex]:
    """The sections that the navigation shows: public children of the home page, in tree order."""
    return [section for section in children(home) if section.show_in_menus]


def children(page: Page) -> list[NewsIndex]:
    """The public sections right beneath the page, in tree order.

    Sections are few, so all are read: SQLite would look for them among the articles of the page.
    """
    keys = list(NewsIndex.objects.order_by().values_list("pk", flat=True))
    public = NewsIndex.objects.live().public().filter(pk__in=keys).order_by("path")
    return [each for each in public if each.path[: -Page.steplen] == page.path]
