"""What every template may use."""

from django.utils.functional import SimpleLazyObject

from core.models import Publication


def publication(request):
    """`publication`: the settings of the site that is asked for, read when first used."""
    return {"publication": SimpleLazyObject(lambda: Publication.for_request(request))}
