"""Answers malformed requests to the admin with 400 and an explanation instead of 500.

Wagtail's views do not validate all input: a missing form field, a letter instead of a number, a
number that no column holds, a character that no database stores. Our own forms never send such
input, but old tabs, half-loaded pages and scripts do.
"""

import logging
from collections.abc import Iterator
from json import JSONDecodeError

from django.core.exceptions import FieldError, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError
from django.http import QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page

logger = logging.getLogger(__name__)

# Only input from the client raises these exceptions.
OF_INPUT = (MultiValueDictKeyError, ValidationError, JSONDecodeError, UnicodeError, DataError,
            OverflowError, InvalidPage)  # fmt: skip
# Bugs may raise these as well. They count as malformed input if the message quotes the input, or
# reports a character that cannot be stored.
OF_EITHER = (ValueError, TypeError, KeyError, FieldError, NoReverseMatch)
# Exceptions of single Wagtail views for a missing or invalid field.
OF_VIEWS = {
    "wagtailadmin_choose_page_external_link": AttributeError,  # no URL
    "wagtailadmin_pages:revisions_revert": AttributeError,  # no such revision
    "wagtailadmin_pages:copy": Page.DoesNotExist,  # no such parent
    "wagtailredirects:process_import": KeyError,  # no name of the file
}
UNSTORABLE = "NUL (0x00)"
URL_STARTS = ("/", "https://", "http://")


class RefuseMalformed:
    """Answers 400 if an admin view raised an exception that malformed input causes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, named_arguments):
        """Drops a `next` that is no URL. Views hand it to redirect() after their work is done.
        That fails for "a:b", which it looks up as the name of a view.
        """
        if is_admin(request):
            request.GET = with_valid_next(request.GET)
            if request.method == "POST":
                request.POST = with_valid_next(request.POST)

    def process_exception(self, request, exception):
        if not (is_admin(request) and is_malformed(request, exception)):
            return None
        # With the traceback, in case it is a bug after all.
        logger.warning("Malformed request for %r", request.path_info, exc_info=exception)
        return render(request, "400.html", status=400)


def is_admin(request) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))


def with_valid_next(values: QueryDict) -> QueryDict:
    if all(each.startswith(URL_STARTS) for each in values.getlist("next") if each):
        return values
    changed = values.copy()
    del changed["next"]
    return changed


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
    """Every value in the query string, the form and the URL."""
    for values in (request.GET, request.POST):
        for _name, listed in values.lists():
            yield from listed
    match = request.resolver_match
    yield from map(str, match.kwargs.values() if match else ())
