"""Routing by the stored URL path: one query, whatever the depth of the page.

Wagtail walks the tree with two queries per level. Here one query finds the deepest page on the
path, and whether a view restriction covers it. That page then routes the rest itself.
"""

from collections.abc import Iterable
from functools import cache

from django.http import Http404
from django.views.decorators.csrf import csrf_exempt
from wagtail import views
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from core.compat import set_route
from core.compiled import compiled
from core.models import BasePage
from core.querysets import PublicPageQuerySet
from core.sharing import share_response
from core.sites import recognised_site

ROUTED = (
    *("path", "depth", "url_path", "live", "first_published_at", "content_type", "locale"),
    "alias_of",
)
# Longer addresses belong to no page. The limit bounds the size of the query.
MOST_SEGMENTS = 12


class Gone(Http404):
    """The address belongs to an unpublished page."""


# Pages come from caches, so their forms have no token and no cookie. A post acts in no session; a
# page with a form checks core.http.policy.is_cross_site.
@csrf_exempt
def serve(request, path: str):
    """Wagtail's page view, with a route that was resolved beforehand.

    Sets `request.is_gone` for an unpublished page. The response is still 404, so that redirects
    apply; core.http.middleware.GonePages makes it a 410.
    """
    found = None
    try:
        found = route(request, path)
    except Http404 as error:
        request.is_gone = isinstance(error, Gone)
    set_route(request, found)
    response = views.serve(request, path)
    offer(request, found)
    return response


def offer(request, found: RouteResult | None) -> None:
    """Allows the page cache to store the page that was served, if it is public."""
    if found:
        page = found.page
        if isinstance(page, BasePage) and page.known_public and page.is_kept:
            alias_tags = getattr(request, "alias_tags", ())
            share_response(page.cache_tag, *page.shown_lists(), *alias_tags)


def route(request, path: str) -> RouteResult | None:
    """The page at the address, with its own route. Raises Http404 if there is none."""
    site = recognised_site(request)
    if site is None:
        return None
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > MOST_SEGMENTS:
        raise Http404
    root = site.root_page
    paths = {
        root.url_path + "".join(f"{segment}/" for segment in segments[:length]): length
        for length in range(len(segments) + 1)
    }
    page = deepest_page(paths, root)
    if page is None:
        raise Http404
    rest = segments[paths[page.url_path] :]
    if not rest and was_withdrawn(page):
        raise Gone
    if page.alias_of_id:
        return alias_route(request, page, rest)
    whole = specific(page)
    if not page.is_covered:
        whole.known_public = True
    return whole.route(request, rest)


def alias_route(request, alias: Page, rest: list[str]) -> RouteResult:
    """Routes to the source of the alias, for users who may view it. Raises Http404 if nobody may.

    Sets `request.alias_tags`, the cache tags that the cached page depends on.
    """
    source = next(iter(source_of(alias.alias_of_id)), None)
    if not (alias.live and source and source.live):
        raise Http404
    whole = specific(source)
    whole.known_public = not source.is_covered
    request.alias_tags = {f"{BasePage.tag_name}:{alias.pk}"}
    return whole.route(request, rest)


def was_withdrawn(page: Page) -> bool:
    """Whether the page was public once, is not public now, and is not scheduled.

    Drafts and restricted pages look like addresses that never existed.
    """
    was_public = page.first_published_at and not page.live and not page.is_covered
    return bool(was_public and not page.approved_schedule)


def deepest_page(url_paths: Iterable[str], root: Page) -> Page | None:
    """The deepest of the pages with these URL paths below `root`, with `is_covered`."""
    page = next(iter(deepest_of(list(url_paths))), None)
    # A URL path belongs to one page. If the tree is damaged, show no page of another tree.
    return page if page and page.path.startswith(root.path) else None


@compiled
def deepest_of(url_paths: list[str]):
    pages: PageQuerySet = PublicPageQuerySet(Page)
    found = pages.filter(url_path__in=url_paths).annotate(is_covered=pages.private_q())
    return found.order_by("-depth").only(*ROUTED)[:1]


@compiled
def source_of(key: int):
    pages: PageQuerySet = PublicPageQuerySet(Page)
    return pages.filter(pk=key).annotate(is_covered=pages.private_q()).only(*ROUTED)


def specific(page: Page) -> Page:
    """The specific page. One compiled query per type fetches it."""
    model = page.specific_class
    return next(iter(by_key(model)(page.pk)), page) if model else page


@cache
def by_key(model: type[Page]):
    pages = getattr(model, "routed", model._default_manager.all)
    return compiled(lambda key: pages().filter(pk=key))
