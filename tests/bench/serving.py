"""Servers that are measured, each alone on one core, and what they use of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sites import ROOT, Site

PATIENCE_SECONDS = 60
DRAIN_SECONDS = 1
# A worker without work looks for some so often.
POLL_SECONDS = 1
# What uses less than this share of its core is idle; nothing is waited for any longer than that.
IDLE_SHARE, MOST_IDLE_SECONDS = 0.03, 120
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cores:
    """Where the server runs and where everything else does."""

    server: int
    client: int

    @classmethod
    def of_this_machine(cls) -> "Cores":
        found = sorted(os.sched_getaffinity(0))
        if len(found) < 2:
            print("NOTE: one core only. Server and client disturb each other.", file=sys.stderr)
        return cls(found[0], found[-1])

    def claim(self) -> None:
        """Excludes this process and its children from the server's core."""
        os.sched_setaffinity(0, {self.client})


@dataclass(frozen=True)
class Server:
    """A running server, with those `behind` it that work for it."""

    pid: int
    port: int
    behind: tuple["Server", ...] = ()

    @property
    def pids(self) -> list[int]:
        """Read again each time, because workers come and go."""
        found, waiting = [], [self.pid, *(each.pid for each in self.behind)]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += map(int, children.read_text().split())
        return found

    @property
    def cpu_seconds(self) -> float:
        ticks = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def await_idle(self, seconds: float = 2 * POLL_SECONDS) -> None:
        """Waits until it has done what nobody waits for any more: until it has used next to no
        processor time for that many seconds.
        """
        end = time.monotonic() + MOST_IDLE_SECONDS
        used, before = self.cpu_seconds, -1.0
        while used - before > IDLE_SHARE * seconds and time.monotonic() < end:
            time.sleep(seconds)
            used, before = self.cpu_seconds, used

    @property
    def memory(self) -> float:
        """Megabytes of proportional set size: shared pages count once."""
        kilobytes = 0
        for pid in self.pids:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
        return kilobytes / 1024


@contextmanager
def serving(
    site: Site, cores: Cores, port: int, workers: int = 1, **environment: str
) -> Iterator[Server]:
    """The site on granian, as `make demo` and the manual start it."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *(
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--blocking-threads",
            "2",
            "--respawn-failed-workers",
        ),
        *("--no-ws", "--log-level", "warning", site.kind.application),
    ]
    environment = site.environment(**{"SITE_URL": f"http://localhost:{port}", **environment})
    with running(command, cores, port, environment) as server:
        yield server


@contextmanager
def working(site: Site, cores: Cores, name: str) -> Iterator[Server]:
    """The site's background worker and scheduler on the server's core; waits until they are idle.

    `name` has to differ from those of other workers.
    """
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "background", "--worker-id", name],
        cwd=ROOT,
        env=site.environment(),
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {cores.server}),
    )
    worker = Server(process.pid, 0)
    try:
        worker.await_idle()
        yield worker
    finally:
        stop(process)


@contextmanager
def running(command: list[str], cores: Cores, port: int, environment=None) -> Iterator[Server]:
    """A process on the server's core that takes connections at the port."""
    if is_taken(port):
        raise SystemExit(f"Port {port} is taken; choose another with --port.")
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=ROOT,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, {cores.server}),
    )
    try:
        await_port(process, port)
        yield Server(process.pid, port)
    finally:
        stop(process)
        time.sleep(DRAIN_SECONDS)


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def await_port(process: subprocess.Popen, port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_taken(port):
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"The server at port {port} did not start: {process.args}")
        time.sleep(0.1)


def is_taken(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


# nginx


def nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextmanager
def nginx_serving(
    folder: Path, cores: Cores, port: int, server_block: str, http_block: str = ""
) -> Iterator[Server]:
    """nginx with one worker, without logs, with these blocks of configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "nginx.conf"
    blocks = {"server_block": server_block, "http_block": http_block}
    file.write_text(NGINX.format(folder=folder, port=port, **blocks))
    command = [nginx(), "-p", str(folder), "-c", str(file), "-e", str(folder / "error.log")]
    with running(command, cores, port) as server:
        yield server


NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log error;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  server_tokens off;
  keepalive_requests 1000000000;
  open_file_cache max=2000 inactive=60s;
  open_file_cache_valid 60s;
  client_body_temp_path {folder}/client;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache keys_zone=pages:10m max_size=1g inactive=10m;
  types {{ }}
  default_type "text/html; charset=utf-8";
  {http_block}
  server {{
    listen 127.0.0.1:{port};
    server_name localhost;
    {server_block}
  }}
}}
"""


def static_block(folder: Path, headers: dict[str, str]) -> str:
    """The files of the folder, with the headers of the site's own responses.

    nginx itself sends the ETag; headers that it sets by itself are left out.
    """
    own = {"content-length", "content-type", "connection", "date", "server", "etag"}
    kept = "\n".join(
        "    add_header {} '{}' always;".format(name, value.replace("'", "\\'"))
        for name, value in headers.items()
        if name.lower() not in own
    )
    return f"root {folder};\n    etag on;\n    location / {{ index index.html; }}\n{kept}"


# A cache in front of `site` that serves a page for a second before it revalidates. The site demands
# revalidation each time; a second of delay is acceptable. Unchanged pages are answered with 304.
# docs/operations.md has the same configuration for operators.
PROXY_BLOCK = """
    location / {
      proxy_pass http://site;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_cache pages;
      proxy_cache_revalidate on;
      proxy_cache_bypass $has_session;
      proxy_no_cache $has_session $is_private;
      proxy_ignore_headers Cache-Control;
      proxy_cache_valid 200 301 404 410 1s;
      proxy_cache_key $scheme$http_host$request_uri;
    }
"""


def upstream_block(port: int) -> str:
    """The server at the port as `site`, over connections that stay open; what is nobody else's."""
    return f"""
    upstream site {{ server 127.0.0.1:{port}; keepalive 16; }}
    map $upstream_http_cache_control $is_private {{ default ""; "~*private|no-store" 1; }}
    map $http_cookie $has_session {{ default ""; "~(^|;\\s*)(__Host-)?sessionid=" 1; }}
    """
