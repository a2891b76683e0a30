"""What the requests of a process share."""

import itertools

import pytest

from core.cache import fragments as module
from core.cache.fragments import part, shared
from core.cache.versions import Version, Versions
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
    monkeypatch.setattr(module, "read_version", changes.version)
    monkeypatch.setattr(module, "known", module.Known())
    return changes


@pytest.fixture
def request_of(changes):
    """A request, in which fragments are cached."""
    with module.request():
        yield


@pytest.fixture
def number():
    """Says 0, then 1, and so on."""
    return itertools.count().__next__


def test_a_value_is_made_once(changes, number):
    assert [shared(("n",), number) for _turn in range(3)] == [0, 0, 0]


def test_values_have_their_keys(changes, number):
    assert (shared(("a",), number), shared(("b",), number)) == (0, 1)


@pytest.mark.parametrize("tag", [EVERYTHING, "recent"])
def test_a_value_is_made_again_when_one_of_its_tags_changes(changes, number, tag):
    shared(("n",), number, "recent")
    changes.add("page:1", tag)
    assert [shared(("n",), number, "recent") for _turn in range(2)] == [1, 1]


def test_what_has_nothing_to_do_with_a_value_leaves_it(changes, number):
    shared(("n",), number)
    for tag in ("page:1", "recent"):
        changes.add(tag)
        shared(("other",), number, "recent")
    assert shared(("n",), number) == 0


def test_what_changes_while_a_value_is_made_has_it_made_again(changes, number):
    def changing():
        changes.add(EVERYTHING)
        return number()

    assert shared(("n",), changing) == 0
    assert shared(("n",), number) == 1


def test_an_old_value_is_made_anew(changes, number, monkeypatch):
    monkeypatch.setattr(module, "MOST_SECONDS", -1)
    assert [shared(("n",), number) for _turn in range(2)] == [0, 1]


def test_without_the_cache_nothing_is_shared(changes, number, settings):
    settings.PAGE_CACHE = False
    assert [shared(("n",), number) for _turn in range(2)] == [0, 1]


def test_while_changes_cannot_be_read_nothing_is_shared(changes, number, monkeypatch):
    monkeypatch.setattr(changes.versions, "catch_up", lambda: False)
    assert [shared(("n",), number) for _turn in range(2)] == [0, 1]


def test_a_value_from_a_replica_that_lags_is_not_used_again(changes, number):
    changes.add("page:9")
    shared(("other",), number)
    changes.add("recent")
    changes.lag = 1
    assert [shared(("n",), number, "recent") for _turn in range(2)] == [1, 2]
    changes.lag = 0
    assert [shared(("n",), number, "recent") for _turn in range(2)] == [3, 3]


def test_a_page_has_no_tags_of_what_it_shares(changes):
    """Else only the first of the pages that share it would."""
    token = making.set(page := Making())
    try:
        shared(("n",), lambda: note("page:1"))
    finally:
        making.reset(token)
    assert not page.tags


def test_not_every_name_of_a_host_is_kept(changes, number, monkeypatch):
    monkeypatch.setattr(module, "MOST_VALUES", 5)
    for host in range(20):
        shared(("site", host), number)
    assert len(module.known.values) <= 5


# Parts


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
    with module.request():
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
    with module.request():
        # Here the request reads page 1, and here somebody changes it.
        changes.add("page:1")
        assert part(("n",), make) == 0
    with module.request():
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
