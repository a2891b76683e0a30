"""The recent news that stands on every page: in the strip, and the next ones in the footer."""

from django.template.loader import get_template
from django.utils.functional import SimpleLazyObject

from core.shared import shared
from news.models import ArticlePage


class RecentNews:
    """The newest public articles, and the parts of a page that are made of them."""

    def __init__(self):
        self.articles = newest()
        self.parts: dict[tuple, bytes] = {}

    def part(self, name: str, without: frozenset[int]) -> bytes:
        """The component of that name without the articles of those keys."""
        shown = [article for article in self.articles if article.pk not in without]
        key = name, tuple(article.pk for article in shown)
        if key not in self.parts:
            component = get_template(f"components/{name}.html")
            self.parts[key] = component.render({"recent_news": shown}).encode()
        return self.parts[key]


class LateRecentNews(RecentNews):
    """For the page cache: equal to another where every part is the same, down to "today"."""

    def __init__(self):
        super().__init__()
        item = get_template("components/recent_item.html")
        self.items = [(each.pk, item.render({"article": each})) for each in self.articles]

    def __eq__(self, other):
        return isinstance(other, LateRecentNews) and self.items == other.items

    __hash__ = None


def recent_news(request):
    """Context processor: `recent_news`, the articles, and `recent_parts`, what is made of them;
    read only where a template shows them.
    """
    parts = SimpleLazyObject(lambda: shared(("recent news",), RecentNews))
    return {"recent_parts": parts, "recent_news": SimpleLazyObject(lambda: parts.articles)}


def newest() -> list[ArticlePage]:
    """Title, url and times only."""
    return list(ArticlePage.objects.recent())
