"""Fixtures of several modules."""

import pytest
from wagtail.models import Site

from core.cache.pages import PageCache
from core.models import Publication
from tests.origin import Changes, Origin


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


@pytest.fixture
def changes():
    return Changes()


@pytest.fixture
def origin(changes):
    return Origin(changes.versions)


@pytest.fixture
def cache(origin, changes):
    return PageCache(origin, changes.versions, megabytes=1)
