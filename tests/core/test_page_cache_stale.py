"""The rules of the page cache, one by one: what it sends when content changes or the site fails."""

import threading
import time

import pytest

from core.cache import pages
from core.cache.pages import OFFER, Offer, PageCache
from core.cache.versions import Version, Versions
from core.models.change import SITE, WITHDRAWN
from tests.changes import Rows
from tests.origin import HTML, PAGE
from tests.wsgi import ask


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
    # The old page is sent for a while before rendering is tried again.
    assert len(origin.asked) == (2 if status == 200 else 3)


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
