"""What is answered where nothing else could be."""

import sys

from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

RETRY_AFTER = 30


def failed(request):
    """The error page; that of maintenance, with 503, where the database cannot be reached, is
    locked, or takes too long. Neither page needs anything. Django has logged the error by now.
    """
    if not isinstance(sys.exc_info()[1], OperationalError):
        return server_error(request)
    page = get_template("maintenance.html").render()
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)
