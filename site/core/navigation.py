"""The site's main pages, read in one query: the sections and the pages of the footer."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import reverse
from wagtail.models import Page, Site

from core.cache.chrome import remembered
from core.querysets import PublicPageQuerySet
from core.sites import recognised_site

# Page types are named, not imported, because core must not import from higher layers.
SECTION = ("news", "newsindex")
CONTACT = ("home", "contactpage")
# The number of articles in each list.
TALLY = ("news", "tally")


@dataclass(frozen=True)
class Item:
    """`is_filled`: whether a section contains published articles."""

    title: str
    url: str
    is_current: bool
    is_filled: bool = True


@dataclass
class Navigation:
    """`sections` are the section navigation, `pages` the footer; `contact` is one of the pages.

    A section without articles is left out unless it is the current one. `has_topics` and
    `has_authors` tell whether there is anything to list. `path` is the requested path.
    """

    sections: list[Item] = field(default_factory=list)
    pages: list[Item] = field(default_factory=list)
    contact: Item | None = None
    path: str = ""
    has_topics: bool = False
    has_authors: bool = False

    @property
    def filled(self) -> list[Item]:
        """The sections with published articles."""
        return [section for section in self.sections if section.is_filled]

    @property
    def place(self) -> str:
        """What the navigation marks as current: the address itself, or its section."""
        current = [section.url for section in self.sections if section.is_current]
        if self.path in (*current, reverse("topics"), reverse("authors")):
            return f"at {self.path}"
        return "".join(current)


def navigation(request) -> Navigation:
    """The public children of the front page that are shown in menus, in tree order."""
    site = recognised_site(request)
    found = Navigation(path=request.path)
    if site is None:
        return found
    menu = remembered(("menu", site.pk, request.get_host()), lambda: list(menu_of(site, request)))
    for kind, title, url, has in menu:
        item = Item(title, url, request.path.startswith(url), has["articles"])
        found.has_topics, found.has_authors = has["topics"], has["authors"]
        if kind == SECTION:
            if item.is_filled or item.is_current:
                found.sections.append(item)
        elif kind == CONTACT:
            found.contact = item
        else:
            found.pages.append(item)
    return found


def menu_of(site: Site, request) -> Iterator[tuple[tuple[str, str], str, str, dict[str, bool]]]:
    """The kind, title and address of each page of the menus; whether it has `articles`, and
    whether the whole site has `topics` and `authors`."""
    children = PublicPageQuerySet(Page).child_of(site.root_page).live().public().in_menu()
    counted = apps.get_model(*TALLY).objects.filter(month=0, articles__gt=0)
    children = children.annotate(
        articles=Exists(counted.filter(place=OuterRef("pk"), topic=0, author=0)),
        topics=Exists(counted.filter(place=0, topic__gt=0)),
        authors=Exists(counted.filter(place=0, author__gt=0)),
    )
    for page in children.order_by("path"):
        kind = ContentType.objects.get_for_id(page.content_type_id).natural_key()
        has = {name: getattr(page, name) for name in ("articles", "topics", "authors")}
        yield kind, page.title, page.get_url(request) or "/", has
