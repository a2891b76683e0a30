"""Background work: Django's tasks, which a worker runs (`manage.py background`, ADR 25).

Each app defines its tasks beside what they do. A task gets ids, never objects or secrets: its
arguments are stored in the database until it has run. It may run twice, so it must be idempotent,
and it raises what goes wrong: the worker logs the error and runs the task again later.
"""

from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django_tasks import TaskResultStatus, task, task_backends
from django_tasks.base import Task
from django_tasks.signals import task_finished
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max

__all__ = [
    "AFTER_OTHERS",
    "BEFORE_OTHERS",
    "MAX_ATTEMPTS",
    "after_commit",
    "each_minute",
    "enqueue_once",
    "housekeeping",
    "starting",
    "task",
]

# Wagtail's own tasks have priority 0: what an editor waits for comes before pictures.
BEFORE_OTHERS, AFTER_OTHERS = 10, -10
MAX_ATTEMPTS = 5

# Sent once a day by `manage.py prune`: each app deletes the rows that have expired.
housekeeping = Signal()
# Sent once a minute by the scheduler, whose other jobs wait for the receivers.
each_minute = Signal()
# Sent when `manage.py background` starts, which is also after each deployment: each app enqueues
# what the new code needs. Receivers must be quick where there is nothing to do.
starting = Signal()


def after_commit(job: Task, *args) -> None:
    """Enqueues the task once the current transaction is committed, or now if there is none.

    An error is logged: what was committed has succeeded.
    """
    transaction.on_commit(lambda: job.enqueue(*args), robust=True)


def enqueue_once(job: Task, delay: timedelta) -> None:
    """Enqueues a task without arguments, to be run after the delay; not if it waits already and
    will be run by then. Outside of transactions, so that the task that waits sees what the caller
    has written. A back-end that cannot delay tasks runs it now.
    """
    if not job.get_backend().supports_defer:
        job.enqueue()
        return
    start = timezone.now() + delay
    same = DBTaskResult.objects.filter(task_path=job.module_path, status=TaskResultStatus.READY)
    # The database stores `get_date_max()` for a task that may run at any time.
    if not same.filter(Q(run_after__lte=start) | Q(run_after=get_date_max())).exists():
        job.using(run_after=start).enqueue()


def delay_before(attempt: int) -> timedelta:
    """How long to wait before the second attempt, the third and so on: 1, 4, 16, 64 minutes."""
    return timedelta(minutes=4 ** (attempt - 2))


def settle(sender, task_result, **kwargs) -> None:
    """Receives task_finished. A task that succeeded is deleted: nothing asks for its result, and
    each autosave enqueues two tasks. One that failed becomes ready again, at most MAX_ATTEMPTS
    times, unless its object was deleted in the meantime.
    """
    row = getattr(task_result, "db_result", None)
    if row is None:
        return  # the immediate back-end
    if task_result.status == TaskResultStatus.SUCCESSFUL:
        row.delete()
        return
    # By name: the class of a model's exception is inside the model, where nothing can import it.
    is_obsolete = row.exception_class_path.endswith(".DoesNotExist")
    if task_result.attempts < MAX_ATTEMPTS and not is_obsolete:
        row.status = TaskResultStatus.READY
        row.run_after = timezone.now() + delay_before(task_result.attempts + 1)
        row.save(update_fields=["status", "run_after"])


def forget_results(sender, **kwargs) -> None:
    """Receives housekeeping: keeps the tasks that have failed for two weeks."""
    if not isinstance(task_backends["default"], DatabaseBackend):
        return
    call_command("prune_db_task_results", "--queue-name", "*", "--min-age-days", "14", verbosity=0)


def connect() -> None:
    task_finished.connect(settle, dispatch_uid="settle")
    housekeeping.connect(forget_results, dispatch_uid="forget_results")


@task
def run_command(*words: str) -> None:
    """Runs a management command, such as one of the nightly jobs."""
    call_command(*words)
