"""Variables for every template. Each is evaluated on first use."""

from django.utils.functional import SimpleLazyObject

from core.models import Publication
from core.navigation import navigation


def publication(request):
    """`publication`: the settings of the current site; `navigation`: its main pages."""
    return {
        "publication": SimpleLazyObject(lambda: Publication.shown_on(request)),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
