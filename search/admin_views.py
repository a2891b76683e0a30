"""Admin views of search: the report of queries, and the forms for synonyms and promotions."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import any_permission_required
from wagtail.contrib.search_promotions.models import Query
from wagtail.contrib.search_promotions.views import CreateView as CreatePromotionView
from wagtail.search.utils import normalise_query_string
from wagtail_modeladmin.views import CreateView

from search import report
from search.models import SynonymSet
from search.query import normalise
from search.stemming import stems
from search.text import index_text, words

INSIGHT_PERMISSIONS = ("search.change_synonymset", "wagtailsearchpromotions.change_searchpromotion")
PERIODS = (7, 30, 90)
DEFAULT_PERIOD = 30


def can_see_insight(user) -> bool:
    """Whether the user may see the report: users who can act on it, by synonyms or promotions."""
    return any(user.has_perm(permission) for permission in INSIGHT_PERMISSIONS)


insight_permission_required = any_permission_required(*INSIGHT_PERMISSIONS)


@require_safe
@insight_permission_required
def search_insight(request):
    """The report for `?days=` 7, 30 or 90; `?export=csv` downloads every query of that period."""
    asked_for = request.GET.get("days")
    period = next((days for days in PERIODS if str(days) == asked_for), DEFAULT_PERIOD)
    if request.GET.get("export") == "csv":
        return download(period)
    lists = report.lists(period)
    remedies = Remedies(request.user, {row.query for each in lists for row in each.rows})
    context = {
        "period": period,
        "periods": PERIODS,
        "figures": report.figures(period),
        "chart": report.chart(),
        "lists": [
            (each, [(row, remedies.links(row.query)) for row in each.rows]) for each in lists
        ],
    }
    return render(request, "newsroom/search_insight.html", context)


def download(days: int) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="searches-of-{days}-days.csv"'
    report.write_csv(response, days)
    return response


@dataclass(frozen=True)
class AdminLink:
    label: str
    url: str


class Remedies:
    """Links by which a user adds or changes the synonyms and promoted pages of queries."""

    def __init__(self, user, queries: set[str]):
        self.user = user
        self.synonyms = synonym_sets_of(queries)
        self.promotions = promotions_of(queries)

    def links(self, query: str) -> list[AdminLink]:
        return [link for link in (self.synonym_link(query), self.promotion_link(query)) if link]

    def synonym_link(self, query: str) -> AdminLink | None:
        known = self.synonyms.get(query)
        if known and self.user.has_perm("search.change_synonymset"):
            return AdminLink(
                _("Edit synonyms"), reverse("newsroom_synonyms_modeladmin_edit", args=[known])
            )
        if not known and self.user.has_perm("search.add_synonymset"):
            url = reverse("newsroom_synonyms_modeladmin_create")
            return AdminLink(_("Add synonyms"), f"{url}?{urlencode({'words': query})}")
        return None

    def promotion_link(self, query: str) -> AdminLink | None:
        known = self.promotions.get(query)
        if known and self.user.has_perm("wagtailsearchpromotions.change_searchpromotion"):
            return AdminLink(
                _("Edit promotion"), reverse("wagtailsearchpromotions:edit", args=[known])
            )
        if not known and self.user.has_perm("wagtailsearchpromotions.add_searchpromotion"):
            url = reverse("wagtailsearchpromotions:add")
            return AdminLink(_("Promote a page"), f"{url}?{urlencode({'query_string': query})}")
        return None


def synonym_sets_of(queries: Iterable[str]) -> dict[str, int]:
    """Maps each query that equals a phrase of a synonym set, compared by stems, to the set's id."""
    sets = {
        tuple(phrase): pk
        for pk, phrases in SynonymSet.objects.values_list("pk", "stems")
        for phrase in phrases
    }
    every_word = sorted({word for query in queries for word in words(query)})
    stem = dict(zip(every_word, stems(every_word), strict=True))
    known = {query: sets.get(tuple(stem[word] for word in words(query))) for query in queries}
    return {query: pk for query, pk in known.items() if pk}


def promotions_of(queries: Iterable[str]) -> dict[str, int]:
    """Maps each query that has promoted pages to the id of Wagtail's Query."""
    forms = {query: (normalise_query_string(query), index_text(query)) for query in queries}
    every_form = {form for both in forms.values() for form in both}
    promoted = Query.objects.filter(query_string__in=every_form, editors_picks__isnull=False)
    ids = dict(promoted.values_list("query_string", "pk"))
    return {query: ids[form] for query, both in forms.items() for form in both if form in ids}


class AddSynonymsView(CreateView):
    """Prefills the form with the words of `?words=`."""

    def get_instance(self):
        # A comma would split the words into two phrases.
        text = normalise(self.request.GET.get("words", "").replace(",", " "))
        return self.model(words=f"{text}, " if text else "")


class PromoteView(CreatePromotionView):
    """Prefills the form with `?query_string=`; redirects to an existing promotion of that query."""

    @cached_property
    def query_string(self) -> str:
        return normalise(self.request.GET.get("query_string", ""))

    def get(self, request, *args, **kwargs):
        known = promotions_of([self.query_string]).get(self.query_string)
        if known:
            return redirect(self.edit_url_name, known)
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        return {**super().get_initial(), "query_string": self.query_string}
