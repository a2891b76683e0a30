"""Serves the site: the web server, and the process that runs tasks and scheduled jobs."""

import json
import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.serving.processes import why_port_is_unusable


class Command(BaseCommand):
    help = (
        "Serves the site until it gets SIGINT (Ctrl-C) or SIGTERM. SIGHUP replaces the workers "
        "one by one, after a new release or changed settings, without a failed request."
    )
    # Each worker loads the site by itself.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=2, help="processes; one for each core")
        parser.add_argument("--threads", type=int, default=2, help="threads of each process")
        parser.add_argument(
            "--grace",
            type=int,
            default=3,
            metavar="SECONDS",
            help="how long requests may take to finish when the server ends (default: 3)",
        )
        parser.add_argument(
            "--overlap",
            type=int,
            default=20,
            metavar="SECONDS",
            help="how long a new worker may take to load before SIGHUP ends the old (default: 20)",
        )
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="run no background tasks: `manage.py background` runs somewhere else",
        )
        parser.add_argument(
            "--no-scheduler",
            action="store_true",
            help="run no scheduled jobs: of several hosts, one does",
        )

    def handle(self, *args, host, port, grace, no_worker, no_scheduler, **options):
        if reason := why_port_is_unusable(host, port):
            raise CommandError(f"{reason} Choose another one (--port, or make demo PORT=9000).")
        plan = {
            "web": self.server(host=host, port=port, grace=grace, **options),
            "beside": self.beside(no_worker=no_worker, no_scheduler=no_scheduler),
            "grace": grace,
        }
        roots = [str(settings.BASE_DIR), str(settings.BASE_DIR / "site")]
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        # In place of this process, which has Django and all apps in memory.
        os.execve(  # noqa: S606 - our own program
            sys.executable,
            [sys.executable, "-m", "core.serving.supervisor", json.dumps(plan)],
            {**os.environ, "PYTHONPATH": os.pathsep.join(roots)},
        )

    def beside(self, **is_left_out: bool) -> list[list[str]]:
        """The command lines of what runs beside the web server."""
        if all(is_left_out.values()):
            return []
        options = [f"--{name.replace('_', '-')}" for name, given in is_left_out.items() if given]
        return [[sys.executable, "manage.py", "background", *options]]

    def server(self, *, host, port, workers, threads, grace, overlap, **options) -> list[str]:
        """The command line of the web server."""
        values = {
            "interface": "wsgi",
            "host": host,
            "port": port,
            "workers": workers,
            "blocking-threads": threads,
            "workers-kill-timeout": grace,
            "respawn-interval": overlap,
            "log-level": "warning",
        }
        return [
            sys.executable, "-m", "granian", "--no-ws", "--respawn-failed-workers",
            *(word for name, value in values.items() for word in (f"--{name}", str(value))),
            "config.wsgi:application",
        ]  # fmt: skip
