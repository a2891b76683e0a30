"""HEAD and conditional requests, wherever something is found: with the page cache and without."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from wagtail.models import Site

from core.cache.pages import PageCache
from core.cache.versions import versions
from core.models import EditorialDocument, Publication
from tests.wsgi import ask

PAGES = ["/", "/health/", "/health/sleep-diary/", "/authors/", "/authors/ines-okafor/", "/topics/",
         "/topics/sleep/", "/archive/", "/search/", "/search/?q=sleep", "/comments/0/"]  # fmt: skip
FEEDS = ["/feed/", "/health/feed/", "/authors/ines-okafor/feed/", "/topics/sleep/feed/"]
OTHERS = ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-articles.xml", "/news-sitemap.xml",
          "/robots.txt", "/site.webmanifest"]  # fmt: skip
FILES = ["/static/sheet.css", "/media/picture.png", "document"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("open_connection"),
]


@pytest.fixture(params=["cached", "rendered"])
def application(request, article):
    """The site behind its page cache, and by itself."""
    Publication.for_site(Site.objects.get())  # creates the row
    if request.param == "rendered":
        return WSGIHandler()
    request.getfixturevalue("page_cache")
    return PageCache(WSGIHandler(), versions, megabytes=10)


@pytest.fixture
def send(application, article, settings):
    """A function that requests an address with a method and headers."""
    Path(settings.STATIC_ROOT, "sheet.css").write_text("p { margin: 0 }")
    Path(settings.MEDIA_ROOT, "picture.png").write_bytes(b"picture")
    file = ContentFile(b"report", name="report.pdf")
    document = EditorialDocument.objects.create(title="Report", file=file).url

    def send_request(address: str, method: str = "GET", **headers):
        address = document if address == "document" else address
        path, _, query = address.replace("/0/", f"/{article.pk}/").partition("?")
        return ask(application, path, query=query, method=method, **headers)

    return send_request


def validators(found) -> dict[str, str]:
    """The validators of a conditional request, as far as the response has them."""
    names = {"ETag": "HTTP_IF_NONE_MATCH", "Last-Modified": "HTTP_IF_MODIFIED_SINCE"}
    return {asks: found.headers[name] for name, asks in names.items() if name in found.headers}


@pytest.mark.parametrize("address", [*PAGES, *FEEDS, *OTHERS, *FILES])
def test_head_is_answered_as_get_without_the_body(send, address):
    page, head = send(address), send(address, method="HEAD")
    assert page.status == head.status == 200 and page.body
    for name in ("Content-Type", "Cache-Control", "Content-Length", "Last-Modified", "Vary"):
        assert head.headers.get(name) == page.headers.get(name), name


@pytest.mark.parametrize("address", [*PAGES, *FEEDS, *OTHERS, *FILES])
def test_a_conditional_request_with_current_validators_is_answered_with_304(send, address):
    for encoding in ("", "gzip", "br"):
        page = send(address, HTTP_ACCEPT_ENCODING=encoding)
        known = validators(page)
        assert known
        for name, value in known.items():
            assert_not_modified(page, send(address, HTTP_ACCEPT_ENCODING=encoding, **{name: value}))


def assert_not_modified(page, again) -> None:
    assert again.status == 304 and again.body == b""
    # Compression turns a tag into a weak one.
    tags = [each.headers.get("ETag", "").removeprefix("W/") for each in (page, again)]
    assert tags[0] == tags[1]
    assert again.headers.get("Cache-Control") == page.headers.get("Cache-Control")


@pytest.mark.parametrize("application", ["cached"], indirect=True)
@pytest.mark.parametrize("address", ["/health/sleep-diary/", "/feed/", "/sitemap.xml", *FILES])
def test_a_conditional_head_request_is_answered_with_304(send, address):
    """Django itself sets no ETag on a response to HEAD."""
    for name, value in validators(send(address)).items():
        again = send(address, method="HEAD", **{name: value})
        assert again.status == 304 and again.body == b""


@pytest.mark.parametrize("address", [*PAGES, *FEEDS, *OTHERS])
def test_a_conditional_request_with_other_validators_gets_the_page(send, address):
    known = {"HTTP_IF_NONE_MATCH": '"other"', "HTTP_IF_MODIFIED_SINCE": "nonsense"}
    assert send(address, **known).status == 200


@pytest.mark.parametrize("path", ["/nowhere/", "/topics/none/", "/media/none.png", "/feed/none/"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_conditional_request_for_a_missing_page_is_answered_with_404(send, path, method):
    etag = send(path).headers.get("ETag", '"any"')
    assert send(path, method=method, HTTP_IF_NONE_MATCH=etag).status == 404
    assert send(path, method=method, HTTP_IF_NONE_MATCH="*").status == 404
