"""Which exceptions are the sender's, and which are ours."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage
from django.db import DataError
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError

from core.http.malformed import RefuseMalformed, is_malformed


def request(path="/admin/pages/", query="id=x&p=%00"):
    bare_request = RequestFactory().get(path, QUERY_STRING=query)
    bare_request.resolver_match = None
    return bare_request


@pytest.mark.parametrize(
    "exception",
    [
        MultiValueDictKeyError("title"),
        ValidationError("no date"),
        json.JSONDecodeError("no", "{", 1),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "no"),
        DataError("out of range"),
        OverflowError("too large"),
        EmptyPage("no such page"),
        ValueError("Field 'id' expected a number but got 'x'."),
        ValueError("A string literal cannot contain NUL (0x00) characters."),
        KeyError("x"),
    ],
)
def test_an_error_caused_by_the_request_is_malformed(exception):
    assert is_malformed(request(), exception)


@pytest.mark.parametrize(
    "exception",
    [
        ValueError("Field 'id' expected a number but got 'y'."),
        ValueError("not enough values to unpack"),
        TypeError("unsupported operand"),
        KeyError("other"),
        AttributeError("'NoneType' object has no attribute 'startswith'"),
        ZeroDivisionError(),
        RuntimeError("x"),
    ],
)
def test_the_program_is_to_blame(exception):
    assert not is_malformed(request(), exception)


def test_mistakes_on_public_pages_are_not_hidden():
    middleware = RefuseMalformed(lambda request: None)
    assert middleware.process_exception(request("/health/"), OverflowError()) is None
    assert middleware.process_exception(request(), OverflowError()).status_code == 400


def test_a_refused_request_is_logged_with_the_line_of_code(caplog):
    try:
        QueryDict("")["title"]
    except MultiValueDictKeyError as error:
        RefuseMalformed(lambda request: None).process_exception(request(), error)
    assert "title" in caplog.text and "datastructures.py" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("following", ["a:b", "2026-99-99T99:99", "javascript:alert(1)"])
def test_an_editor_gets_on_after_a_deletion_whose_next_is_no_url(admin_client, article, following):
    section = article.get_parent()
    address = reverse("wagtailadmin_pages:delete", args=[article.pk])
    response = admin_client.post(f"{address}?next={following}", {"next": following})
    assert response.url == reverse("wagtailadmin_explore", args=[section.pk])
    assert not section.get_children().exists()


@pytest.mark.django_db
def test_an_editor_goes_on_to_a_url_of_the_site(admin_client, article):
    address = reverse("wagtailadmin_pages:delete", args=[article.pk])
    response = admin_client.post(address, {"next": "/admin/reports/locked/"})
    assert response.url == "/admin/reports/locked/"
