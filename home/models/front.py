"""The front page: editors' choices first, the newest articles after them, no article twice."""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, cycle

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from core import structured
from core.compiled import compiled
from core.models import BasePage
from core.models.alias import SourceForeignKey
from home.setup import Setup
from news.models import ArticlePage, Listed, NewsIndex
from news.pages.cards import Card, cards
from news.pages.recent import remembered_news
from news.querysets import EVERYWHERE, sections_beneath
from news.structure.outline import ContentsEntry

SECONDS = 4
RECENT = 7
# A shorter list of recent news beside the lead looks lost, so the lead takes its columns.
LEAST_RECENT = 3
DEEP_LINKS = 3


@dataclass(frozen=True)
class SectionFront:
    """A section on the front page. The first of its articles is its lead."""

    section: NewsIndex
    layout: str
    articles: list[Card]
    contents: list[ContentsEntry]


def section_front(section: NewsIndex, layout: str, articles: list[Card]) -> SectionFront:
    """The layout "trio" needs three pictures; with fewer, the layout "wide" replaces it."""
    layouts = HomePageSection.Layout
    pictured = [article for article in articles if article.pictures]
    if layout == layouts.TRIO and len(pictured) < LAYOUT_SIZES[layouts.TRIO]:
        layout = layouts.WIDE
    return SectionFront(section, layout, articles, [])


class HomePage(BasePage):
    """The front page, the root page of the site."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["news.NewsIndex", "home.StandardPage", "home.ContactPage"]
    max_count_per_parent = 1
    page_description = _("The front page.")

    lead = SourceForeignKey(
        ArticlePage,
        verbose_name=_("lead story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the newest story."),
    )

    content_panels = [
        *BasePage.content_panels,
        PageChooserPanel("lead", "news.ArticlePage"),
        InlinePanel(
            "chosen_seconds",
            heading=_("Second stories"),
            label=_("Story"),
            max_num=SECONDS,
            help_text=_("What you leave empty is filled with the newest."),
            panels=[PageChooserPanel("article")],
        ),
        InlinePanel(
            "chosen_sections",
            heading=_("Sections, in order"),
            label=_("Section"),
            help_text=_("Empty: all sections of the navigation."),
            panels=[FieldRowPanel([PageChooserPanel("section"), FieldPanel("layout")])],
        ),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    @property
    def social_title(self) -> str:
        """Empty unless editors set one: the front page has the publication's name."""
        return self.seo_title

    def structured_data(self, about):
        return [structured.website(about), structured.publisher(about)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        plan = self.plan()
        shown = [pk for pk in [plan.lead, *plan.seconds, *plan.in_sections()] if pk]
        found = {card.pk: card for card in cards(shown, request)}
        fronts = [
            section_front(section, layout, [found[key] for key in keys if key in found])
            for section, layout, keys in plan.sections
        ]
        recent = remembered_news()
        above = {plan.lead, *plan.seconds}
        others = [article for article in recent if article.pk not in above][:RECENT]
        lead = found.get(plan.lead)
        context.update(
            lead=lead,
            seconds=[found[key] for key in plan.seconds if key in found],
            recent=others if len(others) >= LEAST_RECENT else [],
            recent_news=recent,
            fronts=with_deep_links([front for front in fronts if front.articles]),
            is_bare=lead is None,
            setup=None if lead else Setup.seen_by(request, self),
        )
        return context

    def plan(self) -> "FrontPlan":
        """The primary keys of the articles for each place, without duplicates."""
        chosen = [self.lead_id, *(second.article_id for second in self.chosen_seconds.all())]
        choices = self.section_choices()
        lists = self.candidates(chosen, choices)
        newest_keys = lists[EVERYWHERE]
        public = set(newest_keys)
        by_hand = [pk for pk in chosen[1:] if pk in public]
        used: set[int] = set()
        lead = take([self.lead_id] if self.lead_id in public else [], used, 1)
        lead = lead or take([pk for pk in newest_keys if pk not in by_hand], used, 1)
        seconds = take(by_hand, used, SECONDS)
        seconds += take(newest_keys, used, SECONDS - len(seconds))
        sections = []
        for section, layout in choices:
            own = [section.lead_id] if section.lead_id in public else []
            keys = take([*own, *lists[section.pk]], used, LAYOUT_SIZES[layout])
            sections.append((section, layout, keys))
        return FrontPlan(lead[0] if lead else None, seconds, sections)

    def candidates(self, chosen: list[int | None], choices) -> dict[int, list[int]]:
        """The keys of articles by place, the newest first, in one query: enough of each section and
        of EVERYWHERE to fill the page, and with the latter all public ones that editors chose.
        """
        by_hand = {*chosen, *(section.lead_id for section, _layout in choices)} - {None}
        # Of each list as many as are taken from it and from those before it.
        sizes = list(accumulate(LAYOUT_SIZES[layout] for _section, layout in choices))
        most = 1 + SECONDS + len(chosen)
        rows = newest_of(most, tuple(most + size for size in sizes))(
            sorted(by_hand), *(section.pk for section, _layout in choices)
        )
        found = defaultdict(list)
        for _moment, key, place in sorted(rows, reverse=True):
            found[place].append(key)
        return found

    def section_choices(self) -> list[tuple[NewsIndex, str]]:
        """The sections with their layouts: the editors' choice, otherwise those of the menu."""
        chosen = list(self.chosen_sections.all())
        if not chosen:
            menu = [section for section in sections_beneath(self) if section.show_in_menus]
            return list(zip(menu, cycle(HomePageSection.Layout.values), strict=False))
        by_key = {each.pk: each for each in public_sections({row.section_id for row in chosen})}
        return [(by_key[row.section_id], row.layout) for row in chosen if row.section_id in by_key]


@dataclass(frozen=True)
class FrontPlan:
    lead: int | None
    seconds: list[int]
    sections: list[tuple[NewsIndex, str, list[int]]]

    def in_sections(self) -> list[int]:
        return [key for _section, _layout, keys in self.sections for key in keys]


class HomePageSecond(Orderable):
    """A second story that editors chose."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="chosen_seconds")
    article = SourceForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )


class HomePageSection(Orderable):
    """A section of the front page, with its layout."""

    class Layout(models.TextChoices):
        PICTURE = "picture", _("Large picture, deep links and a list")
        WIDE = "wide", _("Wide picture, three below")
        TRIO = "trio", _("Three pictures")
        LIST = "list", _("Headlines only")

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="chosen_sections")
    section = models.ForeignKey(
        NewsIndex, verbose_name=_("section"), on_delete=models.CASCADE, related_name="+"
    )
    layout = models.CharField(_("layout"), max_length=20, choices=Layout, default=Layout.PICTURE)


LAYOUT_SIZES = {
    HomePageSection.Layout.PICTURE: 5,
    HomePageSection.Layout.WIDE: 4,
    HomePageSection.Layout.TRIO: 3,
    HomePageSection.Layout.LIST: 4,
}


def take(keys, used: set[int], size: int) -> list[int]:
    """The first `size` unused keys; adds them to `used`."""
    taken = []
    for key in keys:
        if len(taken) >= size:
            break
        if key not in used:
            used.add(key)
            taken.append(key)
    return taken


def with_deep_links(fronts: list[SectionFront]) -> list[SectionFront]:
    """Adds the first entries of the table of contents to each large lead, in one query."""
    layout = HomePageSection.Layout.PICTURE
    leads = {front.articles[0].pk for front in fronts if front.layout == layout}
    bodies = {each.pk: each for each in bodies_of(leads)} if leads else {}
    return [
        replace(front, contents=bodies[front.articles[0].pk].contents()[:DEEP_LINKS])
        if front.articles[0].pk in bodies
        else front
        for front in fronts
    ]


# Statements


@lru_cache(maxsize=32)
def newest_of(most: int, limits: tuple[int, ...]):
    """A statement that reads time, article and place: of `most` articles of EVERYWHERE, of those
    with the keys `by_hand`, and of as many articles of each place as the `limits` say.

    There is one for each choice of layouts.
    """

    @compiled
    def rows(by_hand: list[int], *places: int):
        everywhere = Listed.objects.of()
        lists = [everywhere.filter(article__in=by_hand), everywhere[:most]]
        for place, limit in zip(places, limits, strict=True):
            lists.append(Listed.objects.of(place)[:limit])
        return Listed.objects.in_any(*lists).values_list("published_at", "article_id", "place")

    return rows


@compiled
def public_sections(keys: list[int]):
    return NewsIndex.objects.filter(pk__in=keys).live().public()


@compiled
def bodies_of(articles: list[int]):
    return ArticlePage.objects.public_among(articles).only("body")
