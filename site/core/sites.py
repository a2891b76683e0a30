"""The site that a request is for, and its settings, which requests share."""

from wagtail.models import Site

from core.cache.fragments import shared
from core.models import Publication


def recognised_site(request) -> Site | None:
    """The site that the request is for. Site.find_for_request() then returns the same one."""
    if not hasattr(request, "_wagtail_site"):
        site = shared(("site", request.get_host()), lambda: Site.find_for_request(request))
        request._wagtail_site = site
    return request._wagtail_site


def publication_for(request) -> Publication:
    """The settings of that site, read once a request; Publication.DoesNotExist without a site.

    Requests share the object: do not change it.
    """
    name = Publication.get_cache_attr_name()
    # Publication.for_request() finds them there, too.
    if not hasattr(request, name):
        site = recognised_site(request)
        key = ("publication", site.pk if site else None)
        setattr(request, name, shared(key, lambda: Publication.for_site(site)))
    return getattr(request, name)


def publication_or_none(request) -> Publication | None:
    """Like publication_for(), but None without a site."""
    return publication_for(request) if recognised_site(request) else None
