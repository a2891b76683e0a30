"""Serves the site: the web server with its workers, and what belongs beside it."""

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
            "--renditions",
            action="store_true",
            help="also make the renditions that pictures lack, once, in a process beside it",
        )

    def handle(self, *args, host, port, grace, renditions, **options):
        if reason := why_port_is_unusable(host, port):
            raise CommandError(f"{reason} Choose another one (--port, or make demo PORT=9000).")
        plan = {
            "web": self.server(host=host, port=port, grace=grace, **options),
            "beside": [[sys.executable, "manage.py", "make_renditions"]] if renditions else [],
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
