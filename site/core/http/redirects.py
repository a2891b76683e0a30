"""Redirects that editors created, or that moving a page created."""

from urllib.parse import urlparse

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from wagtail.contrib.redirects import middleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import BaseViewRestriction


class RedirectMiddleware(middleware.RedirectMiddleware):
    """Like Wagtail's middleware, but no redirect reveals the address of a page to users who may not
    view it.

    An unpublished page answers 404. A restricted page asks for the login at the old address.
    """

    def process_response(self, request, response):
        if response.status_code != 404:
            return response
        found = redirect_of(request)
        if found is None or found.link is None:
            return response
        page = found.redirect_page
        if page and not page.live:
            return response
        if page and not may_see(request, page):
            return redirect_to_login(request.get_full_path(), reverse("wagtailcore_login"))
        kind = HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect
        return kind(found.link)


def redirect_of(request) -> Redirect | None:
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    without_query = urlparse(path).path
    found = middleware.get_redirect(request, path)
    if found or path == without_query:
        return found
    return middleware.get_redirect(request, without_query)


def may_see(request, page) -> bool:
    """Whether the page would not require a login. The page itself asks for its password."""
    return all(
        restriction.restriction_type == BaseViewRestriction.PASSWORD
        or restriction.accept_request(request)
        for restriction in page.get_view_restrictions()
    )
