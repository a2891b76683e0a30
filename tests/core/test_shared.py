"""Fragments that a process caches."""

import itertools
from contextlib import contextmanager

import pytest

from core.cache import fragments as module
from core.cache.fragments import part
from core.cache.versions import Version, Versions, request_version
from core.dependencies import EVERYTHING, Making, making, note, noted_property
from tests.changes import Rows


class Changes(Rows):
    """A table of changes. Requests read at `lag` rows before its end, as on a replica that lags."""

    lag = 0

    def __init__(self, versions):
        super().__init__()
        self.versions = versions

    def add(self, *tags):
        super().add(*tags)
        self.versions.due = float("-inf")

    def version(self):
        self.versions.catch_up()
        return Version(self.versions.epoch, max(0, len(self.rows) - self.lag))


@pytest.fixture
def changes(settings, monkeypatch):
    settings.PAGE_CACHE = True
    versions = Versions(None)
    versions.outbox = changes = Changes(versions)
    monkeypatch.setattr(module, "versions", versions)
    monkeypatch.setattr(module, "known", module.Known())
    return changes


@pytest.fixture
def request_of(changes):
    """A request, in which fragments are cached."""
    with requesting(changes):
        yield


@contextmanager
def requesting(changes):
    token = request_version.set(changes.version())
    yield
    request_version.reset(token)


@pytest.fixture
def number():
    """Says 0, then 1, and so on."""
    return itertools.count().__next__


def noting(make, *tags):
    def made():
        note(*tags)
        return make()

    return made


@pytest.fixture
def page():
    """What is noted for the page that is being made."""
    token = making.set(page := Making())
    yield page
    making.reset(token)


@pytest.mark.parametrize("tag", [EVERYTHING, "page:1"])
def test_a_part_is_cached_until_what_was_noted_for_it_changes(changes, request_of, number, tag):
    make = noting(number, "page:1")
    assert [part(("n",), make) for _turn in range(2)] == [0, 0]
    changes.add("page:2")
    assert part(("n",), make) == 0
    changes.add(tag)
    with requesting(changes):
        assert [part(("n",), make) for _turn in range(2)] == [1, 1]


def test_outside_a_request_no_part_is_cached(changes, number):
    """Nothing says how old what it is made of is."""
    assert [part(("n",), number) for _turn in range(2)] == [0, 1]


def test_what_changes_while_a_part_is_made_has_it_made_again(changes, request_of, number):
    def changing():
        note("page:1")
        changes.add("page:1")
        return number()

    assert part(("n",), changing) == 0
    assert part(("n",), number) == 1


def test_a_part_of_what_the_request_read_before_a_change_is_made_again(changes, number):
    make = noting(number, "page:1")
    with requesting(changes):
        # Here the request reads page 1, and here somebody changes it.
        changes.add("page:1")
        assert part(("n",), make) == 0
    with requesting(changes):
        assert [part(("n",), make) for _turn in range(2)] == [1, 1]


def test_a_page_has_the_tags_of_its_parts_also_of_kept_ones(changes, request_of, page):
    for _turn in range(2):
        page.tags.clear()
        part(("n",), lambda: note("page:1"))
        assert "page:1" in page.tags


def test_a_part_has_the_tags_of_the_parts_in_it(changes, request_of, number):
    def outer():
        part(("inner",), noting(number, "page:1"))
        return number()

    part(("outer",), outer)
    changes.add("page:1")
    assert part(("outer",), outer) == 3


def test_a_part_may_have_tags_that_leave_the_page(changes, request_of, number, page):
    assert [part(("n",), number, "articles-on:1") for _turn in range(2)] == [0, 0]
    assert "articles-on:1" not in page.tags
    changes.add("articles-on:1")
    assert part(("n",), number, "articles-on:1") == 1


def test_parts_that_were_asked_for_longest_ago_make_room(changes, request_of, settings):
    settings.PAGE_PARTS_MB = 1
    for key in range(30):
        part((key,), lambda: b"x" * 100_000)
        part((0,), lambda: b"")
    assert module.known.part_bytes <= 1_000_000
    assert (0,) in module.known.parts and (29,) in module.known.parts
    assert (1,) not in module.known.parts
    assert module.known.part_bytes == sum(each.size for each in module.known.parts.values())


def test_without_the_cache_no_part_is_kept(changes, request_of, number, settings, page):
    settings.PAGE_CACHE = False
    make = noting(number, "page:1")
    assert [part(("n",), make) for _turn in range(2)] == [0, 1]
    assert "page:1" in page.tags


class Shown:
    @noted_property
    def title(self) -> str:
        note("page:1")
        return "Title"


def test_what_is_read_once_is_noted_for_all_who_ask_for_it(changes):
    shown, noted = Shown(), []
    for _part in range(2):
        token = making.set(current := Making())
        assert shown.title == "Title"
        making.reset(token)
        noted.append(current.tags)
    assert noted == [{"page:1"}, {"page:1"}]
