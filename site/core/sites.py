"""Which site is asked for."""

from wagtail.models import Site

from core.cache.fragments import shared


def recognised_site(request) -> Site | None:
    """The site that is asked for, which the request then knows (Site.find_for_request)."""
    if not hasattr(request, "_wagtail_site"):
        site = shared(("site", request.get_host()), lambda: Site.find_for_request(request))
        request._wagtail_site = site
    return request._wagtail_site
