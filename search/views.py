"""The search page."""

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from search.forms import SearchForm
from search.service import search, suggested_topics


# Results are public and the same for everyone, but a withdrawn article has to be gone from them at
# the next request, and no cache can be told which of endless queries found it: shared caches keep
# nothing, browsers ask again.
@cache_control(private=True, no_cache=True)
@require_safe
def search_view(request):
    form = SearchForm(request.GET)
    results = search(form.asked)
    context = {
        "form": form,
        "query": form.asked.query.text,
        "results": results,
        "pager": results.pager if results else None,
        "facets": results.facets if results else [],
        "sort": results.sort if results else [],
        "answer": results.answer if results else None,
        "correction": None,
        "topics": suggested_topics() if results and not results.hits else [],
        "noindex": True,
    }
    return render(request, "pages/search.html", context)
