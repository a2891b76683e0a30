"""The newest articles, which every page shows: some in a strip, the next ones in the footer."""

from django.utils.functional import SimpleLazyObject

from core.cache.chrome import remembered
from news.models import ArticlePage


def recent_news(request):
    """Context processor: `recent_news`, the newest articles that a page can show, read when they
    are used."""
    return {"recent_news": SimpleLazyObject(remembered_news)}


def remembered_news() -> list[ArticlePage]:
    return remembered(("recent news",), newest)


def newest() -> list[ArticlePage]:
    """The newest articles, with title, URL, time and language only."""
    return list(ArticlePage.objects.recent())
