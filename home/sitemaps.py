"""The sitemap: public pages, authors and topics."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, OuterRef, Subquery
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

from news.models import ArticlePage, Author, Topic


class NewsroomSitemap(Sitemap):
    """Base of those of authors and topics: each with a public article, dated by the newest."""

    def lastmod(self, item):
        return item.newest


class AuthorSitemap(NewsroomSitemap):
    def items(self):
        return with_newest(Author.objects, public_articles().filter(article_authors__author=KEY))


class TopicSitemap(NewsroomSitemap):
    def items(self):
        return with_newest(Topic.objects.current(), public_articles().filter(topics=KEY))


class ListsSitemap(Sitemap):
    """The lists of all authors and of all topics."""

    def items(self):
        return ["authors", "topics"]

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        return public_articles().aggregate(newest=Max("last_published_at"))["newest"]


KEY = OuterRef("pk")


def with_newest(rows, articles):
    """The rows that have one of the articles, with the time of the newest as `newest`."""
    newest = articles.order_by("-last_published_at").values("last_published_at")[:1]
    return rows.annotate(newest=Subquery(newest)).exclude(newest=None).order_by("pk")


def public_articles():
    return ArticlePage.objects.live().public().order_by()


SITEMAPS = {
    "pages": PageSitemap,
    "authors": AuthorSitemap,
    "topics": TopicSitemap,
    "lists": ListsSitemap,
}
