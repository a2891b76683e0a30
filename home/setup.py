"""The steps that the front page shows to editors until the first article is published."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from core.models import Publication
from news.models import NewsIndex


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass
class Step:
    title: str
    text: str
    is_done: bool
    links: list[Link] = field(default_factory=list)
    is_next: bool = False


@dataclass(frozen=True)
class Setup:
    """The steps to a first edition. The first unfinished one is marked as next."""

    steps: list[Step]

    @classmethod
    def seen_by(cls, request, home: Page) -> "Setup | None":
        """The steps, with the links that the user may follow; None for readers, and for editors who
        preview the page as a reader (`?as=reader`).
        """
        user = request.user
        if request.GET.get("as") == "reader" or not user.has_perm("wagtailadmin.access_admin"):
            return None
        section = NewsIndex.objects.descendant_of(home).order_by("path").first()
        steps = [name_step(user, request), section_step(user, home, section), story_step(section)]
        following = next((step for step in steps if not step.is_done), steps[-1])
        following.is_next = True
        return cls(steps)


def name_step(user, request) -> Step:
    site = Site.find_for_request(request)
    publication = Publication.for_site(site)
    links = []
    if user.has_perm("core.change_publication"):
        settings = reverse("wagtailsettings:edit", args=["core", "publication", site.pk])
        links = [Link(_("Name and logo"), settings), Link(_("Contact and footer"), settings)]
    return Step(
        _("Put your name on it"),
        _(
            "The name, a line about the paper, a logo if there is one. Until then the nameplate "
            "says what the software is called."
        ),
        is_done=publication.name != Publication._meta.get_field("name").default,
        links=links,
    )


def section_step(user, home: Page, section: NewsIndex | None) -> Step:
    links = []
    if home.permissions_for_user(user).can_add_subpage():
        adding = reverse("wagtailadmin_pages:add", args=["news", "newsindex", home.pk])
        links.append(Link(_("Add a section"), adding))
    if user.has_perm("news.add_author"):
        links.append(Link(_("Add an author"), reverse("newsroom_authors_modeladmin_create")))
    return Step(
        _("Open the sections"),
        _(
            "One page for each, in the order of the navigation. Two are enough to begin with; an "
            "empty one waits unseen."
        ),
        is_done=section is not None,
        links=links,
    )


def story_step(section: NewsIndex | None) -> Step:
    links = []
    if section:
        writing = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
        links.append(Link(_("Write a story"), writing))
    return Step(
        _("Publish the first story"),
        _(
            "Write it here, or hand over the document as it is: headings, links, lists and notes "
            "are understood."
        ),
        is_done=False,
        links=[*links, Link(_("Import a document"), reverse("newsroom_import"))],
    )
