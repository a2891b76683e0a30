"""The recent news on every page: the newest in the strip, the next ones in the footer."""

from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from core.cache.fragments import shared
from core.dependencies import RECENT
from core.prepared import prepared
from news.models import ArticlePage


class RecentNews:
    """The newest public articles, and the parts of a page that show them.

    Two instances are equal if their parts would be equal, including the day that they call today.
    The page cache then reuses its pages.
    """

    def __init__(self):
        self.articles = newest()
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        self.made_of = today, [fields(each) for each in self.articles]
        self.keys = frozenset(article.pk for article in self.articles)
        self.parts: dict[tuple, bytes] = {}

    def part(self, name: str, without: frozenset[int]) -> bytes:
        """The rendered component of that name, without the articles with these keys."""
        # Previews use the language and the time zone of the editor.
        seen_by = get_language(), timezone.get_current_timezone_name()
        key = name, self.keys & without, seen_by
        if key not in self.parts:
            shown = [article for article in self.articles if article.pk not in without]
            component = get_template(f"components/{name}.html")
            self.parts[key] = component.render({"recent_news": shown}).encode()
        return self.parts[key]

    def __eq__(self, other):
        return isinstance(other, RecentNews) and self.made_of == other.made_of

    __hash__ = None


def fields(article: ArticlePage) -> dict:
    """All loaded fields."""
    return {name: value for name, value in vars(article).items() if not name.startswith("_")}


def shared_recent_news() -> RecentNews:
    """The recent news, shared between requests and read once after each change."""
    return shared(("recent news",), RecentNews, RECENT)


def recent_news(request):
    """Context processor: the articles (`recent_news`) and the rendered parts (`recent_parts`), both
    lazy.
    """
    parts = SimpleLazyObject(shared_recent_news)
    return {"recent_parts": parts, "recent_news": SimpleLazyObject(lambda: parts.articles)}


def newest() -> list[ArticlePage]:
    """The newest articles, with title, URL, time and language only."""
    return list(recent_articles())


@prepared
def recent_articles():
    return ArticlePage.objects.recent()
