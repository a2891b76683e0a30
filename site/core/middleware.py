"""Middleware of the public site."""

from django.http import HttpResponseNotFound


class RefuseUnstorablePaths:
    """Answers 404 to a path with a NUL character: no database can look it up.

    PostgreSQL raises ValueError for such strings, in page routing as well as in redirects.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info:
            return HttpResponseNotFound("Not found", content_type="text/plain")
        return self.get_response(request)
