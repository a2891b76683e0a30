"""Runs what readers and editors do not wait for: tasks, and scheduled jobs."""

import signal
import sys
import threading

from django.core.management.base import BaseCommand, CommandError

from core.serving.scheduler import Scheduler
from core.serving.worker import default_worker_id, make_worker, recover_own
from core.tasks import starting


class Command(BaseCommand):
    help = (
        "Runs background tasks and scheduled jobs until it gets SIGINT (Ctrl-C) or SIGTERM, and "
        "finishes what it is doing first. `manage.py serve` starts it."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-worker", action="store_true", help="scheduled jobs alone")
        parser.add_argument("--no-scheduler", action="store_true", help="tasks alone")
        parser.add_argument(
            "--worker-id",
            default=default_worker_id(),
            help="has to differ from that of every other worker (default: the name of the host)",
        )

    def handle(self, *args, no_worker, no_scheduler, worker_id, **options):
        if no_worker and no_scheduler:
            raise CommandError("Without worker and scheduler there is nothing to run.")
        # One process for both: a second one would need a hundred megabytes for the same libraries.
        scheduler = Scheduler()
        thread = threading.Thread(target=scheduler.run, name="scheduler")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: sys.exit(0))
        try:
            if not no_scheduler:
                thread.start()
            if not no_worker:
                recover_own(worker_id)
            # An error is logged.
            starting.send_robust(sender=None)
            if no_worker:
                thread.join()
            else:
                worker = make_worker(worker_id)
                worker.configure_signals()
                worker.run()
        finally:
            # The interpreter waits for the thread: a job that runs is finished.
            scheduler.stop()
