"""The rules of the page cache, one by one, on an application that says what the test wants."""

import gzip
import threading
import time
from dataclasses import dataclass, field

import brotli
import pytest

from core.cache import pages
from core.cache.pages import OFFER, Offer, PageCache
from core.cache.versions import Version, Versions
from core.models.change import SITE, WITHDRAWN
from tests.changes import Rows
from tests.wsgi import ask

PAGE = b"<!DOCTYPE html><p>" + b"The tide comes in twice a day. " * 50
NOT_FOUND, GONE = "404 Not Found", "410 Gone"
HTML = [("Content-Type", "text/html"), ("Cache-Control", "no-cache")]


@dataclass
class Origin:
    """An application that offers every answer, with these tags, and counts what it is asked. What
    it reads is of the version that the process knows.
    """

    versions: Versions
    headers: list = field(default_factory=lambda: [*HTML])
    status: str = "200 OK"
    tags: frozenset = frozenset({"page:1"})
    body: bytes = PAGE
    asked: list = field(default_factory=list)

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        if OFFER in environ and self.tags and self.status in {"200 OK", NOT_FOUND, GONE}:
            environ[OFFER].append(Offer(self.tags, self.versions.current))
        start_response(self.status, self.headers)
        return [self.body]


class Changes(Rows):
    """Rows that this process reads as soon as they are there, as it does with its own."""

    def __init__(self):
        super().__init__()
        self.versions = Versions(self)

    def add(self, *tags):
        super().add(*tags)
        self.versions.due = float("-inf")


@pytest.fixture
def changes():
    return Changes()


@pytest.fixture
def origin(changes):
    return Origin(changes.versions)


@pytest.fixture
def cache(origin, changes):
    return PageCache(origin, changes.versions, megabytes=1)


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


# Going stale


def test_a_dropped_page_is_made_again_and_others_are_not(cache, origin, changes):
    ask(cache, "/a/")
    origin.tags = frozenset({"page:2"})
    ask(cache, "/b/")
    changes.add("page:1")
    ask(cache, "/a/")
    ask(cache, "/b/")
    assert [environ["PATH_INFO"] for environ in origin.asked] == ["/a/", "/b/", "/a/"]


@pytest.mark.parametrize("tag", [SITE, WITHDRAWN])
def test_a_change_of_the_site_drops_every_page(cache, origin, changes, tag):
    for path in ("/a/", "/b/"):
        ask(cache, path)
    changes.add(tag)
    for path in ("/a/", "/b/"):
        ask(cache, path)
    assert len(origin.asked) == 4


def test_every_process_reads_the_changes(cache, origin, changes):
    other = PageCache(origin, Versions(changes), megabytes=1)
    origin.tags = frozenset()
    for each in (cache, other):
        ask(each, "/none/")
    for each in (cache, other):
        origin.versions, origin.tags = each.versions, frozenset({"page:1"})
        ask(each, "/a/")
    changes.add("page:1")
    other.versions.due = float("-inf")
    for each in (cache, other):
        ask(each, "/a/")
    assert len(origin.asked) == 6


def test_a_page_that_changed_while_it_was_made_is_not_kept(cache, origin, changes):
    def changing(environ, start_response):
        changes.add("page:1")
        return origin(environ, start_response)

    cache.application = changing
    assert ask(cache, "/a/").body == PAGE
    assert not cache.pages


def test_a_page_from_a_replica_that_lags_is_not_stored(cache, origin, changes):
    """It is made from content of before a change that the process knows of."""
    changes.add("page:2")
    ask(cache, "/b/")
    before = cache.versions.current
    changes.add("page:1")
    cache.versions.catch_up()

    def lagging(environ, start_response):
        origin.versions.state, state = (
            origin.versions.state._replace(last=before.number),
            (origin.versions.state),
        )
        try:
            return origin(environ, start_response)
        finally:
            origin.versions.state = state

    cache.application = lagging
    assert ask(cache, "/a/").body == PAGE
    assert [key[4] for key in cache.pages] == ["/b/"]
    origin.tags = frozenset({"page:2"})
    ask(cache, "/c/")
    assert [key[4] for key in cache.pages] == ["/b/", "/c/"]


def test_a_page_that_is_newer_than_what_the_process_knows_is_not_made_again(
    cache, origin, changes, monkeypatch
):
    ask(cache, "/none/")
    monkeypatch.setattr(cache.versions, "due", float("inf"))
    Rows.add(changes, "page:1")
    cache.application = ahead = lambda environ, start: (
        environ[OFFER].append(Offer(frozenset({"page:1"}), Version(cache.versions.epoch, 1))),
        origin(environ, start),
    )[1]
    origin.tags = frozenset()
    ask(cache, "/a/")
    cache.versions.due = float("-inf")
    asked = len(origin.asked)
    ask(cache, "/a/")
    assert ahead and len(origin.asked) == asked


def test_without_the_changes_no_page_is_served_from_the_cache(cache, origin, monkeypatch):
    ask(cache, "/a/")
    monkeypatch.setattr(cache.versions, "catch_up", lambda: False)
    for _time in range(2):
        assert ask(cache, "/a/").body == PAGE
    assert [OFFER in environ for environ in origin.asked] == [True, False, False]


# Growing old


def test_an_old_page_is_made_again(cache, origin, monkeypatch):
    monkeypatch.setattr(pages, "MOST_SECONDS", -1)
    ask(cache, "/a/")
    ask(cache, "/a/")
    assert len(origin.asked) == 2


def test_an_old_page_is_shown_where_the_site_fails(cache, origin, monkeypatch):
    monkeypatch.setattr(pages, "MOST_SECONDS", -1)
    ask(cache, "/a/")
    origin.status = "500 Internal Server Error"
    assert ask(cache, "/a/").status == 200


@pytest.mark.parametrize(("tag", "status"), [("page:1", 200), (SITE, 200), (WITHDRAWN, 500)])
def test_a_stale_page_is_shown_where_the_site_fails_unless_something_was_withdrawn(
    cache, origin, changes, tag, status
):
    ask(cache, "/a/")
    changes.add(tag)
    origin.status = "500 Internal Server Error"
    for _time in range(2):
        assert ask(cache, "/a/").status == status


def test_a_page_that_is_withdrawn_while_the_site_fails_is_not_shown(cache, origin, changes):
    ask(cache, "/a/")
    changes.add(SITE)

    def failing(environ, start_response):
        changes.add(WITHDRAWN)
        return origin(environ, start_response)

    cache.application = failing
    origin.status = "500 Internal Server Error"
    assert ask(cache, "/a/").status == 500
    assert not cache.pages


def test_a_page_is_tried_again_a_while_after_the_site_failed(cache, origin, changes, monkeypatch):
    monkeypatch.setattr(pages, "MORE_SECONDS", -1)
    ask(cache, "/a/")
    changes.add(SITE)
    origin.status = "500 Internal Server Error"
    ask(cache, "/a/")
    origin.status, origin.body = "200 OK", b"new"
    assert ask(cache, "/a/").body == b"new"


class Slow:
    """An application that answers when it is told to."""

    def __init__(self, origin):
        self.origin = origin
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, environ, start_response):
        self.begun.set()
        assert self.go_on.wait(5)
        return self.origin(environ, start_response)


def in_threads(cache, number):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(ask(cache, "/a/"))) for _turn in range(number)
    ]
    for thread in threads:
        thread.start()
    return threads, found


def test_one_request_makes_a_missing_page_and_others_wait(cache, origin):
    cache.application = slow = Slow(origin)
    threads, found = in_threads(cache, 5)
    slow.begun.wait(5)
    time.sleep(0.05)
    slow.go_on.set()
    for thread in threads:
        thread.join()
    assert [each.body for each in found] == [PAGE] * 5
    assert len(origin.asked) == 1


def too_old(changes, monkeypatch):
    monkeypatch.setattr(pages, "MOST_SECONDS", -1)


def stale(changes, monkeypatch):
    # However slow the machine is.
    monkeypatch.setattr(pages, "STALE_SECONDS", 60)


@pytest.mark.parametrize("tag", [SITE, "page:1", None])
def test_while_an_old_page_is_made_again_others_get_it(cache, origin, changes, monkeypatch, tag):
    (stale if tag else too_old)(changes, monkeypatch)
    ask(cache, "/a/")
    if tag:
        changes.add(tag)
    cache.application = slow = Slow(origin)
    threads, found = in_threads(cache, 1)
    slow.begun.wait(5)
    origin.body = b"new"
    assert ask(cache, "/a/").body == PAGE
    slow.go_on.set()
    threads[0].join()
    assert found[0].body == b"new"
    assert len(origin.asked) == 2


@pytest.mark.parametrize(("tag", "seconds"), [(SITE, 0), ("page:1", 0), (WITHDRAWN, 60)])
def test_nobody_gets_a_page_that_is_stale_for_too_long_or_was_withdrawn(
    cache, origin, changes, monkeypatch, tag, seconds
):
    monkeypatch.setattr(pages, "STALE_SECONDS", seconds)
    ask(cache, "/a/")
    changes.add(tag)
    cache.application = slow = Slow(origin)
    origin.body = b"new"
    first, found = in_threads(cache, 1)
    slow.begun.wait(5)
    others, found_by_others = in_threads(cache, 3)
    time.sleep(0.05)
    assert not found_by_others
    slow.go_on.set()
    for thread in [*first, *others]:
        thread.join()
    assert {each.body for each in [*found, *found_by_others]} == {b"new"}
    assert len(origin.asked) == 2


def test_another_change_does_not_extend_how_long_a_stale_page_is_used(cache, changes, monkeypatch):
    ask(cache, "/a/")
    (page,) = cache.pages.values()
    key = next(iter(cache.pages))
    changes.add(SITE)
    changes.versions.catch_up()
    cache.found(key)
    until = page.usable_until
    changes.add(SITE)
    changes.versions.catch_up()
    monkeypatch.setattr(time, "monotonic", lambda: until + 100)
    assert cache.found(key) is page and page.usable_until == until


def test_a_page_that_is_not_offered_any_more_is_dropped(cache, origin, changes):
    ask(cache, "/a/")
    changes.add(SITE)
    origin.tags = frozenset()
    ask(cache, "/a/")
    assert not cache.pages and not cache.bytes


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


def test_no_reader_gets_what_was_purged_before_they_asked(cache, changes, monkeypatch):
    """Readers in four threads while another one changes the page: without the time in which others
    get the old page while one request renders it again."""
    value = 0
    purged = 0
    failures = []

    def origin(environ, start_response):
        version = Version(cache.versions.epoch, len(changes.rows))
        read = value
        time.sleep(0.0005)
        environ.get(OFFER, []).append(Offer(frozenset({"page:1"}), version))
        start_response("200 OK", [*HTML])
        return [b"%d" % read]

    def read():
        while value < 150:
            known = purged
            got = int(ask(cache, "/a/").body)
            if got < known:
                failures.append((got, known))

    monkeypatch.setattr(pages, "STALE_SECONDS", 0)
    cache.application = origin
    threads = [threading.Thread(target=read) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 151):
        value = number
        changes.add("page:1")
        purged = number
        time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert not failures
    assert cache.hits
