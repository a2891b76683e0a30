"""Sitemaps: an index, its parts of public pages, authors and topics, and the news of two days.

https://www.sitemaps.org/protocol.html
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Length, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from core.pictures import SHAPES
from core.querysets import PublicPageQuerySet
from news.archive import Month, by_month
from news.models import ArticlePage, Author, Topic

# Search engines take a story for news for two days, and 1,000 of them in one file.
NEWS_AGE = timedelta(days=2)
MOST_NEWS = 1000


class SiteSitemap(Sitemap):
    """Base of the parts. The items are annotated with `changed`: the time of their last change."""

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
        """The entries of the part in the index."""
        url = self.full(reverse("sitemap_part", args=[name]))
        numbers = range(1, self.paginator.num_pages + 1)
        urls = [f"{url}?p={number}" if number > 1 else url for number in numbers]
        changed = self.get_latest_lastmod()
        return [SitemapIndexItem(each, changed) for each in urls]

    def full(self, url: str) -> str:
        return f"{self.site.root_url}{url}" if url.startswith("/") else url


class TreeSitemap(SiteSitemap):
    """Base of the parts that hold pages."""

    def location(self, page):
        path = page.url_path.removeprefix(self.site.root_page.url_path)
        return reverse("wagtail_serve", args=[path])


class PageSitemap(TreeSitemap):
    """Front page, sections, standard pages. Those that list articles change with them."""

    def items(self):
        pages = on_site(PublicPageQuerySet(Page), self.site).not_type(ArticlePage)
        return pages.order_by("path").specific()

    def lastmod(self, page):
        below = (time for path, time in self.newest.items() if path.startswith(page.path))
        return max(filter(None, [page.changed, *below]), default=None)

    def get_latest_lastmod(self):
        changed = super().get_latest_lastmod()
        return max(filter(None, [changed, *self.newest.values()]), default=None)

    @cached_property
    def newest(self) -> dict:
        """When an article last changed, by the path of its section."""
        section = Substr("path", 1, Length("path") - Page.steplen)
        articles = public_articles(self.site).annotate(section=section).values("section")
        return dict(articles.annotate(newest=Max("changed")).values_list("section", "newest"))

    def _urls(self, *args):
        return [
            entry
            for entry in super()._urls(*args)
            if not getattr(entry["item"], "hide_from_search_engines", False)
        ]


class ArticleSitemap(TreeSitemap):
    """The articles, each with its main picture."""

    def items(self):
        listed = on_site(ArticlePage.objects, self.site).filter(hide_from_search_engines=False)
        return listed.defer("body", "takeaways", "sources").order_by("path")

    def _urls(self, *args):
        entries = super()._urls(*args)
        pictures = picture_urls({entry["item"].hero_image_id for entry in entries} - {None})
        for entry in entries:
            if url := pictures.get(entry["item"].hero_image_id):
                entry["image"] = self.full(url)
        return entries


class AuthorSitemap(SiteSitemap):
    def items(self):
        articles = public_articles(self.site).filter(article_authors__author=OuterRef("pk"))
        return with_newest(Author.objects, articles)


class TopicSitemap(SiteSitemap):
    def items(self):
        articles = public_articles(self.site).filter(topics=OuterRef("pk"))
        return with_newest(Topic.objects.current(), articles)


class ListsSitemap(SiteSitemap):
    """Search, the lists of all authors and all topics, and the archive's years and months."""

    def items(self) -> list[str]:
        return list(self.changed)

    def location(self, address: str) -> str:
        return address

    def lastmod(self, address: str):
        return self.changed[address]

    @cached_property
    def changed(self) -> dict:
        """When what they list last changed, by address."""
        changed = {
            reverse(name): self.newest for name in ("authors", "topics", "archive", "search")
        }
        months = by_month(public_articles(self.site)).annotate(newest=Max("changed"))
        for first_day, newest in months.order_by("-first_day"):
            month = Month(first_day)
            for address in (month.year_url, month.url):
                changed[address] = max(changed.get(address, newest), newest)
        return changed

    def get_latest_lastmod(self):
        return self.newest

    @cached_property
    def newest(self):
        return public_articles(self.site).aggregate(newest=Max("changed"))["newest"]


PARTS = {
    "pages": PageSitemap,
    "articles": ArticleSitemap,
    "authors": AuthorSitemap,
    "topics": TopicSitemap,
    "lists": ListsSitemap,
}


def on_site(pages, site: Site):
    """The public ones of the pages, with `changed`."""
    changed = Coalesce("last_published_at", "latest_revision_created_at", "first_published_at")
    public = pages.descendant_of(site.root_page, inclusive=True).live().public()
    return public.annotate(changed=changed)


def public_articles(site: Site):
    return on_site(ArticlePage.objects, site).order_by()


def with_newest(rows, articles):
    """The rows that have one of the articles, with the last change of these as `changed`."""
    newest = articles.order_by("-changed").values("changed")[:1]
    return rows.annotate(changed=Subquery(newest)).exclude(changed=None).order_by("pk")


def picture_urls(image_ids: set[int]) -> dict[int, str]:
    """The main pictures by image, as articles show them and as far as they have been made."""
    hero = SHAPES["hero"]
    renditions = (
        get_image_model()
        .get_rendition_model()
        .objects.filter(image_id__in=image_ids, filter_spec=hero.spec(hero.widths[1]))
    )
    return {rendition.image_id: rendition.url for rendition in renditions.order_by("pk")}


def recent_news(site: Site) -> list[ArticlePage]:
    """What a news sitemap lists: the public articles of the last two days, the newest first."""
    recent = on_site(ArticlePage.objects, site).filter(
        published_at__gte=timezone.now() - NEWS_AGE,
        published_at__lte=timezone.now(),
        hide_from_search_engines=False,
    )
    return list(recent.defer("body", "takeaways", "sources").newest()[:MOST_NEWS])
