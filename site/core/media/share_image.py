"""The picture of a shared link.

`subject` is a page, an author or a topic: it has `social_title` and `share_picture`. A page without
a picture gets a card with its headline (core.media.share_cards); anything else without a picture
gets the card of the front page.
"""

from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from wagtail.models import Site

from core.media import share_cards
from core.media.pictures import picture

# Below this width a picture is shown small, beside the words.
LARGE = 600


class SharedBy(Protocol):
    """The settings of the publication (core.models.Publication), as far as cards show them."""

    name: str
    tagline: str


@dataclass(frozen=True)
class ShareImage:
    url: str
    width: int
    height: int
    alt: str = ""

    @property
    def is_large(self) -> bool:
        return self.width >= LARGE


def share_image(subject, site: Site, publication: SharedBy) -> ShareImage | None:
    """The picture for a link to the subject, or None where there is none and none can be drawn."""
    image = getattr(subject, "share_picture", None)
    found = picture(image, getattr(subject, "share_shape", "social")) if image else None
    if found:
        alt = getattr(subject, "share_alt", "") or subject.social_title
        return ShareImage(full(site, found.main.src), found.main.width, found.main.height, alt)
    page = subject if getattr(subject, "has_share_card", False) else site.root_page
    card = card_of(page, site, publication)
    if not card.is_drawable:
        return None
    url = full(site, reverse("share_card", args=[page.pk, card.digest]))
    return ShareImage(url, share_cards.WIDTH, share_cards.HEIGHT, card.headline)


def card_of(page, site: Site, publication: SharedBy) -> share_cards.ShareCard:
    if page.pk == site.root_page_id:
        return share_cards.ShareCard(publication.name, "", publication.tagline or publication.name)
    return share_cards.ShareCard(publication.name, page.kicker, page.social_title)


def full(site: Site, url: str) -> str:
    return f"{site.root_url}{url}" if url.startswith("/") else url
