"""Pages and links that editors show above the results of a query (Wagtail's promoted results)."""

from dataclasses import dataclass

from django.db.models import Q
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from core.querysets import PublicPageQuerySet
from search.text import index_text


@dataclass(frozen=True)
class Promoted:
    """`page_id` is None for a link to another site."""

    title: str
    url: str
    description: str
    page_id: int | None = None


def promotions(texts: list[str]) -> list[Promoted]:
    """The promotions of any of these queries, in the editors' order, without duplicates.

    Queries match regardless of case, spaces and punctuation. Pages that are not public are left
    out.
    """
    wanted = {form(text) for text in texts for form in (normalise_query_string, index_text)}
    found = {}
    for pick in picked_for(wanted):
        item = promoted(pick)
        if item.url:
            found.setdefault(item.url, item)
    return list(found.values())


def picked_for(queries: list[str]):
    public = PublicPageQuerySet(Page).live().public().values("pk")
    picks = SearchPromotion.objects.filter(query__query_string__in=queries)
    picks = picks.filter(Q(page=None) | Q(page__in=public)).select_related("page")
    return picks.order_by("sort_order", "pk")


def promoted(pick: SearchPromotion) -> Promoted:
    if pick.page:
        return Promoted(pick.page.title, pick.page.url, pick.description, pick.page_id)
    url = pick.external_link_url
    return Promoted(pick.external_link_text or url, url, pick.description)
