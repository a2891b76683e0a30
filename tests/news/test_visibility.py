"""Nothing that is not public shows anywhere on the public site."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import ArticlePage
from search.indexing import index_pages
from tests.factories import ArticlePageFactory, NewsIndexFactory

MARK = "Xylograph"
PUBLIC_LISTS = [
    "/", "/health/", "/authors/", "/authors/ines-okafor/", "/topics/", "/topics/sleep/",
    "/feed/", "/health/feed/", "/authors/ines-okafor/feed/", "/topics/sleep/feed/",
    "/sitemap-pages.xml", "/sitemap-articles.xml", "/news-sitemap.xml", "/search/?q=secret",
    "/health/sleep-diary/",
]  # fmt: skip


@pytest.fixture
def secret(request, article, author, topic, health):
    """An article that is hidden only by its state, beside a public one."""
    state = request.param
    parent = health
    if state == "child of a restricted section":
        parent = NewsIndexFactory(parent=health, title="Members", slug="members")
        PageViewRestriction.objects.create(page=parent, restriction_type="login")
    page = ArticlePageFactory(
        parent=parent,
        title=f"{MARK} secret",
        slug=f"{MARK.lower()}-secret",
        standfirst=f"{MARK} standfirst",
        body=[{"type": "paragraph", "value": f"<p>{MARK} body</p>"}],
        authors=[author],
        topics=[topic],
        publish=state != "draft",
    )
    if state in {"login", "groups"}:
        PageViewRestriction.objects.create(page=page, restriction_type=state)
    elif state == "password":
        PageViewRestriction.objects.create(page=page, restriction_type=state, password="open")
    elif state == "unpublished":
        page.unpublish()
    elif state == "expired":
        page.expire_at = timezone.now() - datetime.timedelta(days=1)
        page.save_revision()
        page.unpublish(set_expired=True)
    return page


STATES = ["draft", "unpublished", "expired", "login", "groups", "password",
          "child of a restricted section"]  # fmt: skip


@pytest.mark.parametrize("secret", STATES, indirect=True)
def test_a_hidden_article_is_in_no_public_output(client, secret):
    index_pages(list(ArticlePage.objects.values_list("pk", flat=True)))
    for url in PUBLIC_LISTS:
        response = client.get(url)
        assert response.status_code == 200, url
        assert MARK.lower() not in response.content.decode().lower(), url


def test_a_draft_has_no_address(client, health):
    ArticlePageFactory(parent=health, title="Draft", slug="draft", publish=False)
    assert client.get("/health/draft/").status_code == 404


def test_a_login_restricted_article_asks_for_a_login(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert client.get(article.url).status_code == 302


def test_a_password_restricted_article_asks_for_the_password_and_opens_with_it(client, article):
    restriction = PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="open"
    )
    prompt = client.get(article.url)
    assert article.standfirst not in prompt.content.decode()
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{article.pk}/",
        {"password": "open", "return_url": article.url},
    )
    assert article.standfirst in client.get(article.url).content.decode()


def test_an_authors_email_is_in_no_public_output(client, article, author):
    for url in PUBLIC_LISTS:
        assert author.email not in client.get(url).content.decode(), url
