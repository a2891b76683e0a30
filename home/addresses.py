"""URLs of the front page, sitemaps and robots.txt that cache tags stand for (core.cache.cdn)."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from core.cache.cdn import stands_for
from core.sharing import ARTICLES, EVERYTHING
from home.sitemaps import PARTS


@stands_for(ARTICLES, EVERYTHING)
def lists(keys: Iterable[str]) -> Iterator[str]:
    yield reverse("wagtail_serve", args=[""])
    yield from (reverse(name) for name in ("sitemap", "news_sitemap", "robots"))
    yield from (reverse("sitemap_part", args=[name]) for name in PARTS)
