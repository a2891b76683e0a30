"""Query vocabulary that every page type shares."""

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Length, Substr
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet


class PublicPageQuerySet(PageQuerySet):
    """Pages whose `public()` costs no query of its own.

    Wagtail reads the restrictions first, at every call; here they are part of the same statement, so
    that a restriction made between two statements cannot be missed either.
    """

    def private_q(self) -> Q:
        path = Cast(OuterRef("path"), CharField())
        covering = PageViewRestriction.objects.annotate(
            page_start=Substr(path, Value(1), Length("page__path"))
        ).filter(page_start=F("page__path"))
        return Q(Exists(covering))
