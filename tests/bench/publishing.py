"""How long after a publication every worker shows it."""

import http.client
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.bench.load import Failed
from tests.bench.serving import Cores, Server
from tests.bench.sites import Site

PATIENCE_SECONDS = 60
MOST_CONNECTIONS = 200


class Publisher:
    """A process beside the server, on its core, that publishes the newest article."""

    def __init__(self, process: subprocess.Popen):
        self.process = process
        # Of the article that is published, and of the one that is withdrawn.
        self.path, self.second = (f"/news/{path}" for path in self.answer()["paths"])

    def publish(self, title: str) -> float:
        """Seconds of processor time."""
        return self.order("publish", title)["cpu"]

    def count(self, title: str) -> int:
        """The number of queries of a publication."""
        return self.order("count", title)["queries"]

    def order(self, *words: str) -> dict:
        self.process.stdin.write(f"{' '.join(words)}\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise Failed("the publisher stopped")
        return json.loads(line)


@contextmanager
def publishing(site: Site, cores: Cores) -> Iterator[Publisher]:
    kind = site.kind
    process = site.start("tests.bench.publisher", kind.article_model, kind.date_field)
    os.sched_setaffinity(process.pid, {cores.server})
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
    status, body = answer(connection, path)
    if status != 200:
        raise Failed(f"{status} for {path}")
    return body


def answer(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Host": f"localhost:{connection.port}"})
    response = connection.getresponse()
    return response.status, response.read()


@dataclass(frozen=True)
class Publication:
    """Seconds from the order to publish until every worker has shown it everywhere, and seconds of
    processor time of the process that published.
    """

    shown: float
    cpu: float


def published(
    publisher: Publisher, connections: WorkerConnections, paths: list[str], title: str
) -> Publication:
    """Publishes the title and awaits it on every path.

    Each page was read just before, so that it is in every cache that there is.
    """
    for connection in connections:
        for path in paths:
            ask(connection, path.format(quote("Bulletin")))
    started = time.perf_counter()
    cpu = publisher.publish(title)
    for connection in connections:
        for path in paths:
            await_title(connection, path.format(quote(title)), title.encode(), started)
    return Publication(time.perf_counter() - started, cpu)


def await_title(connection, path: str, title: bytes, started: float) -> None:
    while title not in ask(connection, path):
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise Failed(f"{path} does not show what was published")


def await_gone(connection, path: str, started: float) -> None:
    while answer(connection, path)[0] == 200:
        if time.perf_counter() - started > PATIENCE_SECONDS:
            raise Failed(f"{path} is still there")


def shown_on(site: Site, publisher: Publisher) -> list[str]:
    """Where the article has to appear; the plain site has no feed, and its search takes seconds."""
    paths = [publisher.path, "/news/"]
    if site.kind.feed_path:
        paths += [site.kind.feed_path, site.kind.search_path]
    return paths
