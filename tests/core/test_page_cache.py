"""The rules of the page cache, one by one: what it stores, for whom, and how much of it."""

import gzip
import time

import brotli
import pytest

from core.cache import pages
from core.cache.pages import OFFER
from core.models.change import SITE, WITHDRAWN
from tests.origin import GONE, NOT_FOUND, PAGE
from tests.wsgi import ask


def test_a_page_is_made_once(cache, origin):
    first, second = ask(cache, "/a/"), ask(cache, "/a/")
    assert first.body == second.body == PAGE
    assert len(origin.asked) == 1


def test_pages_of_other_hosts_schemes_and_paths_are_other_pages(cache, origin):
    ask(cache, "/a/")
    ask(cache, "/b/")
    ask(cache, "/a/", HTTP_HOST="elsewhere.example")
    ask(cache, "/a/", **{"wsgi.url_scheme": "https"})
    ask(cache, "/a/", HTTP_X_FORWARDED_PROTO="https")
    assert len(origin.asked) == 5


def test_a_head_request_gets_the_headers_of_the_page(cache, origin):
    head, page = ask(cache, "/a/", method="HEAD"), ask(cache, "/a/")
    assert head.body == b"" and page.body == PAGE
    assert head.headers == page.headers
    assert len(origin.asked) == 1


def test_a_page_is_not_sent_again_to_those_who_have_it(cache):
    etag = ask(cache, "/a/").headers["ETag"]
    again = ask(cache, "/a/", HTTP_IF_NONE_MATCH=f'"other", {etag}')
    assert again.status == 304 and again.body == b""
    assert again.headers["ETag"] == etag and again.headers["Cache-Control"] == "no-cache"
    assert ask(cache, "/a/", HTTP_IF_NONE_MATCH='"other"').status == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_a_page_is_sent_in_an_encoding_that_is_accepted(cache, accepted, encoding):
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    for _time in range(2):
        found = ask(cache, "/a/", HTTP_ACCEPT_ENCODING=accepted)
        assert found.headers.get("Content-Encoding") == encoding
        assert found.headers["Vary"] == "Accept-Encoding"
        assert int(found.headers["Content-Length"]) == len(found.body)
        assert unpack[encoding](found.body) == PAGE


# What is never kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_AUTHORIZATION", "Basic YTpi"),
        ("HTTP_COOKIE", "sessionid=abc"),
        ("HTTP_COOKIE", "theme=dark; sessionid=abc"),
        ("HTTP_COOKIE", "__Host-sessionid=abc"),
        ("HTTP_COOKIE", "theme=dark;__Host-sessionid=abc"),
        ("HTTP_COOKIE", "a=b;messages=x"),
        ("REQUEST_METHOD", "POST"),
        ("REQUEST_METHOD", "DELETE"),
    ],
)
def test_a_personal_request_neither_finds_nor_leaves_a_page(cache, origin, name, value):
    personal = {name: value}
    ask(cache, "/a/", **personal)
    assert not cache.pages
    ask(cache, "/a/")
    ask(cache, "/a/", **personal)
    assert len(origin.asked) == 3
    assert all(OFFER not in origin.asked[turn] for turn in (0, 2))


def test_other_cookies_change_nothing(cache, origin):
    for cookie in ("theme=dark", "__Host-device=abc", "device=abc; csrftoken=x"):
        ask(cache, "/a/", HTTP_COOKIE=cookie)
    ask(cache, "/a/")
    assert len(origin.asked) == 1


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "a=b"),
        ("set-cookie", "a=b"),
        ("Cache-Control", "private"),
        ("Cache-Control", "max-age=3, no-store"),
        # CVE of June 2026: directives were compared with their case.
        ("Cache-Control", "Private"),
        ("cache-control", "NO-STORE"),
        ("Cache-Control", 'private="Set-Cookie"'),
        # CVE-2026-6907: an asterisk was taken for the name of a header.
        ("Vary", "*"),
        # CVE-2026-48587: blanks around a name hid it.
        ("Vary", " Cookie "),
        ("Vary", "Accept-Encoding,\tCookie"),
        # CVE-2026-48588: other cookies of the request hid that a response varies on one.
        ("Vary", "Cookie"),
        # CVE-2026-113593: a header that is empty and one that is missing had one key.
        ("Vary", "X-Plan"),
        ("Content-Encoding", "gzip"),
    ],
)
def test_a_response_that_is_not_for_everyone_is_not_kept(cache, origin, header):
    origin.headers.append(header)
    for _time in range(2):
        found = ask(cache, "/a/", HTTP_COOKIE="theme=dark")
        assert found.body == PAGE
    assert len(origin.asked) == 2 and not cache.pages


def test_only_what_is_offered_is_kept(cache, origin):
    origin.tags = frozenset()
    assert ask(cache, "/a/").body == ask(cache, "/a/").body == PAGE
    assert len(origin.asked) == 2 and not cache.pages


@pytest.mark.parametrize("status", ["302 Found", "500 Internal Server Error"])
def test_only_what_is_found_is_kept(cache, origin, status):
    origin.status = status
    ask(cache, "/a/")
    origin.status = "200 OK"
    assert ask(cache, "/a/").status == 200
    assert ask(cache, "/a/").status == 200
    assert len(origin.asked) == 2


# Queries


def test_a_known_query_is_part_of_the_address(cache, origin):
    for query in ("", "page=2", "topic=sleep", "topic=sleep&page=2", "page=2&topic=sleep"):
        ask(cache, "/a/", query=query)
    assert len(cache.pages) == 4


def test_a_campaign_is_not_part_of_the_address_and_not_told_to_the_page(cache, origin):
    ask(cache, "/a/", query="utm_source=letter&page=2&fbclid=x")
    ask(cache, "/a/", query="page=2")
    assert [environ["QUERY_STRING"] for environ in origin.asked] == ["page=2"]


def test_an_unknown_query_passes_by(cache, origin):
    ask(cache, "/a/")
    ask(cache, "/a/", query="x=1")
    ask(cache, "/a/", query="page=2&x=1&utm_source=letter")
    assert [environ["QUERY_STRING"] for environ in origin.asked[1:]] == [
        "x=1",
        "page=2&x=1&utm_source=letter",
    ]
    assert len(cache.pages) == 1


@pytest.mark.parametrize("query", ["page=1&page=2", "page=" + "9" * 300])
def test_an_odd_query_passes_by(cache, origin, query):
    ask(cache, "/a/", query=query)
    assert not cache.pages and len(origin.asked) == 1


# How much is stored


def test_what_was_read_longest_ago_goes_first(cache, origin):
    origin.body = b"x" * 300_000
    for path in ("/a/", "/b/", "/c/", "/a/", "/d/"):
        ask(cache, path)
    assert [key[4] for key in cache.pages] == ["/c/", "/a/", "/d/"]
    assert 0 < cache.bytes <= 1_000_000


def test_a_page_that_browsers_ask_for_is_held_compressed_only(cache, origin):
    origin.body = b"<p>The same again.</p>" * 5000
    found = ask(cache, "/a/", HTTP_ACCEPT_ENCODING="gzip")
    assert gzip.decompress(found.body) == origin.body
    assert cache.bytes < len(origin.body) / 10


def test_what_is_held_is_counted_to_the_last_byte(cache, origin, changes):
    for path in ("/a/", "/b/"):
        ask(cache, path)
        ask(cache, path, HTTP_ACCEPT_ENCODING="br")
    assert cache.bytes == sum(page.size for page in cache.pages.values())
    changes.add("page:1")
    for path in ("/a/", "/b/"):
        origin.status = "302 Found"
        ask(cache, path)
    assert cache.bytes == 0


# Where there is nothing


@pytest.mark.parametrize("status", [NOT_FOUND, GONE])
def test_that_there_is_nothing_is_said_once(cache, origin, status):
    origin.status = status
    for method in ("GET", "HEAD", "GET"):
        found = ask(cache, "/a/", method=method)
        assert found.status == int(status[:3])
        assert found.body == (b"" if method == "HEAD" else PAGE)
        assert int(found.headers["Content-Length"]) == len(PAGE)
    assert len(origin.asked) == 1


def test_that_there_is_nothing_is_kept_for_seconds(cache, origin, monkeypatch):
    origin.status = NOT_FOUND
    ask(cache, "/a/")
    (missing,) = cache.pages.values()
    assert missing.old_at <= time.monotonic() + pages.MISSING_SECONDS <= time.monotonic() + 10
    monkeypatch.setattr(pages, "MISSING_SECONDS", -1)
    ask(cache, "/b/")
    ask(cache, "/b/")
    assert len(origin.asked) == 3


@pytest.mark.parametrize("tag", [SITE, WITHDRAWN])
def test_that_there_is_nothing_is_dropped_like_any_page(cache, origin, changes, tag):
    origin.status, origin.tags = NOT_FOUND, frozenset({"anything"})
    ask(cache, "/a/")
    changes.add(tag)
    origin.status = "200 OK"
    assert ask(cache, "/a/").status == 200
    assert not cache.missing


@pytest.mark.parametrize(
    "personal", [{"HTTP_COOKIE": "sessionid=abc"}, {"HTTP_AUTHORIZATION": "Basic YTpi"}]
)
def test_a_personal_request_is_told_anew_that_there_is_nothing(cache, origin, personal):
    origin.status = NOT_FOUND
    ask(cache, "/a/")
    ask(cache, "/a/", **personal)
    assert len(origin.asked) == 2


@pytest.mark.parametrize(
    "header", [("Set-Cookie", "a=b"), ("Cache-Control", "private"), ("Vary", "Cookie")]
)
def test_nothing_that_is_said_to_one_reader_is_kept(cache, origin, header):
    origin.status = NOT_FOUND
    origin.headers.append(header)
    for _time in range(2):
        assert ask(cache, "/a/").status == 404
    assert len(origin.asked) == 2 and not cache.pages


def test_what_is_missing_is_never_unchanged(cache, origin):
    """RFC 9110, 13.2.1: preconditions are for what is found."""
    origin.status = NOT_FOUND
    etag = ask(cache, "/a/").headers["ETag"]
    assert ask(cache, "/a/", HTTP_IF_NONE_MATCH=etag).status == 404


def test_a_scan_of_addresses_pushes_no_page_out(cache, origin, monkeypatch):
    monkeypatch.setattr(pages, "MOST_MISSING", 5)
    ask(cache, "/page/")
    origin.status, origin.body = NOT_FOUND, b"x" * 300_000
    for number in range(20):
        ask(cache, f"/{number}/")
        assert 0 < cache.bytes <= 1_000_000
    origin.body = PAGE
    for number in range(20, 40):
        ask(cache, f"/{number}/")
    assert [key[4] for key in cache.pages] == ["/page/", *(f"/{each}/" for each in range(35, 40))]
    assert cache.bytes == sum(page.size for page in cache.pages.values())


def test_a_page_pushes_out_what_says_that_there_is_none(cache, origin):
    origin.body = b"x" * 300_000
    ask(cache, "/page/")
    origin.status = NOT_FOUND
    ask(cache, "/a/")
    ask(cache, "/b/")
    ask(cache, "/a/")
    origin.status = "200 OK"
    ask(cache, "/other/")
    assert [key[4] for key in cache.pages] == ["/page/", "/a/", "/other/"]


def test_an_address_that_comes_to_be_counts_as_a_page(cache, origin, changes):
    origin.status = NOT_FOUND
    ask(cache, "/a/")
    changes.add("page:1")
    origin.status = "200 OK"
    ask(cache, "/a/")
    assert len(cache.pages) == 1 and not cache.missing
