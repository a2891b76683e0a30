"""What pages say of themselves to machines, in the vocabulary of https://schema.org.

A node is a plain dict. A page, an author or a topic gives its nodes by `structured_data(about)`,
read from the same methods as its templates; `element()` puts them into the one script element of
the page. Each node is whole: programs follow references between nodes less well.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Site

from core.media.pictures import picture
from core.media.share_image import SharedBy, share_image

Node = dict[str, object]

ORGANISATION = "NewsMediaOrganization"
MARK = "core/icons/icon-512.png"
# "</script" and "<!--" end or change a script element, whatever its type.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


class Publisher(SharedBy, Protocol):
    """The settings of the publication (core.models.Publication), as far as nodes need them."""

    contact_email: str
    logo: object
    social_links: Iterable


@dataclass(frozen=True)
class About:
    """The site and the request that nodes are written for."""

    request: HttpRequest
    site: Site
    publication: Publisher

    def full(self, url: str | None) -> str:
        """The address with scheme and host."""
        url = url or "/"
        return f"{self.site.root_url}{url}" if url.startswith("/") else url

    @property
    def language(self) -> str:
        return get_language() or ""

    def image(self, subject) -> Node | None:
        """The picture of a shared link, as a node."""
        found = share_image(subject, self.site, self.publication)
        return image(found.url) if found else None


def node(kind: str, properties: Node) -> Node:
    """A node without the properties that have no value."""
    return {"@type": kind, **{name: value for name, value in properties.items() if value}}


def image(url: str) -> Node:
    return node("ImageObject", {"url": url})


def moment(time) -> str:
    """A time as ISO 8601 with the site's offset; nothing for None."""
    return timezone.localtime(time).isoformat(timespec="seconds") if time else ""


def publisher(about: About) -> Node:
    publication = about.publication
    logo = picture(publication.logo, "logo")
    return node(
        ORGANISATION,
        {
            "name": publication.name,
            "url": about.full("/"),
            "description": publication.tagline,
            "email": publication.contact_email,
            "logo": image(about.full(logo.main.src if logo else static(MARK))),
            "sameAs": [child.value["url"] for child in publication.social_links],
        },
    )


def website(about: About) -> Node:
    """The whole site, and how to search it."""
    target = node("EntryPoint", {"urlTemplate": f"{about.full(reverse('search'))}?q={{words}}"})
    return node(
        "WebSite",
        {
            "url": about.full("/"),
            "name": about.publication.name,
            "description": about.publication.tagline,
            "inLanguage": about.language,
            "publisher": publisher(about),
            "potentialAction": node("SearchAction", {"target": target}),
        },
    )


def web_page(kind: str, about: About, url: str, subject) -> Node:
    """A page that is no article: `subject` has a title and a description to share."""
    return node(
        kind,
        {
            "url": url,
            "name": subject.social_title,
            "description": subject.social_description,
            "inLanguage": about.language,
            "publisher": publisher(about),
        },
    )


def breadcrumbs(about: About, trail: Iterable[tuple[str, str | None]]) -> Node:
    """The way to a page: (title, address) of each step after the front page."""
    steps = [(about.publication.name, "/"), *trail]
    return node(
        "BreadcrumbList",
        {
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": title, "item": about.full(url)}
                for number, (title, url) in enumerate(steps, start=1)
            ]
        },
    )


def element(about: About, nodes: list[Node]) -> SafeString:
    """The script element with the nodes, or else with the publisher.

    It is a data block, which browsers never run, so no policy has to allow it.
    """
    graph = {"@context": "https://schema.org", "@graph": nodes or [publisher(about)]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"), default=str)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(ESCAPES)),  # noqa: S308 - no "<", ">" or "&" is left
    )
