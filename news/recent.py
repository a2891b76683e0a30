"""The recent news that stands on every page: in the strip, and the next ones in the footer."""

from django.template.loader import get_template
from django.utils.functional import SimpleLazyObject

from news.models import ArticlePage


class RecentNews:
    """The newest public articles, and the parts of a page that are made of them.

    `part(name, without)` is the component of that name, as bytes, without the articles of those
    keys. Equal to another where every part would be.
    """

    def __init__(self):
        self.articles = newest()
        self.parts: dict[tuple, bytes] = {}
        item = get_template("components/recent_item.html")
        self.items = [(each.pk, item.render({"article": each})) for each in self.articles]

    def __eq__(self, other):
        return isinstance(other, RecentNews) and self.items == other.items

    __hash__ = None

    def part(self, name: str, without: frozenset[int]) -> bytes:
        shown = [article for article in self.articles if article.pk not in without]
        key = name, tuple(article.pk for article in shown)
        if key not in self.parts:
            component = get_template(f"components/{name}.html")
            self.parts[key] = component.render({"recent_news": shown}).encode()
        return self.parts[key]


def recent_news(request):
    """Context processor: `recent_news`, read only where a template shows it."""
    return {"recent_news": SimpleLazyObject(newest)}


def newest() -> list[ArticlePage]:
    """Title, url and times only."""
    return list(ArticlePage.objects.recent())
