"""What a CDN before the site may store."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from wagtail.models import PageViewRestriction

from core.cache import cdn, cdn_backends
from core.cache.pages import PageCache
from core.cache.versions import versions
from core.models import Change
from core.sharing import EVERYTHING
from tests.factories import ArticlePageFactory, ContactPageFactory, NewsIndexFactory
from tests.wsgi import ask

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("open_connection"),
]


@pytest.fixture
def tagged(behind_cdn, settings):
    settings.WAGTAILFRONTENDCACHE = {
        "default": {
            "BACKEND": "core.cache.cdn_backends.Cloudflare",
            "ZONEID": "z1",
            "BEARER_TOKEN": "t",
        }
    }


@pytest.fixture
def cache(behind_cdn, settings):
    return PageCache(WSGIHandler(), versions, megabytes=10)


def is_shared(answer) -> bool:
    said = "CDN-Cache-Control" in answer.headers
    assert said == ("s-maxage" in answer.headers.get("Cache-Control", ""))
    return said


@pytest.mark.parametrize(
    "path", ["/", "/health/", "/health/sleep-diary/", "/feed/", "/sitemap.xml"]
)
def test_a_kept_page_may_be_shared_and_browsers_still_ask(cache, settings, path):
    settings.CDN_SECONDS = 30
    for _time in range(2):
        headers = ask(cache, path).headers
        assert headers["CDN-Cache-Control"] == "max-age=30, stale-while-revalidate=30"
        assert headers["Cache-Control"] == "max-age=0, must-revalidate, s-maxage=30"
        assert "Cache-Tag" not in headers
    again = ask(cache, path, HTTP_IF_NONE_MATCH=headers["ETag"])
    assert again.status == 304 and is_shared(again)


def test_without_a_cdn_nothing_may_be_shared(cache, settings):
    settings.WAGTAILFRONTENDCACHE = {}
    assert ask(cache, "/health/").headers["Cache-Control"] == "no-cache"
    assert not is_shared(ask(cache, "/health/"))


def test_what_cannot_be_purged_is_not_shared(cache, article):
    ask(cache, article.url)
    for query in ("page=1", "utm_source=letter", "x=1"):
        assert not is_shared(ask(cache, article.url, query=query))


@pytest.mark.parametrize(
    "path", ["/search/", "/nowhere/", "/healthz", "/admin/login/", "/styleguide/", "/contact/",
             "/site.webmanifest", "/robots.txt?x=1"]
)  # fmt: skip
def test_what_is_not_kept_or_says_something_itself_is_not_shared(cache, home, path):
    ContactPageFactory(parent=home)
    path, _, query = path.partition("?")
    for _time in range(2):
        assert not is_shared(ask(cache, path, query=query))


def test_nothing_personal_is_shared(cache, article, client, admin_user):
    ask(cache, article.url)
    client.force_login(admin_user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    for more in ({"HTTP_COOKIE": cookie}, {"HTTP_AUTHORIZATION": "Basic YTpi"}):
        assert not is_shared(ask(cache, article.url, **more))


def test_a_preview_is_not_shared(behind_cdn, article, client, admin_user):
    client.force_login(admin_user)
    response = client.get(f"/admin/pages/{article.pk}/edit/preview/", follow=True)
    assert not is_shared(response)


@pytest.mark.parametrize("kind", ["login", "password"])
def test_a_restricted_page_is_not_shared(cache, article, health, kind):
    PageViewRestriction.objects.create(page=health, restriction_type=kind, password="open")
    for _time in range(2):
        assert not is_shared(ask(cache, article.url))


def test_a_cookie_is_not_shared(cache, article, monkeypatch):
    def with_cookie(environ, start_response):
        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, ("Set-Cookie", "a=b")], exc_info)

        return WSGIHandler()(environ, start)

    cache.application = with_cookie
    for _time in range(2):
        assert not is_shared(ask(cache, article.url))


def test_a_page_says_its_tags_to_a_cdn_that_knows_tags(cache, tagged, article, topic):
    tags = set(ask(cache, article.url).headers["Cache-Tag"].split(","))
    assert tags >= {f"page:{article.pk}", EVERYTHING}
    assert " " not in "".join(tags)


def test_a_page_with_more_tags_than_fit_is_not_shared(cache, tagged, article, monkeypatch):
    monkeypatch.setattr(cdn, "MOST_TAG_CHARACTERS", 10)
    answer = ask(cache, article.url)
    assert not is_shared(answer) and "Cache-Tag" not in answer.headers


def test_a_publication_purges_by_tags_what_shows_the_article_and_no_other_article(
    cache, tagged, article, home, monkeypatch
):
    elsewhere = NewsIndexFactory(parent=home, title="Sport", slug="sport")
    other = ArticlePageFactory(parent=elsewhere, title="A match", slug="a-match")

    def tags_of(path: str) -> set[str]:
        return set(ask(cache, path).headers["Cache-Tag"].split(","))

    shows = ["/", "/feed/", "/archive/", "/sitemap-articles.xml", "/health/", "/health/feed/",
             "/authors/ines-okafor/", "/topics/sleep/", article.url]  # fmt: skip
    tags = {path: tags_of(path) for path in [*shows, other.url]}
    Change.objects.update(is_passed_on=True)
    purged = []
    monkeypatch.setattr(
        cdn_backends.Cloudflare, "purge_tags", lambda backend, tags: purged.extend(tags)
    )
    with transaction.atomic():
        article.save_revision().publish()
    cdn.purge.func()
    assert [path for path in shows if not tags[path] & set(purged)] == []
    assert not tags[other.url] & set(purged)
