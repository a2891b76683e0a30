"""What the requests of a process share."""

import itertools

import pytest

from core import shared as module
from core.purging import Journal, Making, making, note
from core.shared import shared


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


@pytest.mark.parametrize("verb", ["hold", "drop"])
def test_whatever_the_journal_says_has_values_made_anew(journal, number, verb):
    shared(("n",), number)
    journal.write(verb, "k", ["page:1"])
    assert shared(("n",), number) == 1


def test_what_changes_while_a_value_is_made_has_it_made_again(journal, number):
    def changing():
        journal.write("drop", "k", ["page:1"])
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
    assert len(module.values) <= 5
