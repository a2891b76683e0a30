"""Routing by the stored URL path: one look-up, whatever the depth of the page.

Wagtail walks the tree, with two queries for each level. Here the deepest page on the path is found
at once, along with whether a view restriction covers it; that page then routes the rest itself.
"""

from django.http import Http404
from django.views.decorators.csrf import csrf_exempt
from wagtail import views
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from core.models import BasePage
from core.purging import keep
from core.querysets import PublicPageQuerySet
from core.shared import shared

# Longer addresses belong to no page; a bound keeps the look-up small.
MOST_SEGMENTS = 12


class Gone(Http404):
    """The address is that of a page that was withdrawn."""


# Pages come from caches, so their forms have no token and no cookie. Nothing is posted in the name
# of a session; a page with a form asks core.security.is_cross_site.
@csrf_exempt
def serve(request, path: str):
    """Wagtail's page view, with the route found beforehand.

    Sets `request.is_gone` where the page was withdrawn. The answer is still 404, for the redirects;
    core.middleware.GonePages has the last word.
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
            keep(*page.shown_lists())


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
    specific = page.specific
    if not page.is_covered:
        specific.known_public = True
    return specific.route(request, rest)


def recognised_site(request) -> Site | None:
    """The site that is asked for, which the request then knows (Site.find_for_request)."""
    site = shared(("site", request.get_host()), lambda: Site.find_for_request(request))
    request._wagtail_site = site
    return site


def was_withdrawn(page: Page) -> bool:
    """Whether readers could read the page once and cannot now, nor soon.

    Drafts and restricted pages are not told from addresses that never were.
    """
    was_public = page.first_published_at and not page.live and not page.is_covered
    return bool(was_public and not page.approved_schedule)


def deepest_page(url_paths, root: Page) -> Page | None:
    """The deepest of the pages with these URL paths beneath `root`, with `is_covered`."""
    pages: PageQuerySet = PublicPageQuerySet(Page)
    return (
        pages.descendant_of(root, inclusive=True)
        .filter(url_path__in=url_paths)
        .annotate(is_covered=pages.private_q())
        .order_by("-depth")
        .first()
    )
