"""Players of known providers, derived from the address alone: building a page fetches nothing."""

import re
from dataclasses import dataclass

PROVIDERS = (
    (
        "YouTube",
        re.compile(
            r"^https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|embed/)|youtu\.be/)"
            r"(?P<id>[\w-]{6,20})"
        ),
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    (
        "Vimeo",
        re.compile(r"^https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(?P<id>\d+)"),
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
    (
        "Internet Archive",
        re.compile(r"^https?://archive\.org/(?:details|embed)/(?P<id>[\w.-]+)"),
        "https://archive.org/embed/{id}",
    ),
)


@dataclass(frozen=True)
class Player:
    provider: str
    url: str


def player_for(address: str) -> Player | None:
    """The player of the recording at `address`; None if the provider is unknown."""
    for provider, pattern, template in PROVIDERS:
        if match := pattern.match(address):
            return Player(provider, template.format(id=match["id"]))
    return None
