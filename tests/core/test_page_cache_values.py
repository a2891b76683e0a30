"""Nobody fills the page cache with values that they make up."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.urls import get_resolver
from wagtail.models import Site

from core.cache import chrome
from core.cache.keys import KNOWN_QUERIES, key_of
from core.models import Publication
from tests.core.test_purging import Reader
from tests.factories import ArticlePageFactory, AuthorFactory, CommentFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_connection")]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PLACES = ["/", "/health/", "/health/feed/", "/health/sleep-diary/", "/topics/", "/topics/sleep/",
          "/topics/sleep/feed/", "/authors/", "/authors/ines-okafor/", "/authors/ines-okafor/feed/",
          "/archive/", "/archive/2020/", "/archive/2020/01/", "/feed/", "/sitemap.xml",
          "/sitemap-articles.xml", "/sitemap-pages.xml", "/news-sitemap.xml", "/robots.txt",
          "/site.webmanifest", "/comments/{pk}/", "/styleguide/", "/search/", "/search/suggest/",
          "/api/search/", "/nothing/here/"]  # fmt: skip
MADE_UP = ["nonsense", "01", "9" * 20, "", "sleep ", "1995"]


@pytest.fixture
def reader(page_cache, article) -> Reader:
    Publication.for_site(Site.objects.get())  # which makes the row
    ArticlePageFactory(parent=article.get_parent(), slug="long-ago", published_at=LONG_AGO)
    TopicFactory(name="Elsewhere")
    AuthorFactory(name="Nobody Yet")
    return Reader()


@pytest.mark.parametrize("place", PLACES)
def test_no_made_up_value_of_any_parameter_is_kept(reader, article, place):
    place = place.format(pk=article.pk)
    # "sleep " is read as "sleep", which leaves something.
    reader.read(place, query="topic=sleep")
    reader.read(place)
    kept = set(reader.cache.pages)
    # The answer that there is no such page has chrome of its own.
    for query in ("page=999", "p=999"):
        reader.read(place, query=query)
    remembered = set(chrome.values)
    for name in KNOWN_QUERIES:
        for value in MADE_UP:
            assert reader.read(place, query=urlencode({name: value})).status < 500
    assert set(reader.cache.pages) == kept
    assert set(chrome.values) <= remembered


@pytest.mark.parametrize(
    "query",
    ["topic=elsewhere", "author=nobody-yet", "year=2019", "topic=sleep&year=2020",
     "topic=sleep&author=nobody-yet", "topic=sleep&p=1", "topic=sleep&page=1"],
)  # fmt: skip
def test_filters_that_leave_nothing_or_are_not_read_are_not_kept(reader, query):
    reader.read("/health/")
    kept = set(reader.cache.pages)
    assert reader.read("/health/", query=query).status == 200
    assert set(reader.cache.pages) == kept


@pytest.mark.parametrize(
    "query", ["topic=sleep", "author=ines-okafor", "year=2020", "topic=sleep&author=ines-okafor"]
)
def test_filters_that_leave_something_are_kept(reader, query):
    reader.read("/health/", query=query)
    hits = reader.cache.hits
    reader.read("/health/", query=query)
    assert reader.cache.hits == hits + 1


@pytest.mark.parametrize("place", ["/health/", "/topics/sleep/", "/authors/ines-okafor/"])
def test_further_pages_are_kept_under_their_one_number(reader, article, place):
    health = article.get_parent()
    topic, author = article.topics.first(), article.article_authors.first().author
    for _number in range(25):
        ArticlePageFactory(parent=health, topics=[topic], authors=[author])
    reader.read(place, query="page=2")
    for query, hits in (("page=2", 1), ("page=02", 1), ("page=+2", 1), ("page=2", 2)):
        reader.read(place, query=query)
        assert reader.cache.hits == hits
    assert len(reader.cache.pages) == 1


def test_further_pages_of_comments_are_kept(reader, article):
    CommentFactory.create_batch(60, article=article)
    for _time in range(2):
        reader.read(f"/comments/{article.pk}/", query="page=2")
    assert reader.cache.hits == 1


@pytest.mark.parametrize(
    "made_up",
    [
        {"HTTP_HOST": "localhost:6000"},
        {"HTTP_HOST": "LOCALHOST"},
        {"HTTP_HOST": "127.0.0.1:65535"},
    ],
)
def test_made_up_names_of_the_host_are_answered_and_not_kept(reader, made_up):
    reader.read("/health/")
    kept = set(reader.cache.pages)
    assert reader.read("/health/", **made_up).status == 200
    assert set(reader.cache.pages) == kept


def test_made_up_schemes_of_a_proxy_are_one(reader):
    reader.read("/health/")
    for value in ("http", "HTTPS", "x", "ftp, https", ""):
        reader.read("/health/", HTTP_X_FORWARDED_PROTO=value)
    assert len(reader.cache.pages) == 1


def test_every_public_address_without_arguments_is_among_the_places():
    """A new view shall be asked here, too."""
    own = {str(pattern.pattern) for pattern in get_resolver().url_patterns
           if not hasattr(pattern, "url_patterns") and "<" not in str(pattern.pattern)}  # fmt: skip
    own -= {"healthz", "favicon.ico", "apple-touch-icon.png", r"^media/(?P<path>.*)$"}
    own = {each for each in own if not each.startswith(("^", "_util", "admin/"))}
    assert {f"/{each}" for each in own} <= set(PLACES)


@pytest.mark.parametrize("path", ["/healthz", "/admin/", "/documents/1/a.pdf"])
def test_an_address_that_is_never_stored_passes_the_cache(path):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.url_scheme": "http"}
    environ |= {"HTTP_HOST": "localhost", "SERVER_PORT": "80", "QUERY_STRING": ""}
    assert key_of(environ) is None
    assert key_of({**environ, "PATH_INFO": "/"}) is not None
