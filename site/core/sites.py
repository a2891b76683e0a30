"""The site that a request is for, and its settings, which requests share."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from wagtail.models import Site

from core.cache.chrome import remembered, uncached
from core.compat import has_site, set_site, site_of
from core.models import Publication


def recognised_site(request) -> Site | None:
    """The site that the request is for. Site.find_for_request() then returns the same one."""
    if not has_site(request):
        site = remembered(("site", request.get_host()), lambda: Site.find_for_request(request))
        set_site(request, site)
    return site_of(request)


def publication_for(request) -> Publication:
    """The settings of that site, read once a request; Publication.DoesNotExist without a site.

    Requests share the object: do not change it.
    """
    name = Publication.get_cache_attr_name()
    # Publication.for_request() finds them there, too.
    if not hasattr(request, name):
        site = recognised_site(request)
        key = ("publication", site.pk if site else None)
        setattr(request, name, remembered(key, lambda: Publication.for_site(site)))
    return getattr(request, name)


def publication_or_none(request) -> Publication | None:
    """Like publication_for(), but None without a site."""
    return publication_for(request) if recognised_site(request) else None


@contextmanager
def anonymous_request(site: Site, path: str) -> Iterator[HttpRequest]:
    """A request for the path of that site as a reader without a session sends it, outside the
    request of an editor: in the language and the time zone of the site, and without caches.
    """
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.META = {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port)}
    set_site(request, site)
    zone = timezone.get_default_timezone()
    with translation.override(settings.LANGUAGE_CODE), timezone.override(zone), uncached():
        yield request
