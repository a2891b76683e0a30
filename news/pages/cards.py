"""Articles in lists. They are loaded only if a card is not in the cache (core.cache.fragments)."""

from collections.abc import Callable, Iterable

from core.cache.fragments import known
from core.dependencies import making
from core.prepared import prepared
from news.models import ArticlePage


@prepared
def still_public(articles: list[int]):
    """Key and time of the public ones of these articles."""
    return ArticlePage.objects.public_among(articles).values_list("pk", "published_at")


@prepared
def listing_of(articles: list[int]):
    """The public ones of these articles, as lists show them."""
    return ArticlePage.objects.public_among(articles).for_listing()


class Card:
    """A public article in a list. Key and time are known, other attributes load the article."""

    # For {% kept %}: everybody may read the article, so its card may be cached.
    known_public = True

    def __init__(self, pk: int, published_at, others: "Articles"):
        self.pk, self.published_at, self.others = pk, published_at, others

    @property
    def article(self) -> ArticlePage | None:
        """None if it was unpublished since the list was read."""
        return self.others.loaded(self.pk)

    @property
    def is_gone(self) -> bool:
        return self.article is None

    def own_tags(self) -> set[str]:
        return self.article.own_tags() if self.article else {f"{ArticlePage.tag_name}:{self.pk}"}

    def __getattr__(self, name):
        if self.article is None:
            raise AttributeError(name)
        return getattr(self.article, name)


class Articles:
    """Loads the articles of one list: the first one alone, as a publication usually invalidates
    one card, and all others with the second one. Without a cache, all are loaded at once.
    """

    def __init__(self, keys: Iterable[int], load: Callable = listing_of):
        self.keys, self.load = list(keys), load
        self.by_key: dict[int, ArticlePage | None] = {}

    def loaded(self, key: int) -> ArticlePage | None:
        if key not in self.by_key:
            is_alone = not self.by_key and known.catch_up()
            wanted = [key] if is_alone else [each for each in self.keys if each not in self.by_key]
            # Each card records its own tags (own_tags) instead of those of all loaded articles.
            token = making.set(None)
            try:
                found = {each.pk: each for each in self.load(wanted)}
            finally:
                making.reset(token)
            self.by_key.update((each, found.get(each)) for each in wanted)
        return self.by_key[key]


def cards(keys: Iterable[int], load: Callable = listing_of) -> list[Card]:
    """Cards of the public ones of the articles, in the order of the keys. `load` reads articles."""
    keys = list(dict.fromkeys(keys))
    if not keys:
        return []
    moments = dict(still_public(keys))
    others = Articles(moments, load)
    return [Card(key, moments[key], others) for key in keys if key in moments]
