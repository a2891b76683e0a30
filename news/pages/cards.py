"""Articles in lists, which are loaded only where a card of them is not kept
(core.cache.fragments.part).
"""

from collections.abc import Callable, Iterable

from core.cache.fragments import known
from core.cache.invalidation import making
from news.models import ArticlePage
from news.statements import listing_of, still_public


class Card:
    """A public article of a list: its key and time, and whatever else templates ask for."""

    # For {% kept %}: the card of an article that everybody may read.
    known_public = True

    def __init__(self, pk: int, published_at, others: "Articles"):
        self.pk, self.published_at, self.others = pk, published_at, others

    @property
    def article(self) -> ArticlePage | None:
        """None where it was withdrawn in this moment."""
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
    """The articles of one list. The first that is asked for is loaded alone, as one card is what a
    publication leaves missing; all others at the second, and all at once where nothing is kept.
    """

    def __init__(self, keys: Iterable[int], load: Callable = listing_of):
        self.keys, self.load = list(keys), load
        self.by_key: dict[int, ArticlePage | None] = {}

    def loaded(self, key: int) -> ArticlePage | None:
        if key not in self.by_key:
            is_alone = not self.by_key and known.catch_up()
            wanted = [key] if is_alone else [each for each in self.keys if each not in self.by_key]
            # Each card notes what it shows itself (own_tags), and not what the others do.
            token = making.set(None)
            try:
                found = {each.pk: each for each in self.load(wanted)}
            finally:
                making.reset(token)
            self.by_key.update((each, found.get(each)) for each in wanted)
        return self.by_key[key]


def cards(keys: Iterable[int], load: Callable = listing_of) -> list[Card]:
    """The public ones of the articles, in the order of the keys. `load` gets those of a list."""
    keys = list(dict.fromkeys(keys))
    if not keys:
        return []
    moments = dict(still_public(keys))
    others = Articles(moments, load)
    return [Card(key, moments[key], others) for key in keys if key in moments]
