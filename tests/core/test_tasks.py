"""Background tasks in the database, and the worker that runs them."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex

from core.serving.worker import MAX_RUN, make_worker, recover_lost, recover_own
from core.tasks import MAX_ATTEMPTS, after_commit, delay_before, housekeeping, task
from news.models import Topic
from tests.core.test_pictures import make_image
from tests.factories import ArticlePageFactory, AuthorFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

done: list[str] = []


@task
def do(word: str) -> None:
    done.append(word)


@task
def fail(word: str) -> None:
    done.append(word)
    raise OSError(f"no {word}")


@task
def miss(word: str) -> None:
    done.append(word)
    Page.objects.get(title=word)


@pytest.fixture(autouse=True)
def _database(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    done.clear()


def work(worker_id: str = "worker") -> None:
    """Runs every task that is ready, as the worker does."""
    worker = make_worker(worker_id)
    worker.batch = True
    worker.run()


def row_of(job) -> DBTaskResult:
    return DBTaskResult.objects.get(task_path=job.module_path)


def test_a_task_runs_once_and_not_in_the_caller():
    after_commit(do, "tide")
    assert not done and row_of(do).status == TaskResultStatus.READY
    work()
    work()
    assert done == ["tide"] and not DBTaskResult.objects.exists()


def test_a_task_waits_for_the_commit_and_a_rollback_takes_it_back():
    with transaction.atomic():
        after_commit(do, "tide")
        assert not DBTaskResult.objects.exists()
    assert DBTaskResult.objects.count() == 1
    with pytest.raises(KeyError), transaction.atomic():
        after_commit(do, "neap")
        raise KeyError
    work()
    assert done == ["tide"]


def test_a_commit_stands_if_its_task_cannot_be_stored(monkeypatch, caplog, topic):
    monkeypatch.setattr(DBTaskResult.objects, "create", lambda **_: 1 / 0)
    with transaction.atomic():
        Topic.objects.update(name="Tides")
        after_commit(do, "tide")
    topic.refresh_from_db()
    assert topic.name == "Tides" and "ZeroDivisionError" in caplog.text


def test_a_task_that_fails_is_logged_and_repeated_after_longer_and_longer_times(caplog):
    fail.enqueue("mail")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        before = timezone.now()
        work()
        row = row_of(fail)
        assert len(done) == len(row.worker_ids) == attempt
        if attempt < MAX_ATTEMPTS:
            assert row.status == TaskResultStatus.READY
            assert row.run_after >= before + delay_before(attempt + 1)
            work()
            assert len(done) == attempt  # it is not time yet
            DBTaskResult.objects.update(run_after=before)
    assert row.status == TaskResultStatus.FAILED and "no mail" in row.traceback
    assert caplog.text.count("OSError: no mail") == MAX_ATTEMPTS


def test_a_task_whose_object_was_deleted_is_not_repeated():
    miss.enqueue("gone")
    work()
    assert row_of(miss).status == TaskResultStatus.FAILED


def test_a_task_whose_code_is_gone_fails_and_others_run():
    do.enqueue("tide")
    DBTaskResult.objects.update(task_path="core.tasks.renamed")
    do.enqueue("neap")
    work()
    assert done == ["neap"]
    row = DBTaskResult.objects.get(task_path="core.tasks.renamed")
    assert row.status == TaskResultStatus.FAILED


def test_a_worker_that_starts_runs_again_what_its_predecessor_was_running_when_it_was_killed():
    do.enqueue("tide")
    row_of(do).claim("killed")
    work()
    assert not done
    recover_own("another")
    work()
    assert not done
    assert recover_own("killed") == 1
    work()
    assert done == ["tide"]


def test_a_task_that_has_run_for_too_long_is_run_again():
    for word in ("tide", "neap"):
        do.enqueue(word)
    for row in DBTaskResult.objects.all():
        row.claim("a host that is gone")
    lost = DBTaskResult.objects.filter(args_kwargs__args=["tide"])
    lost.update(started_at=timezone.now() - MAX_RUN - timedelta(minutes=1))
    assert recover_lost() == 1
    work()
    assert done == ["tide"]


def test_a_task_that_kills_every_worker_is_given_up():
    do.enqueue("tide")
    for _attempt in range(MAX_ATTEMPTS):
        row_of(do).claim("killed")
        recover_own("killed")
    work()
    assert not done and row_of(do).status == TaskResultStatus.FAILED


def test_wagtail_s_own_tasks_are_run_by_the_same_worker(health):
    image = make_image(300, 200)
    article = ArticlePageFactory(parent=health, promo_image=image)
    assert not ReferenceIndex.get_references_to(image).exists()
    work()
    references = ReferenceIndex.get_references_to(image)
    assert [int(each.object_id) for each in references] == [article.pk]


def test_a_publication_makes_pictures_after_what_others_wait_for(settings, health):
    settings.MAKE_RENDITIONS = True
    image = make_image(300, 200)
    ArticlePageFactory(parent=health, promo_image=image)
    order = list(DBTaskResult.objects.ready().values_list("task_path", flat=True))
    assert order[-1] == "core.media.renditions.make_renditions_of"
    assert not image.renditions.exists()
    work()
    assert image.renditions.exists()
    assert not DBTaskResult.objects.failed().exists()


def test_failures_are_forgotten_after_two_weeks_and_what_waits_is_not():
    now = timezone.now()
    for days in (13, 15):
        miss.enqueue(f"{days} days")
    do.using(run_after=now + timedelta(days=1)).enqueue("later")
    work()
    for row in DBTaskResult.objects.failed():
        days = int(row.args_kwargs["args"][0].split()[0])
        DBTaskResult.objects.filter(pk=row.pk).update(finished_at=now - timedelta(days=days))
    DBTaskResult.objects.update(enqueued_at=now - timedelta(days=20))
    call_command("prune")
    left = [row.args_kwargs["args"] for row in DBTaskResult.objects.all()]
    assert sorted(left) == [["13 days"], ["later"]]


def test_an_app_that_cannot_prune_does_not_prevent_the_others(caplog):
    def broken(sender, **kwargs):
        raise OSError("no disk")

    miss.enqueue("tide")
    work()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    housekeeping.connect(broken)
    try:
        with pytest.raises(Exception, match="broken"):
            call_command("prune")
    finally:
        housekeeping.disconnect(broken)
    assert not DBTaskResult.objects.exists()
    assert "no disk" in caplog.text


def test_an_author_who_is_saved_without_a_portrait_asks_for_no_pictures(settings):
    settings.MAKE_RENDITIONS = True
    AuthorFactory()
    assert not DBTaskResult.objects.filter(task_path__contains="renditions").exists()


def warnings() -> list[str]:
    found = run_checks(databases=["default"], include_deployment_checks=True)
    return [each.id for each in found if each.id == "core.W002"]


def test_the_check_warns_when_nobody_runs_tasks():
    do.enqueue("tide")
    assert warnings() == []
    row = DBTaskResult.objects.filter(pk=row_of(do).pk)
    row.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    assert warnings() == ["core.W002"]
    work()
    assert warnings() == []


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_task_scheduled_for_the_future_is_not_overdue(minutes):
    do.enqueue("tide")
    DBTaskResult.objects.update(
        enqueued_at=timezone.now() - timedelta(hours=2),
        run_after=timezone.now() + timedelta(minutes=minutes),
    )
    assert warnings() == []
