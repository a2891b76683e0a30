"""Articles in lists, as cards.

A card shows the `listing` of the article's projection. An article without a current row (changed a
moment ago, not built yet) is loaded, and its card is made of the same facts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from core.compiled import compiled
from news.models import ArticlePage
from news.models.byline import Credit, part_of
from news.projection.facts import listing_of
from news.projection.release import release_for

KINDS = dict(ArticlePage.Kind.choices)


@dataclass(frozen=True)
class Card:
    """A public article in a list: plain values, nothing is read later.

    `url` is relative to the site, `published_at` an aware datetime or None, `minutes` the reading
    time, and `language` "" for that of the site. `pictures` and `main_pictures` have the small and
    the main picture by shape, for the picture tag; they are empty without a picture.
    """

    pk: int
    title: str
    url: str
    summary: str
    kicker: str
    topic: str
    kind: str
    byline: str
    credits: tuple[Credit, ...]
    minutes: int
    language: str
    published_at: datetime | None
    pictures: dict[str, dict]
    main_pictures: dict[str, dict]
    # In the list of an author: what the author did.
    part: str = ""

    @classmethod
    def of(cls, pk: int, listing: dict) -> "Card":
        """The card with the facts of news.projection.facts.listing_of()."""
        published = listing["published"]
        return cls(
            pk=pk,
            title=listing["title"],
            url=listing["url"],
            summary=listing["summary"],
            kicker=listing["kicker"],
            topic=listing["topic"],
            kind=listing["kind"],
            byline=listing["printed_byline"],
            credits=tuple(Credit(*credit) for credit in listing["credits"]),
            minutes=listing["minutes"],
            language=listing["language"],
            published_at=datetime.fromisoformat(published) if published else None,
            pictures=listing["pictures"],
            main_pictures=listing["main_pictures"] or listing["pictures"],
        )

    @property
    def kind_label(self) -> str:
        return KINDS.get(self.kind, self.kind)

    @cached_property
    def day(self) -> date | None:
        """The day of publication, in the current time zone."""
        return self.published_at and timezone.localtime(self.published_at).date()

    @property
    def month(self) -> date | None:
        """The first day of the month of publication."""
        return self.day and self.day.replace(day=1)

    def in_list_of(self, author: int) -> "Card":
        """The card with the `part` of the author with that key."""
        return replace(self, part=part_of(author, self.credits))


def cards(keys: Iterable[int], request) -> list[Card]:
    """Cards of the public ones of these articles, in the order of the keys, without duplicates.

    One query if all have current rows; otherwise a fixed number more. An article that belongs to no
    site has no card.
    """
    keys = list(dict.fromkeys(keys))
    if not keys:
        return []
    release = release_for(request)
    listings, missing = {}, []
    for key, stored, listing, built, wanted in rows_of(keys):
        if release and stored == release and built == wanted:
            listings[key] = listing
        else:
            missing.append(key)
    if missing:
        listings |= {each.pk: listing_of(each, request) for each in articles_of(missing)}
    found = ((key, listings.get(key)) for key in keys)
    return [Card.of(key, listing) for key, listing in found if listing and listing["url"]]


@compiled
def rows_of(articles: list[int]):
    """Of the public ones of these articles: key, release and listing of the row (or None), and two
    counters: the changes when the row was built, and those so far.
    """
    return ArticlePage.objects.public_among(articles).values_list(
        "pk",
        "projection__release",
        "projection__listing",
        "projection_state__built",
        "projection_state__wanted",
    )


def articles_of(articles: list[int]) -> QuerySet:
    """The public ones of these articles, as lists show them."""
    return ArticlePage.objects.public_among(articles).for_listing()
