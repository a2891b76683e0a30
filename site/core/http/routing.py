"""Routing by the stored URL path: one look-up, whatever the depth of the page.

Wagtail walks the tree, with two queries for each level. Here the deepest page on the path is found
at once, along with whether a view restriction covers it; that page then routes the rest itself.
"""

from collections.abc import Iterable
from functools import cache

from django.http import Http404
from django.views.decorators.csrf import csrf_exempt
from wagtail import views
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from core.cache.invalidation import keep
from core.models import BasePage
from core.prepared import prepared
from core.querysets import PublicPageQuerySet
from core.sites import recognised_site

ROUTED = (
    *("path", "depth", "url_path", "live", "first_published_at", "content_type", "locale"),
    "alias_of",
)
# Longer addresses belong to no page; a bound keeps the look-up small.
MOST_SEGMENTS = 12


class Gone(Http404):
    """The address is that of a page that was withdrawn."""


# Pages come from caches, so their forms have no token and no cookie. Nothing is posted in the name
# of a session; a page with a form asks core.http.policy.is_cross_site.
@csrf_exempt
def serve(request, path: str):
    """Wagtail's page view, with the route found beforehand.

    Sets `request.is_gone` where the page was withdrawn. The answer is still 404, for the redirects;
    core.http.middleware.GonePages has the last word.
    """
    try:
        request._wagtail_route_for_request = route(request, path)
    except Http404 as error:
        request._wagtail_route_for_request = None
        request.is_gone = isinstance(error, Gone)
    response = views.serve(request, path)
    offer(request)
    return response


def offer(request) -> None:
    """Lets the page be kept that was served, where it is everyone's."""
    if found := request._wagtail_route_for_request:
        page = found.page
        if isinstance(page, BasePage) and page.known_public and page.is_kept:
            keep(*page.shown_lists(), *getattr(request, "alias_tags", ()))


def route(request, path: str) -> RouteResult | None:
    """The page of the address, with what it routes itself; Http404 where there is none."""
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
    """The source of the alias, for whoever may read the source; Http404 where nobody may.

    Sets `request.alias_tags`, on which the page that is kept depends.
    """
    source = next(iter(source_of(alias.alias_of_id)), None)
    if not (alias.live and source and source.live):
        raise Http404
    whole = specific(source)
    whole.known_public = not source.is_covered
    request.alias_tags = {f"{BasePage.tag_name}:{alias.pk}"}
    return whole.route(request, rest)


def was_withdrawn(page: Page) -> bool:
    """Whether readers could read the page once and cannot now, nor soon.

    Drafts and restricted pages are not told from addresses that never were.
    """
    was_public = page.first_published_at and not page.live and not page.is_covered
    return bool(was_public and not page.approved_schedule)


def deepest_page(url_paths: Iterable[str], root: Page) -> Page | None:
    """The deepest of the pages with these URL paths beneath `root`, with `is_covered`."""
    page = next(iter(deepest_of(list(url_paths))), None)
    # The path of a URL is that of one page; where a tree is broken, it shows nothing of another's.
    return page if page and page.path.startswith(root.path) else None


@prepared
def deepest_of(url_paths: list[str]):
    pages: PageQuerySet = PublicPageQuerySet(Page)
    found = pages.filter(url_path__in=url_paths).annotate(is_covered=pages.private_q())
    return found.order_by("-depth").only(*ROUTED)[:1]


@prepared
def source_of(key: int):
    pages: PageQuerySet = PublicPageQuerySet(Page)
    return pages.filter(pk=key).annotate(is_covered=pages.private_q()).only(*ROUTED)


def specific(page: Page) -> Page:
    """The page as what it is: that of Wagtail, made by one prepared statement for each type."""
    model = page.specific_class
    return next(iter(by_key(model)(page.pk)), page) if model else page


@cache
def by_key(model: type[Page]):
    deferred = getattr(model, "deferred_fields", ())
    return prepared(lambda key: model._default_manager.filter(pk=key).defer(*deferred))
