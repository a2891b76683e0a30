"""Middleware of the public site."""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.cache import has_vary_header

from core.http import policy


class RefuseUnstorable:
    """Answers 404 to a path and 400 to a cookie with a NUL character, before any database look-up.

    PostgreSQL raises ValueError for such strings, in page routing, redirects and sessions.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info:
            return HttpResponseNotFound("Not found", content_type="text/plain")
        if any("\x00" in value for value in request.COOKIES.values()):
            return HttpResponseBadRequest("Bad cookie", content_type="text/plain")
        return self.get_response(request)


class Maintenance:
    """While MAINTENANCE is on, answers every request except the health check with 503.

    The page is read once, at the start, and needs neither the database nor static files.
    """

    RETRY_AFTER = 300

    def __init__(self, get_response):
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.page = get_template("maintenance.html").render()

    def __call__(self, request):
        if request.path_info == "/healthz":
            return self.get_response(request)
        headers = {"Retry-After": str(self.RETRY_AFTER), "Cache-Control": "no-store"}
        return HttpResponse(self.page, status=503, headers=headers)


class GonePages:
    """Answers 410 for an unpublished page (core.http.routing), unless a redirect exists."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and getattr(request, "is_gone", False):
            return render(request, "410.html", status=410)
        return response


class CompressTexts(GZipMiddleware):
    """Compresses text responses, a long article to a quarter. Images are already compressed."""

    def process_response(self, request, response):
        return super().process_response(request, response) if is_text(response) else response


class PagePolicies:
    """Sets the headers that tell browsers what a response may load (core.http.policy).

    Headers that a view has set, as for uploaded documents, are not changed. Only our own windows
    may embed pages; anybody may embed images and feeds. XML gets no policy, because browsers show
    it with built-in styles that a policy would block. Styles, scripts and fonts are subject to the
    policy of the page that loads them; a policy of their own would only add bytes.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_debugging(response) or response.status_code == 304:
            return response
        if is_xml(response) or is_asset(response):
            return response
        response.headers.setdefault("Content-Security-Policy", policy_for(request))
        if is_page(response):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
            response.headers.setdefault("Permissions-Policy", policy.PERMISSIONS)
        return response


class AskAgain:
    """Makes caches revalidate every page whose view sets no caching headers.

    Shared caches store no page that was requested with a session or that varies by cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_page(response):
            is_personal = (
                settings.SESSION_COOKIE_NAME in request.COOKIES
                or response.cookies
                or has_vary_header(response, "Cookie")
            )
            caching = "private, no-cache" if is_personal else "no-cache"
            response.headers.setdefault("Cache-Control", caching)
        return response


def policy_for(request) -> str:
    if request.path_info.startswith(reverse("wagtailadmin_home")):
        return policy.admin_policy()
    if getattr(request, "has_userbar", False):
        return policy.userbar_policy(request.build_absolute_uri("/"))
    return policy.public_policy()


def is_page(response) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def is_text(response) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("xml", "json"))


def is_xml(response) -> bool:
    return response.headers.get("Content-Type", "").partition(";")[0].endswith("xml")


def is_asset(response) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return kind in {"text/css", "text/javascript"} or kind.startswith("font/")


def is_debugging(response) -> bool:
    """Whether this may be Django's own error page, which contains inline styles and scripts."""
    return settings.DEBUG and response.status_code in {404, 500}
