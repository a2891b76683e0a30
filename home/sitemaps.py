"""Sitemaps: an index, its parts of public pages, authors and topics, and the news of two days.

https://www.sitemaps.org/protocol.html
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from core.media.pictures import SHAPES
from core.querysets import PublicPageQuerySet
from news.models import ArticlePage, Author, Listed, NewsIndex, Topic
from news.pages.archive import Month, span, years
from news.projection.lists import ArticleList
from news.querysets import in_order

# Search engines treat an article as news for two days, and read at most 1,000 of them from a file.
NEWS_AGE = timedelta(days=2)
MOST_NEWS = 1000
# SQLite limits a UNION to 500 queries.
MONTHS_A_QUERY = 120


class SiteSitemap(Sitemap):
    """Base of all parts. Items are annotated with `changed`, the time of their last change."""

    limit = 2_000

    def __init__(self, site: Site):
        root = urlsplit(site.root_url)
        self.site, self.protocol, self.domain = site, root.scheme, root.netloc

    def get_domain(self, site=None):
        return self.domain

    def get_latest_lastmod(self):
        return self.items().aggregate(newest=Max("changed"))["newest"]

    def lastmod(self, item):
        return item.changed

    def files(self, name: str) -> list[SitemapIndexItem]:
        """The entries of this part in the index."""
        url = self.full(reverse("sitemap_part", args=[name]))
        numbers = range(1, self.paginator.num_pages + 1)
        urls = [f"{url}?p={number}" if number > 1 else url for number in numbers]
        changed = self.get_latest_lastmod()
        return [SitemapIndexItem(each, changed) for each in urls]

    def full(self, url: str) -> str:
        return f"{self.site.root_url}{url}" if url.startswith("/") else url


class TreeSitemap(SiteSitemap):
    """Base of the parts that contain pages."""

    def location(self, page):
        path = page.url_path.removeprefix(self.site.root_page.url_path)
        return reverse("wagtail_serve", args=[path])


class PageSitemap(TreeSitemap):
    """Front page, sections and standard pages. Lists of articles change with their articles."""

    def items(self):
        pages = on_site(PublicPageQuerySet(Page), self.site).not_type(ArticlePage)
        return pages.order_by("path").specific()

    def lastmod(self, page):
        return max(filter(None, [page.changed, self.newest.get(page.pk)]), default=None)

    def get_latest_lastmod(self):
        changed = super().get_latest_lastmod()
        return max(filter(None, [changed, *self.newest.values()]), default=None)

    @cached_property
    def newest(self) -> dict:
        """The newest publication date in each section, and for the front page that of all."""
        sections = NewsIndex.objects.annotate(newest=newest_of(place=OuterRef("pk")))
        found = dict(sections.exclude(newest=None).values_list("pk", "newest"))
        return found | {self.site.root_page_id: newest()}

    def _urls(self, *args):
        return [
            entry
            for entry in super()._urls(*args)
            if not getattr(entry["item"], "hide_from_search_engines", False)
        ]


class ArticleSitemap(TreeSitemap):
    """The articles, each with its main picture."""

    def items(self):
        return self

    # The interface that the paginator needs. A part may contain fewer entries than its limit.

    def count(self) -> int:
        return ArticleList().count()

    def __getitem__(self, part: slice) -> list[ArticlePage]:
        keys = list(ArticleList().keys()[part])
        listed = on_site(ArticlePage.objects, self.site).filter(hide_from_search_engines=False)
        found = listed.filter(pk__in=keys).defer("body", "takeaways", "sources")
        return in_order(keys, found)

    def get_latest_lastmod(self):
        """Includes hidden articles: excluding them would require reading all articles."""
        return ArticlePage.objects.aggregate(newest=Max("last_published_at"))["newest"]

    def _urls(self, *args):
        entries = super()._urls(*args)
        pictures = picture_urls({entry["item"].hero_image_id for entry in entries} - {None})
        for entry in entries:
            if url := pictures.get(entry["item"].hero_image_id):
                entry["image"] = self.full(url)
        return entries


class AuthorSitemap(SiteSitemap):
    """Authors, whose pages change with their newest article, as those of topics do."""

    def items(self):
        return with_newest(Author.objects, newest_of(author=OuterRef("pk")))


class TopicSitemap(SiteSitemap):
    def items(self):
        return with_newest(Topic.objects.current(), newest_of(topic=OuterRef("pk")))


class ListsSitemap(SiteSitemap):
    """Search, the lists of all authors and all topics, and the archive's years and months."""

    def items(self) -> list[str]:
        lists = [reverse(name) for name in ("authors", "topics", "archive", "search")]
        addresses = [address for month in self.months for address in (month.year_url, month.url)]
        return [*lists, *dict.fromkeys(addresses)]

    @cached_property
    def months(self) -> list[Month]:
        """The months with articles, newest first."""
        return [month for year in years() for month in reversed(year.months) if month.count]

    @cached_property
    def changed(self) -> dict[str, datetime]:
        """The newest publication date of each year and month, by URL."""
        newest_first = list(newest_of_months(self.months))
        by_year = {month.year_url: changed for month, changed in reversed(newest_first)}
        return by_year | {month.url: changed for month, changed in newest_first}

    def location(self, address: str) -> str:
        return address

    def lastmod(self, address: str):
        """Search and the lists of all authors and topics change with the newest article."""
        return self.changed.get(address, self.newest)

    def get_latest_lastmod(self):
        return self.newest

    @cached_property
    def newest(self):
        return newest()


PARTS = {
    "pages": PageSitemap,
    "articles": ArticleSitemap,
    "authors": AuthorSitemap,
    "topics": TopicSitemap,
    "lists": ListsSitemap,
}


def on_site(pages, site: Site):
    """The public pages with `changed`. Aliases are left out: they show the URL of their source."""
    changed = Coalesce("last_published_at", "latest_revision_created_at", "first_published_at")
    public = pages.descendant_of(site.root_page, inclusive=True).live().public()
    public = public.filter(alias_of=None)
    return public.annotate(changed=changed)


def newest_of(**of) -> Subquery:
    """The publication date of the newest article of a list."""
    return Subquery(Listed.objects.of(**of).values("published_at")[:1])


def newest():
    """The publication date of the newest article."""
    return ArticleList().rows().values_list("published_at", flat=True).first()


def newest_of_months(months: list[Month]) -> Iterator[tuple[Month, datetime]]:
    """The newest publication date of each month: one query for MONTHS_A_QUERY months."""
    for begin in range(0, len(months), MONTHS_A_QUERY):
        batch = months[begin : begin + MONTHS_A_QUERY]
        first, *others = [
            ArticleList(span=span(month.first_day.year, month.first_day.month))
            .rows()
            .order_by()
            .values(number=Value(number))
            .annotate(newest=Max("published_at"))
            for number, month in enumerate(batch)
        ]
        found = first.union(*others, all=True).values_list("number", "newest")
        yield from ((batch[number], published_at) for number, published_at in sorted(found))


def with_newest(rows, changed: Subquery):
    """The rows that have at least one article, with `changed`."""
    return rows.annotate(changed=changed).exclude(changed=None).order_by("pk")


def picture_urls(image_ids: set[int]) -> dict[int, str]:
    """URLs of existing main-picture renditions, by image id."""
    hero = SHAPES["hero"]
    renditions = (
        get_image_model()
        .get_rendition_model()
        .objects.filter(image_id__in=image_ids, filter_spec=hero.spec(hero.widths[1]))
    )
    return {rendition.image_id: rendition.url for rendition in renditions.order_by("pk")}


def recent_news(site: Site) -> list[ArticlePage]:
    """The entries of the news sitemap: public articles of the last two days, newest first."""
    recent = on_site(ArticlePage.objects, site).filter(
        published_at__gte=timezone.now() - NEWS_AGE,
        published_at__lte=timezone.now(),
        hide_from_search_engines=False,
    )
    return list(recent.defer("body", "takeaways", "sources").newest()[:MOST_NEWS])
