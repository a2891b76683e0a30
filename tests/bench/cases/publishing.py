"""Publications: how long one takes, what it costs, and what readers notice of many."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.bench import made_up
from tests.bench.cases.bench import WORKERS, Bench, median, ratios
from tests.bench.goals import Goal, at_most
from tests.bench.load import CONNECTIONS, measure
from tests.bench.publishing import (
    Publication,
    Publisher,
    WorkerConnections,
    ask,
    await_gone,
    await_title,
    published,
    publishing,
    shown_on,
)
from tests.bench.serving import Server, serving, working
from tests.bench.sites import OURS

PUBLICATIONS = 5
# Of plain Wagtail's.
MOST_OF_PLAIN = 0.6
MOST_QUERIES = 70
# Of load while pages are withdrawn: each withdrawal empties the page caches.
WITHDRAWAL_SECONDS = 10
MOST_P99, MOST_STALE, MOST_GONE = 50, 0.5, 0.2


def publish(bench: Bench) -> list[Goal]:
    with ExitStack() as stack:
        tasks = {}
        for port, site in enumerate([bench.plain, *bench.all_ours], bench.port):
            server = stack.enter_context(serving(site, bench.cores, port, WORKERS))
            worker = None
            if site.kind is OURS:
                worker = stack.enter_context(working(site, bench.cores, f"bench-{port}"))
            publisher = stack.enter_context(publishing(site, bench.cores))
            tasks[site] = Publications(server, worker, publisher, shown_on(site, publisher))
            tasks[site]()  # warms up
        found = bench.alternate(tasks)
        queries = {site: task.queries() for site, task in tasks.items()}
    for site, costs in found.items():
        bench.note(
            "publish",
            site.name,
            f"{1000 * median(costs, 'shown'):,.0f} ms until {WORKERS} workers show it",
            f"{1000 * median(costs, 'publisher'):,.0f} ms CPU of the publisher",
            f"{1000 * median(costs, 'worker'):,.0f} ms CPU of background work",
            f"{queries[site]} queries",
        )
    ours, plain = found[bench.large], found[bench.plain]
    return [
        at_most(
            f"publish {bench.at_size} until article, index, feed, search and every worker show it, "
            f"time to {bench.beside}",
            MOST_OF_PLAIN,
            ratios(ours, plain, "shown"),
            "plain: article and index only",
        ),
        at_most(
            f"publish {bench.at_size}, processor time with background work, to {bench.beside}",
            MOST_OF_PLAIN,
            ratios(ours, plain, "cpu"),
        ),
        at_most(
            f"publish {bench.at_size}, queries",
            MOST_QUERIES,
            [queries[bench.large]],
            "not a ratio",
        ),
    ]


@dataclass(frozen=True)
class Costs:
    """Seconds for a publication: until all show it, and of processor time."""

    shown: float
    publisher: float
    worker: float

    @property
    def cpu(self) -> float:
        return self.publisher + self.worker


@dataclass
class Publications:
    """Plain Wagtail does all its work in the process that publishes: its worker is None."""

    server: Server
    worker: Server | None
    publisher: Publisher
    paths: list[str]
    number: int = 0

    def __call__(self) -> Costs:
        """The median of some publications; of background work, the mean."""
        connections = WorkerConnections(self.server, WORKERS)
        before = self.worker_seconds()
        try:
            done = [self.publish(connections) for _publication in range(PUBLICATIONS)]
        finally:
            connections.close()
        if self.worker:
            self.worker.await_idle()
        return Costs(
            median(done, "shown"),
            median(done, "cpu"),
            (self.worker_seconds() - before) / PUBLICATIONS,
        )

    def publish(self, connections: WorkerConnections) -> Publication:
        return published(self.publisher, connections, self.paths, self.title())

    def queries(self) -> float:
        counts = [self.publisher.count(self.title()) for _publication in range(PUBLICATIONS)]
        return statistics.median(counts)

    def title(self) -> str:
        self.number += 1
        return f"Bulletin {made_up.vocabulary()[-self.number]} {self.number}"

    def worker_seconds(self) -> float:
        return self.worker.cpu_seconds if self.worker else 0.0


# A front-page day


def load(bench: Bench) -> list[Goal]:
    """Reads cached articles over many connections while one a second is published."""
    site = bench.small
    with (
        serving(site, bench.cores, bench.port, WORKERS) as server,
        working(site, bench.cores, f"bench-{bench.port}"),
        publishing(site, bench.cores) as publisher,
        ThreadPoolExecutor() as pool,
    ):
        paths = [path for path in site.article_paths() if path != publisher.second]
        paths.append(publisher.path)
        connections = WorkerConnections(server, WORKERS)
        # Each worker has a cache of its own. In turn: they close connections that are idle.
        for path in [*paths, publisher.second]:
            for connection in connections:
                ask(connection, path)
        day = Day(publisher, connections)
        reading = pool.submit(measure, server, paths, bench.load_seconds, may_fail=True)
        each_second(day.publish, reading)
        found = reading.result()
        seconds = min(bench.load_seconds, WITHDRAWAL_SECONDS)
        each_second(day.withdraw, pool.submit(measure, server, paths, seconds))
        connections.close()
    bench.note_loads(f"{CONNECTIONS} connections while one a second is published", "ours", [found])
    bench.note(
        "publish under load",
        site.name,
        f"{len(day.late)} published, shown after {1000 * statistics.median(day.late):,.0f} ms",
        f"{len(day.gone)} withdrawn, gone after {1000 * statistics.median(day.gone):,.0f} ms",
    )
    name = f"{CONNECTIONS} connections on cached articles for {bench.load_seconds:g} s"
    return [
        at_most(f"{name} while one a second is published, errors", 0, [found.failed]),
        at_most(f"{name}, p99, ms", MOST_P99, [found.p99_milliseconds]),
        at_most(
            f"{name}, published until every worker shows it, longest, s",
            MOST_STALE,
            [max(day.late)],
        ),
        at_most(
            f"{name}, withdrawn until it is gone on every worker, longest, s",
            MOST_GONE,
            [max(day.gone)],
            "workers look for changes every .1 s",
        ),
    ]


@dataclass
class Day:
    """For each publication and each withdrawal, how long after it the last worker showed it."""

    publisher: Publisher
    connections: WorkerConnections
    late: list[float] = field(default_factory=list)
    gone: list[float] = field(default_factory=list)

    def publish(self) -> None:
        title = f"Bulletin {len(self.late)}"
        self.publisher.publish(title)
        began = time.perf_counter()
        for connection in self.connections:
            await_title(connection, self.publisher.path, title.encode(), began)
        self.late.append(time.perf_counter() - began)

    def withdraw(self) -> None:
        self.publisher.order("withdraw")
        began = time.perf_counter()
        for connection in self.connections:
            await_gone(connection, self.publisher.second, began)
        self.gone.append(time.perf_counter() - began)
        self.publisher.order("restore")
        for connection in self.connections:
            ask(connection, self.publisher.second)


def each_second(act: Callable[[], None], reading: Future) -> None:
    """Acts once a second until the reading is done."""
    while not reading.done():
        began = time.perf_counter()
        act()
        time.sleep(max(0.0, began + 1 - time.perf_counter()))
    reading.result()  # raises what went wrong
