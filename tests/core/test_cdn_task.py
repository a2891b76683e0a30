"""The task that tells a CDN what was changed."""

from datetime import timedelta

import pytest
import requests
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.cache import cdn
from core.models import Change, pages_changed, site_changed
from core.serving.scheduler import JOBS
from core.serving.worker import make_worker

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

purge_waiting = next(job.run for job in JOBS if job.name == "each_minute")


class Told:
    """A CDN that knows tags, and what it was told; it fails as long as `error` is set."""

    def __init__(self):
        self.calls: list[list[str]] = []
        self.error: Exception | None = None

    def purge_tags(self, tags: list[str]) -> None:
        self.calls.append(tags)
        if self.error:
            raise self.error


CDNS: dict[str, Told] = {}


def make_backend(options: dict) -> Told:
    """The backend of the settings."""
    return CDNS.setdefault(options["NAME"], Told())


@pytest.fixture
def told(settings) -> Told:
    """A site behind a CDN, whose tasks wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.WAGTAILFRONTENDCACHE = {
        "first": {"BACKEND": f"{__name__}.make_backend", "NAME": "first"}
    }
    make_backend.purge_tags = Told.purge_tags  # what is asked of a class before it is called
    CDNS.clear()
    return make_backend({"NAME": "first"})


def work(after: timedelta = cdn.PAUSE) -> None:
    """Runs what is ready at that time, as the worker does."""
    DBTaskResult.objects.filter(run_after__lte=timezone.now() + after).update(
        run_after=timezone.now()
    )
    worker = make_worker("worker")
    worker.batch = True
    worker.run()


def purges() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path=cdn.purge.module_path))


def waiting() -> list[str]:
    return list(cdn.waiting().values_list("names", flat=True))


def test_who_publishes_does_not_wait_for_the_cdn(told):
    pages_changed(1)
    assert not told.calls
    work()
    assert told.calls == [["page:1"]] and not waiting()


def test_a_task_starts_when_every_process_knows_of_the_change(told):
    pages_changed(1)
    work(after=timedelta())
    assert not told.calls


def test_changes_that_follow_each_other_share_one_task(told):
    for number in range(5):
        pages_changed(number)
    assert len(purges()) == 1
    work()
    assert told.calls == [[f"page:{number}" for number in range(5)]]
    pages_changed(6)
    work()
    assert told.calls[1:] == [["page:6"]]


@pytest.mark.parametrize("status", [TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
def test_a_task_that_has_begun_is_not_waited_for(told, status):
    """It may have read the table before the change."""
    pages_changed(1)
    DBTaskResult.objects.update(status=status)
    pages_changed(2)
    work()
    assert told.calls == [["page:1", "page:2"]]


def test_a_task_that_is_repeated_much_later_is_not_waited_for(told):
    pages_changed(1)
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(hours=1))
    pages_changed(2)
    work()
    assert told.calls == [["page:1", "page:2"]]


def test_what_is_rolled_back_enqueues_nothing(told):
    with pytest.raises(KeyError), transaction.atomic():
        pages_changed(1)
        raise KeyError
    assert not purges() and not waiting()


def test_without_a_cdn_nothing_is_enqueued(told, settings):
    settings.WAGTAILFRONTENDCACHE = {}
    pages_changed(1)
    purge_waiting()
    assert not purges() and not waiting()


def test_the_oldest_changes_are_told_first_and_so_many_at_a_time(told, monkeypatch):
    monkeypatch.setattr(cdn, "MOST_CHANGES", 2)
    for number in range(5):
        pages_changed(number)
    work()
    assert told.calls == [["page:0", "page:1"], ["page:2", "page:3"], ["page:4"]]


# What is left


def test_what_a_process_left_that_was_killed_after_its_commit_is_told_within_a_minute(told):
    Change.objects.create(names="page:1", is_passed_on=False)
    purge_waiting()
    work()
    assert told.calls == [["page:1"]]
    purge_waiting()
    assert not purges()


def test_a_worker_that_is_killed_meanwhile_loses_nothing(told):
    pages_changed(1)
    told.error = KeyboardInterrupt()  # not an Exception: nothing handles it
    with pytest.raises(KeyboardInterrupt):
        cdn.purge.func()
    assert waiting() == ["page:1"]


def test_a_cdn_that_fails_is_told_again_in_the_next_minute(told, caplog):
    told.error = requests.ConnectionError()
    pages_changed(1)
    pages_changed(2)
    work()
    assert "could not be told" in caplog.text
    assert waiting() == ["page:1", "page:2"] and not purges()
    told.error = None
    pages_changed(3)
    purge_waiting()
    work()
    assert told.calls == [["page:1", "page:2"], ["page:1", "page:2", "page:3"]]
    assert not waiting()


def test_a_dead_cdn_is_asked_once_a_minute_whatever_waits(told, monkeypatch):
    monkeypatch.setattr(cdn, "MOST_CHANGES", 2)
    told.error = requests.ConnectionError()
    for number in range(5):
        pages_changed(number)
    work()
    assert told.calls == [["page:0", "page:1"]]


def test_a_cdn_that_is_unknown_is_no_failure_of_the_task(told, settings, caplog):
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": "core.nowhere.Backend"}}
    site_changed("articles")
    work()
    assert "could not be told" in caplog.text and waiting() == ["articles"] and not purges()


def test_what_a_cdn_has_dropped_by_itself_is_given_up(told, settings, caplog):
    settings.CDN_SECONDS = 3 * 3600
    told.error = requests.ConnectionError()
    now = timezone.now()
    for hours in (5, 7):
        Change.objects.create(
            names=f"page:{hours}", is_passed_on=False, created_at=now - timedelta(hours=hours)
        )
    cdn.purge.func()
    assert waiting() == ["page:5"] and "not told of 1 changes" in caplog.text


def test_one_cdn_is_told_where_another_is_dead_and_both_again(told, settings):
    settings.WAGTAILFRONTENDCACHE = {
        "dead": {"BACKEND": f"{__name__}.make_backend", "NAME": "dead"},
        **settings.WAGTAILFRONTENDCACHE,
    }
    dead = make_backend({"NAME": "dead"})
    dead.error = requests.Timeout()
    pages_changed(1)
    work()
    assert told.calls == [["page:1"]] and waiting()
    dead.error = None
    purge_waiting()
    work()
    assert dead.calls == told.calls == 2 * [["page:1"]] and not waiting()


def test_a_database_that_fails_repeats_the_task(told, monkeypatch):
    def fail():
        raise DatabaseError("no disk")

    pages_changed(1)
    with monkeypatch.context() as patched:
        patched.setattr(cdn, "waiting", fail)
        work()
    assert [row.status for row in purges()] == [TaskResultStatus.READY]
