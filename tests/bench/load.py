"""Load on a server: requests a second, and the processor time of each.

wrk measures if it is installed. The Python client that replaces it is slower than a fast server,
and reports that.
"""

import http.client
import json
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from tests.bench.serving import Server

CONNECTIONS = 32
PYTHON_THREADS = 8
# A server that uses no processor time for so long is idle.
IDLE_SECONDS = 0.4


class Failed(Exception):
    """An answer that was none: everything measured from here on would be nonsense."""


@dataclass(frozen=True)
class Load:
    requests_per_second: float
    cpu_microseconds: float
    p99_milliseconds: float
    failed: int = 0

    @property
    def capacity(self) -> float:
        """Requests a second of processor time."""
        return 1e6 / self.cpu_microseconds

    @property
    def busy(self) -> float:
        """How much of its core the server used. Where it is little, the client is the limit."""
        return self.requests_per_second / self.capacity


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def fetch(server: Server, path: str, headers: dict[str, str] | None = None):
    """The headers and the body of one answer; Failed where it is not 200."""
    connection = http.client.HTTPConnection("localhost", server.port, timeout=120)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise Failed(f"{response.status} for {path}")
    return dict(response.getheaders()), body


def warm_up(server: Server, paths: list[str], rounds: int = 1) -> None:
    """Requests every path, which also checks that each one is answered."""
    for path in [*paths] * rounds:
        fetch(server, path)


class Counted(NamedTuple):
    """What a client has counted."""

    requests: int
    seconds: float
    p99_milliseconds: float
    failed: int


def measure(server: Server, paths: list[str], seconds: float, may_fail: bool = False) -> Load:
    """Requests the paths one after the other, as fast as the server answers.

    Raises Failed where an answer is not 200, or counts it if it may be.
    """
    run = by_wrk if has_wrk() else by_python
    before = server.cpu_seconds
    counted = run(server.port, paths, seconds)
    used = server.cpu_seconds - before
    if not counted.requests or (counted.failed and not may_fail):
        raise Failed(f"{counted} at port {server.port}, paths like {paths[0]}")
    server.await_idle(IDLE_SECONDS)
    return Load(
        counted.requests / counted.seconds,
        1e6 * used / counted.requests,
        counted.p99_milliseconds,
        counted.failed,
    )


def by_wrk(port: int, paths: list[str], seconds: float) -> Counted:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "paths.lua"
        listed = ",\n".join(json.dumps(path) for path in paths)
        script.write_text(SCRIPT.replace("PATHS", listed))
        printed = subprocess.run(  # noqa: S603
            [
                *("wrk", "--threads", "1", "--connections", str(CONNECTIONS)),
                *("--duration", f"{max(1, round(seconds))}s", "--timeout", "60s"),
                *("--script", str(script), f"http://localhost:{port}/"),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = json.loads(printed.splitlines()[-1])
    return Counted(
        found["requests"], found["microseconds"] / 1e6, found["p99"] / 1000, found["errors"]
    )


SCRIPT = """
local paths = {PATHS}
local requests, turn = {}, 0
function init(args)
  for number, path in ipairs(paths) do requests[number] = wrk.format("GET", path) end
end
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
function done(summary, latency, requests)
  local errors = summary.errors
  local sum = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('{"requests": %d, "microseconds": %d, "errors": %d, "p99": %d}',
    summary.requests, summary.duration, sum, latency:percentile(99)))
end
"""


def by_python(port: int, paths: list[str], seconds: float) -> Counted:
    times: list[float] = []
    failures: list[str] = []
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        offset = number * len(paths) // PYTHON_THREADS
        for path in cycle([*paths[offset:], *paths[:offset]]):
            if time.monotonic() > end:
                break
            started = time.perf_counter()
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - started)
            if response.status != 200:
                failures.append(f"{response.status} for {path}")
        connection.close()

    threads = [threading.Thread(target=work, args=(each,)) for each in range(PYTHON_THREADS)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p99 = 1000 * sorted(times)[int(0.99 * len(times))] if times else 0.0
    return Counted(len(times), time.monotonic() - started, p99, len(failures))
