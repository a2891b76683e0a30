"""Routing by the stored URL path: one look-up instead of one or two a level of the tree."""

from django.http import Http404
from wagtail.models import Page
from wagtail.url_routing import RouteResult

# Longer addresses belong to no page; a bound keeps the look-up small.
MOST_SEGMENTS = 12


class ByUrlPathMixin:
    """For the site's root page: finds the deepest page on the path, then lets it route the rest."""

    def route(self, request, path_components):
        if not path_components:
            return super().route(request, path_components)
        if len(path_components) > MOST_SEGMENTS:
            raise Http404
        paths = {
            self.url_path + "/".join(path_components[:length]) + "/": length
            for length in range(1, len(path_components) + 1)
        }
        page = (
            Page.objects.descendant_of(self)
            .filter(url_path__in=paths)
            .order_by("-depth")
            .first()
        )
        if page is None:
            raise Http404
        length = paths[page.url_path]
        page = page.specific
        rest = path_components[length:]
        if not rest and page.live and type(page).route is Page.route:
            return RouteResult(page)
        return page.route(request, rest)
