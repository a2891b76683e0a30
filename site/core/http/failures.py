"""The answer to requests that raised an unhandled exception."""

import sys

from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

RETRY_AFTER = 30


def failed(request):
    """The error page. If the database is unreachable, locked or too slow, the maintenance page
    with 503. Neither page has dependencies. Django has already logged the error."""
    if not isinstance(sys.exc_info()[1], OperationalError):
        return server_error(request)
    page = get_template("maintenance.html").render()
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)
