"""Fixtures of several modules."""

import pytest
from wagtail.models import Site

from core.models import Publication


@pytest.fixture
def behind_cdn(settings, page_cache, article):
    """A site with an article, from now on behind a CDN that nobody reaches."""
    Publication.for_site(Site.objects.get())  # creates the row
    settings.WAGTAILFRONTENDCACHE = {
        "default": {
            "BACKEND": "core.cache.cdn_backends.HTTPCache",
            "LOCATION": "http://127.0.0.1:1",
        }
    }
