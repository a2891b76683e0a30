"""What the requests of a process share."""

import itertools
import time

import pytest

from core.cache import fragments as module
from core.cache.fragments import part, shared
from core.cache.invalidation import EVERYTHING, Journal, Making, making, note, noted_property


@pytest.fixture
def journal(settings, tmp_path):
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_JOURNAL = tmp_path / "journal"
    journal = Journal(settings.PAGE_CACHE_JOURNAL)
    journal.begin()
    return journal


@pytest.fixture
def number():
    """Says 0, then 1, and so on."""
    return itertools.count().__next__


def test_a_value_is_made_once(journal, number):
    assert [shared(("n",), number) for _turn in range(3)] == [0, 0, 0]


def test_values_have_their_keys(journal, number):
    assert (shared(("a",), number), shared(("b",), number)) == (0, 1)


@pytest.mark.parametrize("tag", [EVERYTHING, "recent"])
def test_a_value_is_made_anew_when_the_journal_names_one_of_its_tags(journal, number, tag):
    shared(("n",), number, "recent")
    journal.write("drop", "k", ["page:1", tag])
    assert [shared(("n",), number, "recent") for _turn in range(2)] == [1, 1]


@pytest.mark.parametrize("tag", [EVERYTHING, "recent"])
def test_a_value_is_not_kept_while_it_is_about_to_change(journal, number, tag):
    shared(("n",), number, "recent")
    journal.write("hold", "k", ["page:1", tag])
    assert [shared(("n",), number, "recent") for _turn in range(2)] == [1, 2]
    journal.write("drop", "k", ["page:1", tag])
    assert [shared(("n",), number, "recent") for _turn in range(2)] == [3, 3]


def test_what_has_nothing_to_do_with_a_value_leaves_it(journal, number):
    shared(("n",), number)
    for tag in ("page:1", "recent"):
        journal.write("drop", "k", [tag])
        shared(("other",), number, "recent")
    assert shared(("n",), number) == 0


@pytest.mark.parametrize("odd", [b"nonsense\n", b"drop k\n", b"\xff\xfe x y z\n"])
def test_a_line_that_cannot_be_read_has_all_values_made_anew(journal, number, odd):
    shared(("n",), number)
    with journal.path.open("ab") as file:
        file.write(odd)
    assert shared(("n",), number) == 1


def test_half_a_line_says_nothing_until_it_is_whole(journal, number):
    shared(("n",), number)
    with journal.path.open("a") as file:
        file.write("drop k 0 every")
    assert shared(("n",), number) == 0
    with journal.path.open("a") as file:
        file.write("thing\n")
    assert shared(("n",), number) == 1


def test_another_file_has_all_values_made_anew(journal, number):
    shared(("n",), number)
    journal.begin_anew()
    assert shared(("n",), number) == 1


def test_what_changes_while_a_value_is_made_has_it_made_again(journal, number):
    def changing():
        journal.write("drop", "k", [EVERYTHING])
        return number()

    assert shared(("n",), changing) == 0
    assert shared(("n",), number) == 1


def test_an_old_value_is_made_anew(journal, number, monkeypatch):
    monkeypatch.setattr(module, "MOST_SECONDS", -1)
    assert [shared(("n",), number) for _turn in range(2)] == [0, 1]


def test_without_the_cache_or_its_journal_nothing_is_shared(journal, number, settings):
    journal.path.unlink()
    assert [shared(("n",), number) for _turn in range(2)] == [0, 1]
    journal.begin()
    settings.PAGE_CACHE = False
    assert [shared(("n",), number) for _turn in range(2)] == [2, 3]


def test_a_page_has_no_tags_of_what_it_shares(journal):
    """Else only the first of the pages that share it would."""
    token = making.set(page := Making())
    try:
        shared(("n",), lambda: note("page:1"))
    finally:
        making.reset(token)
    assert not page.tags


def test_not_every_name_of_a_host_is_kept(journal, number, monkeypatch):
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
def test_a_part_is_kept_until_the_journal_names_what_was_noted_for_it(journal, number, tag):
    make = noting(number, "page:1")
    assert [part(("n",), make) for _turn in range(2)] == [0, 0]
    journal.write("drop", "k", ["page:2"])
    assert part(("n",), make) == 0
    journal.write("drop", "k", [tag])
    assert [part(("n",), make) for _turn in range(2)] == [1, 1]


def test_a_part_is_not_kept_while_it_is_about_to_change(journal, number):
    make = noting(number, "page:1")
    part(("n",), make)
    journal.write("hold", "k", ["page:1"])
    assert [part(("n",), make) for _turn in range(2)] == [1, 2]
    journal.write("drop", "k", ["page:1"])
    assert [part(("n",), make) for _turn in range(2)] == [3, 3]


def test_what_was_made_of_a_publication_that_nobody_ended_is_not_kept(journal, number, monkeypatch):
    monkeypatch.setattr(module, "HOLD_SECONDS", 0.5)
    make = noting(number, "page:1")
    journal.write("hold", "k", ["page:1"])
    assert part(("n",), make) == 0
    time.sleep(0.6)
    assert [part(("n",), make) for _turn in range(2)] == [1, 1]


def test_what_changes_while_a_part_is_made_has_it_made_again(journal, number):
    def changing():
        note("page:1")
        journal.write("drop", "k", ["page:1"])
        return number()

    assert part(("n",), changing) == 0
    assert part(("n",), number) == 1


def test_a_part_of_what_the_request_read_before_a_change_is_made_again(journal, number):
    make = noting(number, "page:1")
    with module.request():
        # Here the request reads page 1, and here somebody changes it.
        journal.write("drop", "k", ["page:1"])
        assert part(("n",), make) == 0
    with module.request():
        assert [part(("n",), make) for _turn in range(2)] == [1, 1]


def test_what_a_lost_journal_said_while_a_part_was_made_has_it_made_again(journal, number):
    def changing():
        note("page:1")
        journal.write("drop", "k", ["page:1"])
        journal.begin_anew()
        module.known.catch_up()  # as another thread does
        return number()

    assert part(("n",), changing) == 0
    assert part(("n",), number) == 1


def test_a_hold_that_has_ended_is_forgotten(journal, number, monkeypatch):
    monkeypatch.setattr(module, "HOLD_SECONDS", 0.5)
    journal.write("hold", "k", ["page:1"])
    part(("n",), number)
    assert module.known.holds
    time.sleep(0.6)
    journal.write("drop", "other", ["page:2"])
    part(("n",), number)
    assert not module.known.holds


def test_a_page_has_the_tags_of_its_parts_also_of_kept_ones(journal, page):
    for _turn in range(2):
        page.tags.clear()
        part(("n",), lambda: note("page:1"))
        assert "page:1" in page.tags


def test_a_part_has_the_tags_of_the_parts_in_it(journal, number):
    def outer():
        part(("inner",), noting(number, "page:1"))
        return number()

    part(("outer",), outer)
    journal.write("drop", "k", ["page:1"])
    assert part(("outer",), outer) == 3


def test_a_part_may_have_tags_that_leave_the_page(journal, number, page):
    assert [part(("n",), number, "articles-on:1") for _turn in range(2)] == [0, 0]
    assert "articles-on:1" not in page.tags
    journal.write("drop", "k", ["articles-on:1"])
    assert part(("n",), number, "articles-on:1") == 1


def test_parts_that_were_asked_for_longest_ago_make_room(journal, settings):
    settings.PAGE_PARTS_MB = 1
    for key in range(30):
        part((key,), lambda: b"x" * 100_000)
        part((0,), lambda: b"")
    assert module.known.part_bytes <= 1_000_000
    assert (0,) in module.known.parts and (29,) in module.known.parts
    assert (1,) not in module.known.parts
    assert module.known.part_bytes == sum(each.size for each in module.known.parts.values())


def test_without_the_cache_no_part_is_kept(journal, number, settings, page):
    settings.PAGE_CACHE = False
    make = noting(number, "page:1")
    assert [part(("n",), make) for _turn in range(2)] == [0, 1]
    assert "page:1" in page.tags


class Shown:
    @noted_property
    def title(self) -> str:
        note("page:1")
        return "Title"


def test_what_is_read_once_is_noted_for_all_who_ask_for_it(journal):
    shown, noted = Shown(), []
    for _part in range(2):
        token = making.set(current := Making())
        assert shown.title == "Title"
        making.reset(token)
        noted.append(current.tags)
    assert noted == [{"page:1"}, {"page:1"}]
