"""The search form. Invalid parameters are ignored, so it has no errors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from search.facets import filters_of
from search.query import LONGEST_QUERY, typed_query
from search.service import NEWEST, Asked


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "maxlength": LONGEST_QUERY, "autocomplete": "off"}
        ),
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, query_params):
        """`query_params`: request.GET. The form shows the cleaned words."""
        self.asked = Asked(
            text=typed_query(query_params),
            filters=filters_of(query_params),
            sort=NEWEST if query_params.get("sort") == NEWEST else "",
            page=query_params.get("page") or "",
            is_exact=query_params.get("exact") == "1",
        )
        super().__init__({"q": self.asked.text, "sort": self.asked.sort})
