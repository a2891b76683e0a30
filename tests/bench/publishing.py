"""How long after a publication every worker shows it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.bench.load import Failed
from tests.bench.serving import Cores, Server
from tests.bench.sites import ROOT, Site

PATIENCE_SECONDS = 60
MOST_CONNECTIONS = 200


class Publisher:
    """A process beside the server, on its core, that publishes the newest article."""

    def __init__(self, process: subprocess.Popen):
        self.process = process
        self.path = f"/news/{self.process.stdout.readline().strip()}"

    def publish(self, title: str) -> None:
        self.process.stdin.write(f"{title}\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != "published":
            raise Failed("the publisher stopped")


@contextmanager
def publishing(site: Site, cores: Cores) -> Iterator[Publisher]:
    process = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "tests.bench.publisher"),
            *(site.kind.article_model, site.kind.date_field),
        ],
        cwd=ROOT,
        env=site.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {cores.server}),
    )
    try:
        yield Publisher(process)
    finally:
        process.stdin.close()
        process.wait(PATIENCE_SECONDS)


class WorkerConnections:
    """A connection to each worker of the server."""

    def __init__(self, server: Server, workers: int):
        self.by_worker: dict[int, http.client.HTTPConnection] = {}
        spare = []
        while len(self.by_worker) < workers:
            if len(spare) > MOST_CONNECTIONS:
                raise Failed(f"only {len(self.by_worker)} of {workers} workers take connections")
            connection = http.client.HTTPConnection("localhost", server.port, timeout=120)
            ask(connection, "/")
            worker = holder(server, connection.sock.getsockname()[1])
            if worker is None or worker in self.by_worker:
                spare.append(connection)
            else:
                self.by_worker[worker] = connection
        for connection in spare:
            connection.close()

    def __iter__(self) -> Iterator[http.client.HTTPConnection]:
        return iter(self.by_worker.values())

    def close(self) -> None:
        for connection in self:
            connection.close()


def holder(server: Server, port: int) -> int | None:
    """The process of the server that holds the connection from our port."""
    ends = f":{server.port:04X}", f":{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]):
            wanted = f"socket:[{fields[9]}]"
            return next((pid for pid in server.pids if wanted in sockets(pid)), None)
    return None


def sockets(pid: int) -> set[str]:
    found = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(str(each.readlink()))
        except FileNotFoundError:  # closed in this moment
            continue
    return found


def ask(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Host": f"localhost:{connection.port}"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise Failed(f"{response.status} for {path}")
    return body


def seconds_until_shown(
    publisher: Publisher, connections: WorkerConnections, paths: list[str], title: str
) -> float:
    """From the order to publish until every worker has shown the title on every path.

    Each page was read just before, so that it is in every cache that there is.
    """
    for connection in connections:
        for path in paths:
            ask(connection, path.format(quote("Bulletin")))
    started = time.perf_counter()
    publisher.publish(title)
    for connection in connections:
        for path in paths:
            await_title(connection, path.format(quote(title)), title.encode(), started)
    return time.perf_counter() - started


def await_title(connection, path: str, title: bytes, started: float) -> None:
    while title not in ask(connection, path):
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise Failed(f"{path} does not show what was published")


def shown_on(site: Site, publisher: Publisher) -> list[str]:
    """Where the article has to appear; the plain site has no feed, and its search takes seconds."""
    paths = [publisher.path, "/news/"]
    if site.kind.feed_path:
        paths += [site.kind.feed_path, site.kind.search_path]
    return paths
