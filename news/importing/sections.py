"""Finding a section by its address."""

from django.utils.translation import gettext as _

from news.models import NewsIndex


class NoSuchSection(Exception):
    """No section has that address; the message lists those that there are."""


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
    """The section's path on its site, or in the tree where it is on none."""
    parts = section.get_url_parts()
    return parts[2] if parts and parts[2] else section.url_path
