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

from tests.bench.serving import Server

CONNECTIONS = 32
PYTHON_THREADS = 8
# A server that uses no processor time for so long is idle; it is not waited for longer than that.
IDLE_SECONDS, DRAIN_SECONDS = 0.3, 60


class Failed(Exception):
    """An answer that was none: everything measured from here on would be nonsense."""


@dataclass(frozen=True)
class Load:
    requests_per_second: float
    cpu_microseconds: float
    p99_milliseconds: float

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


def measure(server: Server, paths: list[str], seconds: float) -> Load:
    """Requests the paths one after the other, as fast as the server answers."""
    run = by_wrk if has_wrk() else by_python
    before = server.cpu_seconds
    requests, elapsed, p99 = run(server.port, paths, seconds)
    used = server.cpu_seconds - before
    drain(server)
    return Load(requests / elapsed, 1e6 * used / requests, p99)


def drain(server: Server) -> None:
    """Waits until the server has done what nobody waits for any more."""
    end = time.monotonic() + DRAIN_SECONDS
    used, before = server.cpu_seconds, -1.0
    while used > before and time.monotonic() < end:
        time.sleep(IDLE_SECONDS)
        used, before = server.cpu_seconds, used


def by_wrk(port: int, paths: list[str], seconds: float) -> tuple[int, float, float]:
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
    if found["errors"] or not found["requests"]:
        raise Failed(f"{found} at port {port}, paths like {paths[0]}")
    return found["requests"], found["microseconds"] / 1e6, found["p99"] / 1000


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


def by_python(port: int, paths: list[str], seconds: float) -> tuple[int, float, float]:
    times: list[float] = []
    failures: list[str] = []
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        offset = number * len(paths) // PYTHON_THREADS
        for path in cycle([*paths[offset:], *paths[:offset]]):
            if failures or time.monotonic() > end:
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
    if failures or not times:
        raise Failed(failures[0] if failures else "no answer")
    return len(times), time.monotonic() - started, 1000 * sorted(times)[int(0.99 * len(times))]
