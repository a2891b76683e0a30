"""Redirects do not reveal the address of a page to somebody who may not see it."""

import pytest
from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(article) -> str:
    Redirect.add_redirect("/old-address/", article, is_permanent=True)
    return "/old-address/"


def restrict(page, kind, **more) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **more)


def test_a_redirect_leads_to_a_public_page(client, old, article):
    for address in (old, f"{old}?utm_source=letter"):
        response = client.get(address)
        assert (response.status_code, response.url) == (301, article.url)


def test_a_redirect_does_not_reveal_an_unpublished_page(client, old, article):
    article.unpublish()
    response = client.get(old)
    assert response.status_code == 404
    assert article.slug not in response.content.decode()


def test_a_redirect_asks_for_the_login_at_the_old_address(client, old, article, writer):
    restrict(article, PageViewRestriction.LOGIN)
    refused = client.get(old)
    assert refused.status_code == 302 and refused.url == "/_util/login/?next=/old-address/"
    client.force_login(writer)
    assert client.get(old).url == article.url


def test_a_redirect_into_a_section_for_a_group_is_for_that_group(
    client, old, health, writer, editor
):
    restrict(health, PageViewRestriction.GROUPS).groups.add(Group.objects.get(name="Editor"))
    for user, is_shown in ((writer, False), (editor, True)):
        client.force_login(user)
        assert ("sleep-diary" in client.get(old).url) is is_shown


def test_a_redirect_to_a_page_with_a_password_works(client, old, article):
    restrict(article, PageViewRestriction.PASSWORD, password="open sesame")
    assert client.get(old).url == article.url


def test_a_redirect_to_any_address_is_not_touched(client, home):
    Redirect.add_redirect("/away/", "https://elsewhere.example/", is_permanent=False)
    response = client.get("/away/")
    assert (response.status_code, response.url) == (302, "https://elsewhere.example/")
