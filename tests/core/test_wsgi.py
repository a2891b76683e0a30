"""What a server passes on, before any middleware."""

import io

import pytest

from config.application import Handler, make
from config.wsgi import application
from core.cache.pages import PageCache

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("open_connection"),
]


def test_pages_are_cached_if_the_cache_is_on(settings):
    assert isinstance(make(), Handler)
    settings.PAGE_CACHE = True
    assert isinstance(make(), PageCache)


def status(path: str, query: str = "", **environ) -> int:
    started = []
    parts = application(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **environ,
        },
        lambda line, headers: started.append(int(line.split()[0])),
    )
    parts.close()
    return started[0]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain; a*=nonsense''b", "text/plain; charset=hex", "text/plain; charset=utf-7",
     "text/plain; charset=\xff", "multipart/form-data", ";;=", ""],
)  # fmt: skip
@pytest.mark.parametrize("query", ["", "a", "x=+2AA-", "topic=+2AA-&page=+2AA-", "missing=+2AA-"])
def test_an_odd_content_type_is_answered_like_any(home, article, content_type, query):
    for path in ("/", "/health/", article.url, "/search/"):
        assert status(path, query, CONTENT_TYPE=content_type) == 200


@pytest.mark.parametrize(
    "cookie", [r'sessionid="\000aaaaaaaa"', "sessionid=\x00", '=;;"', "a=\xff"]
)
@pytest.mark.parametrize("path", ["/", "/styleguide/", "/_util/login/"])
def test_an_odd_cookie_is_no_fault_of_ours(home, cookie, path):
    assert status(path, HTTP_COOKIE=cookie) < 500
