"""The worker: runs the tasks that wait in the database (core.tasks)."""

import socket
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.tasks import MAX_ATTEMPTS

# No task of ours runs longer: one that still does belongs to a worker that was killed.
MAX_RUN = timedelta(hours=1)
# A worker ends after that many tasks and is started again, which frees its memory.
MAX_TASKS = 5000
POLL_SECONDS = 1


def default_worker_id() -> str:
    return socket.gethostname()[:64]


def make_worker(worker_id: str) -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=MAX_TASKS,
        worker_id=worker_id,
    )


def recover_own(worker_id: str) -> int:
    """Called before a worker starts: what its predecessor with the same id was running when it
    was killed becomes ready again. Returns the number of tasks.
    """
    running = DBTaskResult.objects.running()
    # The last of the ids is that of the worker that runs the task. No database has a portable
    # query for it, and there are few rows.
    keys = [row.pk for row in running if row.worker_ids[-1:] == [worker_id]]
    return recover(running.filter(pk__in=keys))


def recover_lost() -> int:
    """Makes ready again what has been running for longer than MAX_RUN."""
    return recover(DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - MAX_RUN))


def recover(running: QuerySet[DBTaskResult]) -> int:
    """Makes the tasks ready; one that has killed MAX_ATTEMPTS workers has failed."""
    rows = list(running)
    for row in rows:
        if len(row.worker_ids) < MAX_ATTEMPTS:
            row.status = TaskResultStatus.READY
            row.save(update_fields=["status"])
        else:
            row.set_failed(RuntimeError(f"{MAX_ATTEMPTS} workers were killed while they ran it"))
    return len(rows)
