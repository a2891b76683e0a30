"""Wagtail's bar is only in the pages of users who may use it."""

import pytest
from django.contrib.auth import get_user_model

from core.http import policy
from tests.core.test_security import policy_of

BAR = b"<wagtail-userbar>"
ADDRESSES = ["/", "/health/", "/health/sleep-diary/", "/authors/", "/search/?q=sleep", "/nowhere/"]


@pytest.fixture
def subscriber(db):
    """A user who may sign in but not enter the admin."""
    return get_user_model().objects.create_user("reader", "reader@example.org", "a-long-password")


@pytest.mark.parametrize("address", ADDRESSES)
def test_readers_get_no_bar_and_nothing_that_varies(client, article, address):
    response = client.get(address)
    assert BAR not in response.content
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Content-Security-Policy"] == policy.public_policy()


@pytest.mark.parametrize("address", ADDRESSES)
def test_editors_get_it_in_every_page(client, article, editor, address):
    client.force_login(editor)
    response = client.get(address)
    assert BAR in response.content
    assert "private" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]


def test_it_leads_to_the_editor_of_the_page(client, article, editor):
    client.force_login(editor)
    link = f'/admin/pages/{article.pk}/edit/"'.encode()
    assert link in client.get(article.url).content
    assert link not in client.get("/health/").content


def test_users_without_access_to_the_admin_get_no_bar(client, article, subscriber):
    client.force_login(subscriber)
    response = client.get(article.url)
    assert BAR not in response.content
    assert response.headers["Content-Security-Policy"] == policy.public_policy()


def test_the_bar_is_not_in_cached_pages(client, article, editor):
    """A page that an editor requests first leaves no bar in any cache."""
    client.force_login(editor)
    for address in ADDRESSES:
        client.get(address)
    client.logout()
    for address in ADDRESSES:
        assert BAR not in client.get(address).content


def test_its_policy_adds_its_files_and_nothing_unsafe(client, article, editor):
    client.force_login(editor)
    policy, public = policy_of(client.get(article.url)), policy_of(client.get("/robots.txt"))
    added = {name: sources - public[name] for name, sources in policy.items()}
    files = {"http://testserver"}
    assert {name: sources for name, sources in added.items() if sources} == {
        "script-src": files,
        "style-src": files,
    }


def test_a_preview_has_it_and_the_policy_of_public_pages(client, article, editor):
    client.force_login(editor)
    response = client.get(f"/admin/pages/{article.pk}/view_draft/")
    assert BAR in response.content
    assert "private" in response.headers["Cache-Control"]
    assert policy_of(response)["default-src"] == {"'none'"}
    assert "unsafe" not in response.headers["Content-Security-Policy"]
