"""The statements of public pages that are made once (core.prepared)."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, Subquery
from wagtail.models import Page

from core.cache.fragments import part
from core.prepared import prepared
from news.querysets import section_paths

# A large topic has tens of thousands.
CONSIDERED = 25


@prepared
def credits_of(article: int):
    from news.models import ArticleAuthor

    return ArticleAuthor.objects.filter(page=article).select_related("author")


@prepared
def tags_of(article: int):
    from news.models import ArticleTopic

    return ArticleTopic.objects.filter(page=article).select_related("topic")


@prepared
def relations_of(article: int):
    from news.models import ArticleRelation

    return ArticleRelation.objects.filter(page=article)


def sections_above(path: str) -> list:
    """The live sections that the page of that path is in, the outermost first."""
    return part(("sections", path[: -Page.steplen]), lambda: list(sections_at(section_paths(path))))


@prepared
def sections_at(paths: list[str]):
    """The live sections of these paths, the outermost first."""
    from news.models import NewsIndex

    return NewsIndex.objects.filter(path__in=paths).live().order_by("depth")


@prepared
def cards_of(articles: list[int]):
    """The public ones of these articles, as cards show them."""
    return public().filter(pk__in=articles).for_cards()


@prepared
def published_near(topics: list[int], moment: datetime):
    """Article and time of those published next before and after the moment on each of the topics,
    CONSIDERED of both; once for each topic.
    """
    from news.models import Listed

    lists = []
    for topic in topics:
        on_topic = Listed.objects.of(topic=topic)
        before = on_topic.filter(published_at__lte=moment)
        after = on_topic.filter(published_at__gt=moment).order_by("published_at", "article")
        lists += [Q(pk__in=each.values("pk")[:CONSIDERED]) for each in (before, after)]
    rows = Listed.objects.filter(reduce(or_, lists)).order_by()
    return rows.values_list("article_id", "published_at")


@prepared
def listed_near(place: int, moment: datetime):
    """Article and time of those published next before and after the moment in the place."""
    from news.models import Listed

    listed = Listed.objects.of(place)
    before = listed.filter(published_at__lte=moment).values("pk")[:CONSIDERED]
    after = listed.filter(published_at__gt=moment).order_by("published_at", "article")
    either = Q(pk__in=before) | Q(pk__in=after.values("pk")[:CONSIDERED])
    return Listed.objects.filter(either).order_by().values_list("article_id", "published_at")


@prepared
def next_to(section: str, moment: datetime, key: int, without: list[int]):
    """Time and key of the public article before that moment and key, and of the one after them, of
    those listed in the section of that path.
    """
    from news.models import Listed

    place = Subquery(Page.objects.filter(path=section).values("pk"))
    listed = Listed.objects.of(place).exclude(article__in=without)
    before = listed.filter(published_at__lte=moment).exclude(published_at=moment, article__gt=key)
    after = listed.filter(published_at__gte=moment).exclude(published_at=moment, article__lt=key)
    earlier = before.values("article")[:1]
    later = after.order_by("published_at", "article").values("article")[:1]
    either = Q(pk=Subquery(earlier)) | Q(pk=Subquery(later))
    return public().filter(either).order_by().values_list("published_at", "pk")


@prepared
def still_public(articles: list[int]):
    """Key and time of the public ones of these articles."""
    return public().filter(pk__in=articles).order_by().values_list("pk", "published_at")


@prepared
def listing_of(articles: list[int]):
    """The public ones of these articles, as lists show them."""
    return public().filter(pk__in=articles).order_by().for_listing()


@prepared
def whole_listing_of(articles: list[int]):
    """The same with their whole text and all their topics."""
    listing = public().filter(pk__in=articles).order_by().for_listing()
    return listing.defer(None).prefetch_related("topics")


def public() -> QuerySet:
    from news.models import ArticlePage

    return ArticlePage.objects.live().public()
