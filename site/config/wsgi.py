"""WSGI entry point; `manage.py serve` runs it in the workers of a web server."""

import gc
import os

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

from core.serving.processes import end_worker_with_server

# First, since loading the site takes seconds in which the server may be killed.
end_worker_with_server()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# Only for requests, on whose response somebody waits; commands have no time limit.
os.environ.setdefault("DATABASE_CONNECTIONS", "4")
os.environ.setdefault("DATABASE_SECONDS", "10")


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


def with_page_cache(application):
    """The application behind the page cache, if it is enabled."""
    # These modules need the app registry.
    from core.cache.pages import PageCache
    from core.cache.versions import versions

    if settings.PAGE_CACHE:
        return PageCache(application, versions, settings.PAGE_CACHE_MB)
    return application


django_application = get_wsgi_application()
django_application.request_class = Request
application = with_page_cache(django_application)

# Excludes loaded modules from garbage collection, which delays some request by .1 s.
gc.collect()
gc.freeze()
