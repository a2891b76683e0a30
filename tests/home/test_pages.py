"""Pages for when there is no page: withdrawn, broken, closed; and the ones behind a login."""

import datetime

import pytest
from django.test import override_settings
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from tests.factories import ArticlePageFactory


@pytest.fixture
def withdrawn(article):
    article.unpublish()
    return article


def test_a_withdrawn_article_is_gone(client, withdrawn):
    response = client.get("/health/sleep-diary/")
    assert response.status_code == 410
    html = response.content.decode()
    assert 'action="/search/"' in html and 'href="/archive/"' in html and "noindex" in html
    assert withdrawn.title not in html


def test_an_expired_article_is_gone(client, article):
    article.unpublish(set_expired=True)
    assert client.get("/health/sleep-diary/").status_code == 410


def test_a_withdrawn_section_is_gone_and_its_articles_stay(client, health, article):
    health.unpublish()
    assert client.get("/health/").status_code == 410
    assert client.get("/health/feed/").status_code == 404
    assert client.get("/health/sleep-diary/").status_code == 200


def test_a_page_published_again_is_served(client, withdrawn):
    withdrawn.save_revision().publish()
    assert client.get("/health/sleep-diary/").status_code == 200


def test_a_page_scheduled_again_is_not_answered_with_410(client, withdrawn):
    withdrawn.go_live_at = timezone.now() + datetime.timedelta(days=1)
    withdrawn.save_revision().publish()
    assert client.get("/health/sleep-diary/").status_code == 404


def test_a_redirect_leads_on_from_a_withdrawn_article(client, withdrawn):
    Redirect.objects.create(old_path="/health/sleep-diary", redirect_link="/health/")
    response = client.get("/health/sleep-diary/")
    assert response.status_code == 301 and response.url == "/health/"


def test_a_draft_is_answered_like_a_page_that_never_existed(client, health):
    ArticlePageFactory(parent=health, slug="draft", publish=False)
    assert client.get("/health/draft/").status_code == 404


def test_a_copy_of_a_published_article_was_never_public(client, article):
    article.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)
    assert client.get("/health/copy/").status_code == 404


@pytest.mark.parametrize("restricted", ["article", "section"])
def test_a_withdrawn_restricted_page_is_answered_like_a_page_that_never_existed(
    client, health, withdrawn, restricted
):
    page = withdrawn if restricted == "article" else health
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/health/sleep-diary/").status_code == 404


def test_a_deleted_article_is_not_found(client, article):
    article.delete()
    assert client.get("/health/sleep-diary/").status_code == 404


def test_an_address_beneath_a_withdrawn_article_is_404(client, withdrawn):
    assert client.get("/health/sleep-diary/more/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/health/", "/no/such/page/", "/admin/", "/search/?q=x"])
@override_settings(MAINTENANCE=True)
def test_during_maintenance_every_response_has_retry_after(client, db, path):
    response = client.get(path)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "no-store" in response.headers["Cache-Control"]
    assert "<h1>" in response.content.decode()


@override_settings(MAINTENANCE=True)
def test_during_maintenance_no_address_needs_the_database(client):
    assert client.get("/").status_code == 503


@override_settings(MAINTENANCE=True)
def test_during_maintenance_the_health_check_answers(client, db):
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", ["500.html", "maintenance.html"])
def test_a_page_for_when_nothing_works_depends_on_nothing(name):
    from django.template import Context, Engine
    from django.template.loader import get_template

    source = get_template(name).template.source
    assert Engine().from_string(source).render(Context()) == source
    assert "{%" not in source and "{{" not in source
    assert "url(" not in source and "src=" not in source and "<link" not in source


def test_a_page_for_readers_with_an_account_asks_for_it_in_the_sites_look(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    response = client.get(article.url, follow=True)
    html = response.content.decode()
    assert 'class="masthead' in html and 'name="username"' in html and "noindex" in html
    assert article.standfirst not in html


def test_a_reader_with_an_account_is_let_in(client, article, writer):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    letter = {"username": "writer", "password": "a-long-password", "next": article.url}
    response = client.post("/_util/login/", letter, follow=True)
    assert article.standfirst in response.content.decode()


def test_a_wrong_password_is_reported_as_wrong(client, article, writer):
    response = client.post("/_util/login/", {"username": "writer", "password": "no"})
    assert response.status_code == 200 and 'role="alert"' in response.content.decode()


def test_a_login_leads_to_no_other_site(client, writer):
    letter = {"username": "writer", "password": "a-long-password", "next": "https://evil.example/"}
    assert client.post("/_util/login/", letter).url == "/"
