"""The sitemap: public pages, authors and topics."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, OuterRef
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

from news.models import ArticlePage, Author, Topic


class AuthorSitemap(Sitemap):
    """Everyone with a public article."""

    def items(self):
        written = public_articles().filter(article_authors__author=OuterRef("pk"))
        return Author.objects.filter(Exists(written)).order_by("pk")


class TopicSitemap(Sitemap):
    """Every topic with a public article."""

    def items(self):
        about = public_articles().filter(topics=OuterRef("pk"))
        return Topic.objects.current().filter(Exists(about)).order_by("pk")


def public_articles():
    return ArticlePage.objects.live().public().order_by()


SITEMAPS = {"pages": PageSitemap, "authors": AuthorSitemap, "topics": TopicSitemap}
