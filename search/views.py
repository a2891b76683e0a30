"""The views of search: results, suggestions while typing, and the counter of clicks."""

from textwrap import shorten
from urllib.parse import urljoin

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Site

from core.languages import language
from core.sites import publication_or_none
from search import insight
from search.forms import SearchForm
from search.query import LONGEST_QUERY, typed_query
from search.related import related_topics
from search.service import search
from search.suggesting import Suggested, suggest

# OpenSearch 1.1, section "ShortName".
LONGEST_SHORT_NAME = 16


# Results are public and the same for everyone, but an unpublished article must disappear with the
# next request, and a CDN cannot be purged of every query that found it. So shared caches store
# nothing, and browsers revalidate.
@cache_control(private=True, no_cache=True)
@require_safe
def search_view(request):
    form = SearchForm(request.GET)
    results = search(form.asked)
    if results and not results.problem:
        insight.record_search(request, form.asked.query.text, results.total)
    context = {
        "form": form,
        "query": form.asked.query.text,
        "results": results,
        "pager": results.pager if results else None,
        "facets": results.facets if results else [],
        "sort": results.sort if results else [],
        "answer": results.answer if results else None,
        "topics": related_topics(form.asked.query) if results and not results.total else [],
    }
    return render(request, "pages/search.html", context)


# It changes only a counter, and a beacon that a browser sends while leaving a page has no token.
@csrf_exempt
@require_POST
def click_view(request):
    """Counts a click. The body is the query, as plain text, of the results that were clicked."""
    if insight.is_reader(request):
        body = request.read(4 * LONGEST_QUERY)
        insight.record_click(body.decode("utf-8", "replace"))
    return HttpResponse(status=204)


# Deleting a letter needs no new request; an unpublished article disappears within a minute.
@cache_control(private=True, max_age=60)
@require_safe
def suggest_view(request):
    """Suggestions as JSON, for our script; ?format=opensearch is for a browser's search field."""
    typed = typed_query(request.GET)
    found = suggest(typed)
    if request.GET.get("format") == "opensearch":
        site = Site.find_for_request(request)
        base = site.root_url if site else request.build_absolute_uri("/")
        columns = (
            [each.label for each in found],
            [each.kind_label for each in found],
            [urljoin(base, each.url) for each in found],
        )
        content_type = "application/x-suggestions+json"
        return JsonResponse([typed, *columns], safe=False, content_type=content_type)
    suggestions = [as_json(each) for each in found]
    return JsonResponse({"query": typed, "status": status(found), "suggestions": suggestions})


def as_json(suggested: Suggested) -> dict:
    spoken = language(suggested.language) if suggested.language else None
    return {
        "kind": suggested.kind,
        "kind_label": suggested.kind_label,
        "label": suggested.label,
        "url": suggested.url,
        "parts": suggested.parts,
        **({"lang": spoken.tag, "dir": spoken.direction} if spoken else {}),
    }


def status(found: list) -> str:
    """The text that screen readers announce when the list changes."""
    if not found:
        return _("No suggestions")
    number = len(found)
    return ngettext("%(number)s suggestion", "%(number)s suggestions", number) % {"number": number}


@cache_control(public=True, max_age=3600)
@require_safe
def opensearch_view(request):
    """The description by which browsers add the site: https://github.com/dewitt/opensearch"""
    publication = publication_or_none(request)
    if publication is None:
        raise Http404
    name = publication.name
    short_name = shorten(name, LONGEST_SHORT_NAME, placeholder="") or name[:LONGEST_SHORT_NAME]
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    context = {"short_name": short_name}
    return render(request, "feeds/opensearch.xml", context, content_type=content_type)
