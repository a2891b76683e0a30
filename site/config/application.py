"""The WSGI application. Django has to be set up before this module is imported (config.wsgi)."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

from core.cache.pages import PageCache
from core.cache.versions import versions


class Request(WSGIRequest):
    """Reads URLs and forms as UTF-8, whatever charset a header names.

    Django decodes them with that charset before any error page could be rendered: some names are
    not charsets of text, others yield characters that cannot be stored.
    """

    def _set_content_type_params(self, meta):
        try:
            parsed = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            parsed = "", {}
        self.content_type, self.content_params = parsed


class Handler(WSGIHandler):
    request_class = Request


def make():
    """The site as an application, behind the page cache if that is enabled."""
    site = Handler()
    if settings.PAGE_CACHE:
        return PageCache(site, versions, settings.PAGE_CACHE_MB)
    return site
