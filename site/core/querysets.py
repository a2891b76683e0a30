"""Query vocabulary that every page type shares."""

from functools import cache

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Length, Substr
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

LONGEST_PATH = Page._meta.get_field("path").max_length


class PublicPageQuerySet(PageQuerySet):
    """Pages whose `public()` costs no query of its own.

    Wagtail reads the restrictions first, at every call; here they are part of the same statement,
    so that a restriction made between two statements cannot be missed either.
    """

    def private_q(self) -> Q:
        return covered()

    def descendant_of_q(self, other: Page, inclusive: bool = False) -> Q:
        """As Wagtail has it, from an index in SQLite too, which has none for "begins with"."""
        first = other.path + "0" * Page.steplen
        beneath = Q(path__range=(first, other.path.ljust(LONGEST_PATH, "Z")))
        return beneath | Q(path=other.path) if inclusive else beneath


@cache
def covered() -> Q:
    """That a view restriction covers the page, or the page of which it is an alias."""
    source = Page.objects.filter(pk=OuterRef("alias_of")).order_by().filter(is_restricted())
    return is_restricted() | (Q(alias_of__isnull=False) & Q(Exists(source)))


def is_restricted() -> Q:
    """That there is a view restriction of this page or of one above it."""
    path = Cast(OuterRef("path"), CharField())
    # The path of the restricted page is a subquery and not a join: SQLite's planner, once it
    # has figures, starts such a join from the pages, and reads them all for every article.
    restricted = Page.objects.filter(pk=OuterRef("page_id")).order_by().values("path")
    covering = PageViewRestriction.objects.annotate(restricted=Subquery(restricted)).filter(
        restricted=Substr(path, Value(1), Length("restricted"))
    )
    return Q(Exists(covering))
