"""Finds the section of an article: by address, or by what its manuscript declares."""

from django.utils.translation import gettext as _

from news.manuscripts import Manuscript
from news.models import NewsIndex

from .outcomes import ManuscriptRefused


class NoSuchSection(Exception):
    """No section has that address. The message lists the existing ones."""


def section_at(address: str) -> NewsIndex:
    """The section at a path such as /news/ or /health/sleep/. Raises NoSuchSection."""
    by_address = {address_of(section): section for section in NewsIndex.objects.order_by("path")}
    wanted = f"/{address.strip('/')}/"
    if wanted in by_address:
        return by_address[wanted]
    if not by_address:
        raise NoSuchSection(_("There is no section yet: make one in the admin first."))
    raise NoSuchSection(
        _("No section at %(wanted)s. There are: %(addresses)s")
        % {"wanted": wanted, "addresses": ", ".join(by_address)}
    )


def address_of(section: NewsIndex) -> str:
    """The section's path on its site, or its path in the tree if it belongs to no site."""
    parts = section.get_url_parts()
    return parts[2] if parts and parts[2] else section.url_path


class Sections:
    """Finds the section that a manuscript belongs to."""

    def __init__(self, into: NewsIndex | None = None):
        self.into = into
        self.by_slug: dict[str, NewsIndex] = {}
        if into is None:
            for section in NewsIndex.objects.order_by("path"):
                self.by_slug.setdefault(section.slug, section)

    def of(self, manuscript: Manuscript) -> NewsIndex:
        """The section. Raises Refused if no section has that name."""
        if self.into is not None:
            return self.into
        if not self.by_slug:
            raise ManuscriptRefused(_("there is no section to put it in"))
        if not manuscript.section:
            return next(iter(self.by_slug.values()))
        try:
            return self.by_slug[manuscript.section.strip("/")]
        except KeyError:
            names = ", ".join(self.by_slug)
            raise ManuscriptRefused(
                _("no section “%(name)s”; there are: %(names)s")
                % {"name": manuscript.section, "names": names}
            ) from None
