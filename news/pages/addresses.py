"""The URLs to purge for tags of articles, sections, topics and authors (core.cache.cdn)."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core.cache.cdn import once_public, paths, rows, stands_for
from core.sharing import ARTICLES, EVERYTHING
from news.models import ArticlePage, Author, NewsIndex, Topic
from news.pages.archive import FIRST_YEAR, LAST_YEAR


@stands_for("page")
def beside_pages(keys: Iterable[str]) -> Iterator[str]:
    yield from comments_and_archive(ArticlePage.objects.filter(pk__in=keys))
    yield from feeds(NewsIndex.objects.filter(pk__in=keys))


@stands_for("articles-in")
def sections(keys: Iterable[str]) -> Iterator[str]:
    found = NewsIndex.objects.filter(path__in=keys)
    yield from paths(found)
    yield from feeds(found)


@stands_for("articles-on", "topic")
def topics(keys: Iterable[str]) -> Iterator[str]:
    return with_feeds("topic", Topic.objects.filter(pk__in=keys))


@stands_for("articles-by", "author")
def authors(keys: Iterable[str]) -> Iterator[str]:
    return with_feeds("author", Author.objects.filter(pk__in=keys))


@stands_for("author")
def articles_by(keys: Iterable[str]) -> Iterator[str]:
    """The articles that show the name of an author."""
    return paths(ArticlePage.objects.filter(article_authors__author__in=keys).distinct())


@stands_for(ARTICLES)
def lists(keys: Iterable[str]) -> Iterator[str]:
    return (reverse(name) for name in ("feed", "archive", "authors", "topics"))


@stands_for(EVERYTHING)
def everything(keys: Iterable[str]) -> Iterator[str]:
    yield from lists(keys)
    yield from with_feeds("topic", Topic.objects.all())
    yield from with_feeds("author", Author.objects.all())
    yield from feeds(NewsIndex.objects.filter(once_public()))
    yield from comments_and_archive(ArticlePage.objects.filter(once_public()))


def with_feeds(name: str, subjects: QuerySet) -> Iterator[str]:
    for (slug,) in rows(subjects, "slug"):
        yield from (reverse(name, args=[slug]), reverse(f"{name}_feed", args=[slug]))


def feeds(sections: QuerySet) -> Iterator[str]:
    return (f"{path}feed/" for path in paths(sections))


def comments_and_archive(articles: QuerySet) -> Iterator[str]:
    """The comments of the articles, and their years and months in the archive."""
    for key, moment in rows(articles, "pk", "published_at"):
        yield reverse("comments", args=[key])
        if moment:
            local = timezone.localtime(moment)
            if FIRST_YEAR <= local.year <= LAST_YEAR:
                yield reverse("archive_year", args=[local.year])
                yield reverse("archive_month", args=[local.year, local.month])
