"""The site's main pages, read in one query: the sections and what surrounds them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Page, Site

from core.querysets import PublicPageQuerySet
from core.shared import shared
from core.sites import recognised_site

# Page types are named, not imported: the kernel knows nothing above itself.
SECTION = ("news", "newsindex")
CONTACT = ("home", "contactpage")


@dataclass(frozen=True)
class Item:
    title: str
    url: str
    is_current: bool


@dataclass
class Navigation:
    """`sections` make the section navigation, `pages` the footer; `contact` is one of them.

    `path` is the address that is asked for.
    """

    sections: list[Item] = field(default_factory=list)
    pages: list[Item] = field(default_factory=list)
    contact: Item | None = None
    path: str = ""

    @property
    def place(self) -> str:
        """What the navigation marks as current: the address itself, or the section it is in."""
        current = [section.url for section in self.sections if section.is_current]
        if self.path in (*current, reverse("topics"), reverse("authors")):
            return f"at {self.path}"
        return "".join(current)


def navigation(request) -> Navigation:
    """The public children of the front page that are shown in menus, in the order of the tree."""
    site = recognised_site(request)
    found = Navigation(path=request.path)
    if site is None:
        return found
    menu = shared(("menu", site.pk, request.get_host()), lambda: list(menu_of(site, request)))
    for kind, title, url in menu:
        item = Item(title, url, request.path.startswith(url))
        if kind == SECTION:
            found.sections.append(item)
        elif kind == CONTACT:
            found.contact = item
        else:
            found.pages.append(item)
    return found


def menu_of(site: Site, request) -> Iterator[tuple[tuple[str, str], str, str]]:
    """The kind, title and address of each page of the menus."""
    children = PublicPageQuerySet(Page).child_of(site.root_page).live().public().in_menu()
    for page in children.order_by("path"):
        kind = ContentType.objects.get_for_id(page.content_type_id).natural_key()
        yield kind, page.title, page.get_url(request) or "/"
