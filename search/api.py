"""The JSON API of search: GET /api/search/, described in docs/search-api.md."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Site

from core.languages import site_language
from news.models import ArticlePage
from search.forms import SearchForm
from search.service import Answer, Asked, Correction, Hit, Results, search


# As on the search page: an unpublished article must disappear with the next request.
@cache_control(private=True, no_cache=True)
@require_safe
def api_view(request):
    """The response allows every origin, since all results are public; 404 past the last page."""
    asked = SearchForm(request.GET).asked
    reply = Reply(request, asked)
    try:
        response = JsonResponse(reply.of(search(asked)))
    except Http404:
        response = JsonResponse({"error": _("There is no such page.")}, status=404)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@dataclass
class Reply:
    """Results as plain data with absolute URLs.

    All texts are plain except `snippet_html`, which is escaped and marks the matching words.
    """

    request: object
    asked: Asked

    @cached_property
    def base(self) -> str:
        site = Site.find_for_request(self.request)
        return site.root_url if site else self.request.build_absolute_uri("/").rstrip("/")

    def full(self, url: str) -> str:
        return f"{self.base}{url}" if url.startswith("/") else url

    def paged(self, url: str) -> str | None:
        return f"{self.base}{self.request.path}{url}" if url else None

    def of(self, results: Results | None) -> dict:
        asked = {
            "query": self.asked.query.text,
            "filters": self.asked.filters.chosen(),
            "sort": self.asked.sort or "relevance",
        }
        if results is None:
            return {**asked, "total": 0, "hits": []}
        pager = results.pager
        return {
            **asked,
            "total": results.total,
            "total_is_capped": results.is_capped,
            "page": pager.number if pager else 1,
            "pages": pager.num_pages if pager else 1,
            "next": self.paged(pager.next_url) if pager else None,
            "previous": self.paged(pager.previous_url) if pager else None,
            "correction": self.correction(results.correction, results.is_corrected),
            "problem": results.problem,
            "answer": self.answer(results.answer),
            "promoted": [self.promoted(item) for item in results.promoted],
            "hits": [self.hit(hit) for hit in results.hits],
            "facets": {facet.name: self.options(facet) for facet in results.facets},
        }

    def correction(self, correction: Correction | None, is_applied: bool) -> dict | None:
        if correction is None:
            return None
        return {"shown": correction.shown, "typed": correction.typed, "is_applied": is_applied}

    def answer(self, answer: Answer | None) -> dict | None:
        if answer is None:
            return None
        return {
            "question": answer.question,
            "text": answer.text,
            "url": self.full(answer.url),
            "article": self.article(answer.article),
        }

    def promoted(self, item) -> dict:
        return {"title": item.title, "url": self.full(item.url), "description": item.description}

    def hit(self, hit: Hit) -> dict:
        return {
            **self.article(hit.article),
            "passage_url": self.full(hit.url),
            "heading": hit.heading,
            "is_question": hit.is_question,
            "snippet_html": hit.snippet,
            "more": [{"heading": link.heading, "url": self.full(link.url)} for link in hit.links],
        }

    def article(self, article: ArticlePage) -> dict:
        published = article.published_at
        return {
            "title": article.title,
            "url": self.full(article.url),
            "language": article.language_tag or site_language().tag,
            "section": article.section_title or "",
            "byline": str(article.byline or ""),
            "published_at": published.isoformat() if published else None,
        }

    def options(self, facet) -> list[dict]:
        return [
            {"value": option.value, "label": option.label, "count": option.count}
            for option in facet.options
            if option.value
        ]
