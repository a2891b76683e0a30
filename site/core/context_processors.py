"""What every template may use; each is read when a template first asks for it."""

from django.utils.functional import SimpleLazyObject

from core.models import Publication
from core.navigation import navigation


def publication(request):
    """`publication`: the settings of the site that is asked for; `navigation`: its main pages."""
    return {
        "publication": SimpleLazyObject(lambda: Publication.shown_on(request)),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }
