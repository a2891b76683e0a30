"""The headers that browsers get with our responses."""

import gzip
import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from core.embeds import player_for
from core.http import policy
from core.http.middleware import PagePolicies
from tests.factories import ArticlePageFactory

PUBLIC = ["/", "/health/", "/health/sleep-diary/", "/authors/", "/authors/ines-okafor/", "/topics/",
          "/topics/sleep/", "/search/?q=sleep", "/robots.txt", "/site.webmanifest",
          "/nowhere/"]  # fmt: skip


def policy_of(response) -> dict[str, set[str]]:
    directives = response.headers["Content-Security-Policy"].split("; ")
    return {name: set(sources) for name, *sources in (each.split() for each in directives)}


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_response_starts_from_nothing_and_allows_nothing_unsafe(client, article, url):
    policy = policy_of(client.get(url))
    assert policy["default-src"] == {"'none'"} and policy["base-uri"] == {"'none'"}
    assert policy["form-action"] == policy["frame-ancestors"] == {"'self'"}
    assert "unsafe" not in str(policy) and "*" not in str(policy) and "data:" not in str(policy)


def test_the_admin_has_a_policy_that_lets_nothing_in_from_elsewhere(client, db):
    policy = policy_of(client.get("/admin/login/"))
    assert policy["default-src"] == {"'none'"}
    assert policy["connect-src"] == policy["form-action"] == {"'self'"}
    assert not any(source.startswith("http") for source in policy["script-src"])


def test_every_player_may_be_shown_once_a_reader_asks(client, article):
    frames = policy_of(client.get("/"))["frame-src"]
    for address in (
        "https://youtu.be/jNQXAC9IVRw",
        "https://vimeo.com/1",
        "https://archive.org/details/x",
    ):
        player = player_for(address).url
        assert any(player.startswith(f"{host}/") for host in frames)


def test_files_may_come_from_hosts_of_their_own(settings):
    settings.MEDIA_URL = "https://media.example/files/"
    assert policy.files_origins() == ["https://media.example"]


@pytest.mark.parametrize("name", policy.SELF_CONTAINED)
def test_a_page_that_depends_on_nothing_may_use_its_style(name):
    source = get_template(name).template.source
    style = source.split("<style>")[1].split("</style>")[0]
    assert policy.hashed(style) in policy.public_policy()


def test_a_failure_is_answered_under_the_same_policy(client, article, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("news.pages.views.render", broken)
    response = client.get("/topics/")
    assert response.status_code == 500 and "'none'" in response.headers["Content-Security-Policy"]


def broken(*args):
    raise RuntimeError


def test_the_error_page_of_developers_is_left_alone(rf, settings):
    from django.http import HttpResponse

    settings.DEBUG = True
    response = PagePolicies(lambda request: HttpResponse(status=500))(rf.get("/"))
    assert "Content-Security-Policy" not in response.headers


def test_a_policy_that_a_response_has_already_is_not_replaced(rf):
    from django.http import HttpResponse

    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert (
        PagePolicies(lambda request: own)(rf.get("/")).headers["Content-Security-Policy"]
        == "sandbox"
    )


@pytest.mark.parametrize("url", ["/feed/", "/sitemap.xml", "/search/opensearch.xml"])
def test_xml_is_shown_as_browsers_show_it(client, article, url):
    assert "Content-Security-Policy" not in client.get(url).headers


def test_pages_are_for_our_own_windows_and_pictures_for_everyone(client, article):
    page, feed = client.get(article.url), client.get("/feed/")
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cross-Origin-Resource-Policy" not in feed.headers


def test_pages_ask_for_no_device(client, article):
    header = client.get("/").headers["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(header.split(", "))


def test_nothing_is_guessed_and_no_full_address_leaves_the_site(client, article):
    headers = client.get(article.url).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_a_page_that_is_unchanged_is_answered_with_304(client, article):
    first = client.get(article.url)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(article.url, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_texts_are_sent_compressed_and_revalidated(client, article):
    # Enough of everything that the padding against BREACH, of random length, never outweighs it.
    ArticlePageFactory.create_batch(5, parent=article.get_parent())
    headers = {"Accept-Encoding": "gzip"}
    for url in (article.url, "/feed/", "/sitemap-articles.xml"):
        response = client.get(url, headers=headers)
        assert response.headers["Content-Encoding"] == "gzip", url
        assert "Accept-Encoding" in response.headers["Vary"]
        assert b"sleep" in gzip.decompress(response.content).lower()
    first = client.get(article.url, headers=headers)
    again = client.get(article.url, headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_feed_has_no_policy_in_a_conditional_response_either(client, article):
    first = client.get("/feed/")
    again = client.get("/feed/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for response in (first, again):
        assert "Content-Security-Policy" not in response.headers


def test_a_page_for_one_reader_is_not_stored_by_shared_caches(client, article, editor):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    client.force_login(editor)
    assert "private" in client.get(article.url).headers["Cache-Control"]


def test_a_page_that_sets_a_cookie_is_not_stored_by_shared_caches(client, article):
    PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="swordfish"
    )
    response = client.get(article.url)
    assert response.cookies and "private" in response.headers["Cache-Control"]


def test_a_refused_form_is_answered_in_the_style_of_the_site(home):
    response = Client(enforce_csrf_checks=True).post(reverse("wagtailcore_login"), {})
    assert response.status_code == 403
    assert "This form was not taken" in response.content.decode()


def test_uploads_on_another_host_never_run(settings):
    settings.MEDIA_URL = "https://bucket.example/media/"
    policy.public_policy.cache_clear()
    try:
        sources_of = dict(part.split(" ", 1) for part in policy.public_policy().split("; "))
    finally:
        policy.public_policy.cache_clear()
    allowed = [name for name, sources in sources_of.items() if "bucket.example" in sources]
    assert allowed == ["img-src"]


def test_a_document_number_of_any_length_is_answered(client, home):
    for number in ("1", "9" * 30, "9" * 5000):
        assert client.get(f"/documents/{number}/x.pdf").status_code == 404


INLINE = re.compile(
    r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
TEMPLATES = settings.BASE_DIR / "templates"
READERS = [path for path in sorted(TEMPLATES.rglob("*.html"))
           if path.relative_to(TEMPLATES).parts[0] not in {"newsroom", "wagtailadmin", "emails"}
           and path.name not in policy.SELF_CONTAINED]  # fmt: skip


@pytest.mark.parametrize("path", READERS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_for_readers_has_an_inline_script_style_or_handler(path):
    text = path.read_text("utf-8")
    if path.name == "base.html":
        # The one that runs before the first paint, allowed by its hash.
        text = policy.SCRIPT_ELEMENT.sub("", text, count=1)
    assert not INLINE.search(text)


@pytest.mark.parametrize("url", ["/", "/search/?q=%3Cscript%3Ex%3C/script%3E", "/nowhere/"])
def test_the_one_inline_script_of_a_page_is_the_one_that_the_policy_allows(client, home, url):
    response = client.get(url)
    [script] = policy.SCRIPT_ELEMENT.findall(response.content.decode())
    assert policy.hashed(script) in policy_of(response)["script-src"]
