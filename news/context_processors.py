"""The recent-news strip, read only where a template shows it."""

from django.utils.functional import SimpleLazyObject

from news.models import ArticlePage


def recent_news(request):
    """`recent_news`: the newest public articles, title and time only."""
    return {"recent_news": SimpleLazyObject(newest)}


def newest() -> list[ArticlePage]:
    return list(ArticlePage.objects.recent())
