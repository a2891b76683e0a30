"""The scheduler: runs each job when its minute has come, as cron would."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from core.serving.worker import recover_lost
from core.tasks import each_minute, run_command

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
# After a longer sleep of the machine each job runs once all the same.
MAX_CATCH_UP = timedelta(days=7)


@dataclass(frozen=True)
class Job:
    """`run` is called by the scheduler itself, so it must be short. `at`: the local time of day;
    None: every minute. `weekday`: Monday is 0; None: every day.
    """

    name: str
    run: Callable[[], object]
    at: time | None = None
    weekday: int | None = None

    def is_due(self, minute: datetime) -> bool:
        if self.at is None:
            return True
        local = timezone.localtime(minute)
        return (local.hour, local.minute) == (self.at.hour, self.at.minute) and (
            self.weekday in (None, local.weekday())
        )


JOBS = (
    # In the scheduler and not in the worker: it must not wait for a long task.
    Job("publish_scheduled", lambda: call_command("publish_scheduled")),
    Job("recover_lost", recover_lost),
    Job("each_minute", lambda: each_minute.send_robust(sender=None)),
    Job("prune", lambda: run_command.enqueue("prune"), at=time(4, 17)),
    Job("project", lambda: run_command.enqueue("project", "--background"), at=time(4, 32)),
    Job(
        "check_search",
        lambda: run_command.enqueue("check_search", "--repair"),
        at=time(4, 47),
        weekday=6,
    ),
)


def due_jobs(jobs: tuple[Job, ...], since: datetime, until: datetime) -> list[Job]:
    """The jobs that are due in a minute after `since`, up to and including `until`; each once."""
    since = max(since, until - MAX_CATCH_UP)
    minutes = [since + n * MINUTE for n in range(1, int((until - since) / MINUTE) + 1)]
    return [job for job in jobs if any(map(job.is_due, minutes))]


class Scheduler:
    """Runs jobs until stop() is called; what a job raises is logged."""

    def __init__(self, jobs: tuple[Job, ...] = JOBS):
        self.jobs = jobs
        self.stopping = threading.Event()

    def run(self) -> None:
        # What was due while nothing ran, such as an article that should have been published.
        done = this_minute() - MINUTE
        while not self.stopping.is_set():
            now = this_minute()
            for job in due_jobs(self.jobs, done, now):
                if not self.stopping.is_set():
                    run_job(job)
            done = now
            rest = now + MINUTE - timezone.now()
            self.stopping.wait(max(rest.total_seconds(), 0))

    def stop(self) -> None:
        self.stopping.set()


def this_minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


def run_job(job: Job) -> None:
    try:
        job.run()
    except Exception:
        logger.exception("The scheduled job %s failed", job.name)
    finally:
        # The next job may come when the database has long closed the connection.
        connections.close_all()
