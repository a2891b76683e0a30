"""Variables for every template. Each is evaluated on first use."""

from django.utils.functional import SimpleLazyObject

from core.navigation import navigation
from core.sites import publication_or_none


def publication(request):
    """`publication`: the settings of the current site; `navigation`: its main pages."""
    return {
        "publication": SimpleLazyObject(lambda: publication_or_none(request)),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
