"""The recent news that stands on every page: in the strip, and the next ones in the footer."""

from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from core.cache.fragments import shared
from core.cache.invalidation import RECENT
from core.prepared import prepared
from news.models import ArticlePage


class RecentNews:
    """The newest public articles, and the parts of a page that are made of them.

    Equal to another where all that parts are made of is the same, down to the day that they call
    today: the page cache then goes on with what it has.
    """

    def __init__(self):
        self.articles = newest()
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        self.made_of = today, [fields(each) for each in self.articles]
        self.keys = frozenset(article.pk for article in self.articles)
        self.parts: dict[tuple, bytes] = {}

    def part(self, name: str, without: frozenset[int]) -> bytes:
        """The component of that name without the articles of those keys."""
        # A preview has the language and the time zone of the editor.
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
    """All that was read of it."""
    return {name: value for name, value in vars(article).items() if not name.startswith("_")}


def shared_recent_news() -> RecentNews:
    """The same for pages that are kept and for others, so that it is read once after a change."""
    return shared(("recent news",), RecentNews, RECENT)


def recent_news(request):
    """Context processor: `recent_news`, the articles, and `recent_parts`, what is made of them;
    read only where a template shows them.
    """
    parts = SimpleLazyObject(shared_recent_news)
    return {"recent_parts": parts, "recent_news": SimpleLazyObject(lambda: parts.articles)}


def newest() -> list[ArticlePage]:
    """Title, address, time and language only."""
    return list(recent_articles())


@prepared
def recent_articles():
    return ArticlePage.objects.recent()
