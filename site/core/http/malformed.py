"""Requests to the admin that cannot be read are answered with 400 and words, not with 500.

Wagtail's views take much of what they are sent as it is: a missing field of a form, a letter for a
number, a number that no column holds, a character that no database stores. Our own forms never send
such, but old tabs, half-loaded pages and scripts do.
"""

import logging
from collections.abc import Iterator
from json import JSONDecodeError

from django.core.exceptions import FieldError, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page

logger = logging.getLogger(__name__)

# Whatever raises these has met something that was sent: nothing else of a request is like that.
OF_INPUT = (MultiValueDictKeyError, ValidationError, JSONDecodeError, UnicodeError, DataError,
            OverflowError, InvalidPage)  # fmt: skip
# These may be mistakes of the program as well. They are taken for one of the sender where the
# message quotes what was sent, or says that a text has a character that is not stored.
OF_EITHER = (ValueError, TypeError, KeyError, FieldError, NoReverseMatch)
# What single views of Wagtail raise for a field that is missing or names nothing.
OF_VIEWS = {
    "wagtailadmin_choose_page_external_link": AttributeError,  # no URL
    "wagtailadmin_pages:revisions_revert": AttributeError,  # no such revision
    "wagtailadmin_pages:copy": Page.DoesNotExist,  # no such parent
    "wagtailredirects:process_import": KeyError,  # no name of the file
}
UNSTORABLE = "NUL (0x00)"


class RefuseMalformed:
    """Answers 400 where a view of the admin raised what a malformed request makes it raise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if not (is_admin and is_malformed(request, exception)):
            return None
        # With the place: should the program be to blame after all.
        logger.warning("Malformed request for %r", request.path_info, exc_info=exception)
        return render(request, "400.html", status=400)


def is_malformed(request, exception: Exception) -> bool:
    match = request.resolver_match
    of_view = OF_VIEWS.get(match.view_name, ()) if match else ()
    if isinstance(exception, (OF_INPUT, of_view)):
        return True
    if not isinstance(exception, OF_EITHER):
        return False
    message = str(exception)
    return UNSTORABLE in message or any(repr(value) in message for value in sent(request))


def sent(request) -> Iterator[str]:
    """Every value of the query, of the form and of the address."""
    for values in (request.GET, request.POST):
        for _name, listed in values.lists():
            yield from listed
    match = request.resolver_match
    yield from map(str, match.kwargs.values() if match else ())
