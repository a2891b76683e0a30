"""What a process knows of the changes that are in the database."""

import threading
import time

import pytest
from django import db
from django.db import connection, transaction

from core.cache import versions as module
from core.cache.checks import check_settings_that_are_gone
from core.cache.versions import Outbox, Version, Versions, read_version
from core.models import Change, change, pages_changed, publishing
from core.models.change import SITE
from tests.changes import Rows

A = frozenset({"page:1", SITE})


@pytest.fixture
def rows():
    return Rows()


@pytest.fixture
def versions(rows):
    versions = Versions(rows)
    versions.catch_up()
    return versions


def is_stale_after(versions, version) -> bool:
    versions.look_now()
    return versions.is_stale(version, A)


@pytest.mark.parametrize(
    ("tags", "is_stale"), [(["page:1"], True), ([SITE], True), (["page:2", "page:11"], False)]
)
def test_what_a_change_names_is_stale(versions, rows, tags, is_stale):
    version = versions.current
    rows.add(*tags)
    assert is_stale_after(versions, version) == is_stale
    assert not versions.is_stale(versions.current, A)


def test_it_looks_ten_times_a_second_at_most(versions, rows, monkeypatch):
    looks = []
    monkeypatch.setattr(rows, "since", lambda number: looks.append(number) or [])
    end = time.monotonic() + 0.35
    while time.monotonic() < end:
        versions.catch_up()
    assert 1 <= len(looks) <= 4


def test_a_backup_that_was_restored_drops_everything(versions, rows):
    for number in range(5):
        rows.add(f"page:{number + 2}")
    versions.look_now()
    version = versions.current
    del rows.rows[3:]
    assert is_stale_after(versions, version)
    assert versions.current.number == 3


def test_a_backup_that_was_restored_and_written_to_drops_everything(versions, rows):
    """The newest row has the number that the process expects, and is another row."""
    for number in range(5):
        rows.add(f"page:{number + 2}")
    versions.look_now()
    version = versions.current
    rows.rows[4:] = [(5, "another moment", "page:9"), (6, "and another", "page:9")]
    assert is_stale_after(versions, version)


def test_an_empty_table_after_a_restore_drops_everything(versions, rows):
    rows.add("page:2")
    versions.look_now()
    version = versions.current
    rows.rows.clear()
    assert is_stale_after(versions, version)


def test_rows_that_were_pruned_before_they_were_read_drop_everything(versions, rows):
    for _number in range(5):
        rows.add("page:2")
    versions.look_now()
    version = versions.current
    for _number in range(5):
        rows.add("page:2")
    del rows.rows[:7]
    assert is_stale_after(versions, version)


def test_rows_that_were_pruned_after_they_were_read_drop_nothing(versions, rows):
    for _number in range(5):
        rows.add("page:2")
    versions.look_now()
    version = versions.current
    del rows.rows[:4]
    rows.add("page:2")
    assert not is_stale_after(versions, version)


def test_more_rows_than_a_look_reads_drop_everything(versions, rows, monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    version = versions.current
    for _number in range(4):
        rows.add("page:2")
    assert is_stale_after(versions, version)


def test_more_tags_than_are_remembered_drop_everything(versions, rows, monkeypatch):
    monkeypatch.setattr(module, "MOST_TAGS", 3)
    version = versions.current
    rows.add("a", "b", "c", "d")
    assert is_stale_after(versions, version)
    assert not versions.state.named


def test_what_a_lagging_replica_gives_is_stale_before_the_first_row_that_is_known(rows):
    rows.add("page:1")
    rows.add("page:2")
    versions = Versions(rows)
    versions.catch_up()
    assert versions.is_stale(Version(versions.epoch, 1), A)
    assert not versions.is_stale(versions.current, A)


def test_while_the_table_cannot_be_read_caches_are_used_for_ten_minutes(
    versions, rows, monkeypatch, caplog
):
    def fail(number):
        raise db.OperationalError

    monkeypatch.setattr(rows, "since", fail)
    versions.due = 0
    assert versions.catch_up() and "cannot be read" in caplog.text
    versions.looked_at -= module.MOST_BLIND_SECONDS - 5
    assert versions.catch_up()
    versions.looked_at -= 10
    assert not versions.catch_up()
    monkeypatch.undo()
    versions.due = 0
    assert versions.catch_up()


def test_while_the_table_cannot_be_read_only_one_request_waits_for_it(versions, rows, monkeypatch):
    waits, go_on = threading.Event(), threading.Event()

    def hang(number):
        waits.set()
        go_on.wait(5)
        raise db.OperationalError

    monkeypatch.setattr(rows, "since", hang)
    versions.is_failing, versions.due = True, 0
    thread = threading.Thread(target=versions.catch_up)
    thread.start()
    assert waits.wait(5)
    assert versions.catch_up()
    go_on.set()
    thread.join()


# With the real table


@pytest.mark.django_db
def test_nothing_is_written_for_what_is_rolled_back():
    with pytest.raises(RuntimeError), publishing() as own:
        own.pages(1)
        raise RuntimeError
    assert not Change.objects.exists()


@pytest.mark.django_db
def test_a_publication_writes_one_row(article):
    before = Change.objects.count()
    article.save_revision().publish()
    assert Change.objects.count() == before + 1


@pytest.mark.django_db
def test_old_rows_are_pruned_by_whoever_writes(monkeypatch):
    monkeypatch.setattr(change, "MOST_ROWS", 10)
    monkeypatch.setattr(change, "PRUNE_EVERY", 5)
    for _number in range(40):
        pages_changed(1)
    assert 10 <= Change.objects.count() <= 15


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestOwnConnection:
    @pytest.fixture(autouse=True)
    def outbox(self, monkeypatch):
        outbox = Outbox()
        monkeypatch.setattr(module.versions, "outbox", outbox)
        module.versions.forget()
        yield outbox
        module.versions.forget()
        if outbox.own:
            outbox.own.close()

    def test_what_is_not_committed_is_not_seen_and_then_at_once(self):
        version = read_version()
        with transaction.atomic():
            pages_changed(1)
            module.versions.look_now()
            assert not module.versions.is_stale(version, A)
        assert module.versions.is_stale(version, A)

    def test_it_is_read_after_the_connection_was_lost(self, outbox):
        pages_changed(1)
        assert module.versions.catch_up()
        outbox.own.connection.close()
        module.versions.look_now()
        module.versions.look_now()
        pages_changed(2)
        assert module.versions.current.number == Change.objects.latest("pk").pk

    def test_a_look_has_limits_of_its_own(self, outbox):
        module.versions.catch_up()
        if connection.vendor == "postgresql":
            assert outbox.rows("SHOW statement_timeout") == [("500ms",)]
            assert outbox.own.settings_dict["OPTIONS"].get("pool") is None
        else:
            assert outbox.rows("PRAGMA busy_timeout") == [(500,)]

    def test_threads_share_the_connection(self, outbox):
        failures = []

        def look():
            try:
                module.versions.look_now()
                outbox.newest()
            except Exception as error:
                failures.append(error)

        module.versions.catch_up()
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert not failures and not module.versions.is_failing

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
    def test_rows_are_committed_in_the_order_of_their_ids(self):
        entered, order = threading.Event(), []

        def second():
            entered.wait(5)
            try:
                with publishing() as own:
                    own.pages(2)
                order.append("second")
            finally:
                connection.close()

        thread = threading.Thread(target=second)
        thread.start()
        with publishing() as own:
            own.pages(1)
            entered.set()
            time.sleep(0.3)
            order.append("first")
        thread.join()
        assert order == ["first", "second"]
        tags = list(Change.objects.order_by("pk").values_list("tags", flat=True))
        assert tags[-2:] == ["page:1", "page:2"]


def test_settings_of_the_journal_are_warned_about(settings):
    assert check_settings_that_are_gone() == []
    settings.PAGE_CACHE_REDIS = "redis://127.0.0.1"
    assert [warning.id for warning in check_settings_that_are_gone()] == ["core.W003"]
