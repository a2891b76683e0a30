"""The program that starts and ends the processes of a site; here they are short scripts."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="is about signals")

PATIENCE = 60

# Write a line with their process id when they start, and one when they end.
SERVER = """
import os, signal, sys, time
file = open(sys.argv[1], "a", buffering=1)
print("start", os.getpid(), file=file)
signal.signal(signal.SIGHUP, lambda *_: print("hup", os.getpid(), file=file))
def end(*_):
    print("end", os.getpid(), file=file)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("ready", os.getpid(), file=file)
while True:
    time.sleep(60)
"""
SHORT = SERVER.replace("while True:\n    time.sleep(60)", "sys.exit(3)")
DEAF = SERVER.replace("signal.SIGTERM, end", "signal.SIGTERM, signal.SIG_IGN")


class Supervised:
    def __init__(self, folder: Path, web: str, *beside: str, grace: float = 0):
        names = ["web", *(f"beside-{number}" for number in range(len(beside)))]
        self.logs = [folder / name for name in names]
        commands = [
            [sys.executable, "-c", script, str(log)]
            for script, log in zip((web, *beside), self.logs, strict=True)
        ]
        plan = {"web": commands[0], "beside": commands[1:], "grace": grace}
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "core.serving.supervisor", json.dumps(plan)],
            env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR / "site")},
            stderr=subprocess.PIPE,
            text=True,
        )

    def pids(self, number: int, event: str) -> list[int]:
        """The processes of a command, 0 for the web server, that have logged the event."""
        log = self.logs[number]
        lines = log.read_text().splitlines() if log.exists() else []
        return [int(line.split()[1]) for line in lines if line.startswith(event)]

    def all_running(self) -> list[int]:
        return [
            pid
            for number in range(len(self.logs))
            for pid in self.pids(number, "start")
            if is_running(pid)
        ]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def supervise(tmp_path):
    started = []

    def start(*scripts: str, **options) -> Supervised:
        started.append(Supervised(tmp_path, *scripts, **options))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()
        for pid in each.all_running():
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_what_runs_beside_it(supervise, number):
    site = supervise(SERVER, SERVER, SERVER)
    assert wait_until(lambda: all(site.pids(each, "ready") for each in range(3)))
    site.process.send_signal(number)
    assert site.process.wait(PATIENCE) == 0
    assert all(len(site.pids(each, "end")) == 1 for each in range(3))


@pytest.mark.parametrize("started", [0, 1, 2])
def test_a_signal_while_processes_start_leaves_none_behind(supervise, started):
    site = supervise(SERVER, SERVER, SERVER)
    assert wait_until(lambda: sum(log.exists() for log in site.logs) >= started)
    site.process.terminate()
    site.process.wait(PATIENCE)
    assert wait_until(lambda: not site.all_running())


def test_a_process_beside_the_server_is_restarted_when_it_is_killed(supervise):
    site = supervise(SERVER, SERVER)
    assert wait_until(lambda: site.pids(0, "ready") and site.pids(1, "ready"))
    (first,) = site.pids(1, "ready")
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: len(site.pids(1, "ready")) == 2)
    assert site.pids(1, "ready")[1] != first
    assert len(site.pids(0, "start")) == 1


def test_a_process_that_ends_repeatedly_is_restarted_after_growing_pauses(supervise):
    site = supervise(SERVER, SHORT)
    assert wait_until(lambda: len(site.pids(1, "start")) == 2)
    time.sleep(1)
    # The second pause is twice as long as the first.
    assert len(site.pids(1, "start")) == 2
    assert site.process.poll() is None
    site.process.terminate()
    assert site.process.wait(PATIENCE) == 0


def test_hang_up_reaches_the_server_and_starts_the_others_again(supervise):
    site = supervise(SERVER, SERVER)
    assert wait_until(lambda: site.pids(0, "ready") and site.pids(1, "ready"))
    site.process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: site.pids(0, "hup") and len(site.pids(1, "ready")) == 2)
    assert len(site.pids(1, "end")) == 1
    assert len(site.pids(0, "start")) == 1 and not site.pids(0, "end")


def test_a_server_that_ends_by_itself_ends_the_others(supervise):
    site = supervise(SHORT, SERVER)
    _, words = site.process.communicate(timeout=PATIENCE)
    assert site.process.returncode == 1
    assert "exit status 3" in words
    assert wait_until(lambda: not site.all_running())


def test_a_process_that_does_not_end_in_time_is_killed(supervise):
    site = supervise(SERVER, DEAF, grace=-4)
    assert wait_until(lambda: site.pids(0, "ready") and site.pids(1, "ready"))
    site.process.terminate()
    assert site.process.wait(PATIENCE) == 0
    assert not site.all_running()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux does it")
def test_everything_ends_with_a_supervisor_that_is_killed(supervise):
    site = supervise(SERVER, SERVER)
    assert wait_until(lambda: site.pids(0, "ready") and site.pids(1, "ready"))
    site.process.kill()
    assert wait_until(lambda: not site.all_running())
