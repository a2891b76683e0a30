"""Section navigation and the recent-news strip, read only where a template uses them."""

from dataclasses import dataclass

from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from news.models import ArticlePage
from news.models.index import sections_of

RECENT = 8


@dataclass(frozen=True)
class NavigationItem:
    title: str
    url: str
    is_current: bool


def newsroom(request):
    """`sections`: the navigation; `recent_news`: the newest public articles."""
    return {
        "sections": SimpleLazyObject(lambda: navigation(request)),
        "recent_news": SimpleLazyObject(recent_news),
    }


def navigation(request) -> list[NavigationItem]:
    site = Site.find_for_request(request)
    if site is None:
        return []
    items = []
    for section in sections_of(site.root_page):
        url = section.get_url(request) or "/"
        items.append(NavigationItem(section.title, url, request.path.startswith(url)))
    return items


def recent_news() -> list[ArticlePage]:
    return list(ArticlePage.objects.live().public().for_headlines().newest()[:RECENT])
