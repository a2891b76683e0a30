"""A front-page day: `python -m tests.bench.bench_load [--size N] [--seconds S]`.

32 connections read cached articles from two workers while one article a second is published. No
answer may fail, no worker may show an old page a second after, and 99 of 100 readers wait for less
than 50 ms.
"""

import argparse
import os
import statistics
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tests.bench import sites
from tests.bench.cases import WORKERS
from tests.bench.load import CONNECTIONS, measure
from tests.bench.publishing import Publisher, WorkerConnections, ask, await_title, publishing
from tests.bench.serving import Cores, serving

MOST_STALE_SECONDS = 1
MOST_P99_MILLISECONDS = 50


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=10_000, help="Articles.")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--port", type=int, default=8850)
    options = parser.parse_args()
    home = Path(os.environ.get("VAR_DIR") or sites.ROOT / "var").resolve() / "bench"
    site = sites.prepare(sites.OURS, [options.size], home)[options.size]
    cores = Cores.of_this_machine()
    cores.claim()
    with (
        serving(site, cores, options.port, WORKERS) as server,
        publishing(site, cores) as publisher,
        ThreadPoolExecutor() as pool,
    ):
        paths = [*site.article_paths(), publisher.path]
        connections = WorkerConnections(server, WORKERS)
        for connection in connections:
            for path in paths:
                ask(connection, path)  # each has a cache of its own
        load = pool.submit(measure, server, paths, options.seconds)
        stale = publish_until_done(load, publisher, connections)
        connections.close()
    return report(load.result(), stale)


def publish_until_done(
    load: Future, publisher: Publisher, connections: WorkerConnections
) -> list[float]:
    """One publication a second; for each, how long after it the last worker showed it."""
    stale = []
    while not load.done():
        began = time.perf_counter()
        title = f"Bulletin {len(stale)}"
        publisher.publish(title)
        published = time.perf_counter()
        for connection in connections:
            await_title(connection, publisher.path, title.encode(), published)
        stale.append(time.perf_counter() - published)
        time.sleep(max(0.0, began + 1 - time.perf_counter()))
    return stale


def report(load, stale: list[float]) -> int:
    print(f"{load.requests_per_second:,.0f} req/s over {CONNECTIONS} connections, no errors")
    print(f"p99 {load.p99_milliseconds:.1f} ms (at most {MOST_P99_MILLISECONDS})")
    print(
        f"{len(stale)} publications, on every worker after {statistics.median(stale):.3f} s, "
        f"{max(stale):.3f} s at most (at most {MOST_STALE_SECONDS})"
    )
    is_met = max(stale) <= MOST_STALE_SECONDS and load.p99_milliseconds < MOST_P99_MILLISECONDS
    print("met" if is_met else "missed")
    return int(not is_met)


if __name__ == "__main__":
    raise SystemExit(main())
