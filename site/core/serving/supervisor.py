"""Runs the web server and what belongs beside it, and ends all of it together.

A program of its own, `python -m core.serving.supervisor PLAN`, without Django: it lives as long as
the site is served and should cost no memory. `manage.py serve` starts it.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time

from core.serving.processes import end_with_parent

# The web server kills workers that have not ended in time; then it needs a moment itself.
MARGIN = 5
# Seconds before a process beside the web server is started again: doubled each time, unless it ran
# for LONG seconds.
FIRST_PAUSE, LONGEST_PAUSE, LONG = 1, 60, 60


class Beside:
    """A process beside the web server, which is started again whenever it has ended."""

    def __init__(self, command: list[str]):
        self.command = command
        self.pause = FIRST_PAUSE
        self.due: float | None = None  # when it is started again; None while it runs
        self.start()

    def start(self) -> None:
        self.process, self.started, self.due = start(self.command), time.monotonic(), None

    def look(self) -> None:
        """Notices that the process has ended, and starts it again when that is due."""
        now = time.monotonic()
        if self.due is None and self.process.poll() is not None:
            self.pause = FIRST_PAUSE if now - self.started > LONG else self.pause
            self.due = now + self.pause
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
        if self.due is not None and now >= self.due:
            self.start()

    def restart(self) -> None:
        """Ends the process, which look() then starts again with the code that is there now."""
        self.pause = FIRST_PAUSE
        self.process.terminate()


class Signals:
    """The signals that have arrived. None interrupts the program: it asks when it can act."""

    def __init__(self, *numbers: int):
        self.arrived: set[int] = set()
        self.reader, writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, lambda arrived, _frame: self.arrived.add(arrived))

    def wait(self, seconds: float | None) -> set[int]:
        """Waits for a signal, for so many seconds at most, and returns those that have arrived."""
        if not self.arrived:
            select.select([self.reader], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self.reader, 1000)
        arrived, self.arrived = self.arrived, set()
        return arrived


def run(web: list[str], beside: list[list[str]], grace: float) -> int:
    """Runs the commands until the web server ends or a signal asks for the end.

    `web`: the web server, which gets SIGHUP, too; `beside`: what runs at the same time, and is
    started again when it ends; `grace`: seconds that the processes have to end. Returns an exit
    status.
    """
    # Before the first process starts, so that none outlives an early signal.
    signals = Signals(signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    server = start(web)
    others: list[Beside] = []
    try:
        others.extend(Beside(command) for command in beside)
        while True:
            due = [other.due for other in others if other.due is not None]
            arrived = signals.wait(max(min(due) - time.monotonic(), 0) if due else None)
            if arrived & {signal.SIGINT, signal.SIGTERM}:
                return 0
            status = server.poll()
            if status is not None:
                print(f"The web server ended by itself with exit status {status}.", file=sys.stderr)
                return 1
            for other in others:
                other.look()
            if signal.SIGHUP in arrived:
                server.send_signal(signal.SIGHUP)
                for other in others:
                    other.restart()
    finally:
        end([server, *(other.process for other in others)], grace + MARGIN)


def start(command: list[str]) -> subprocess.Popen:
    """A process in a group of its own, so that Ctrl-C in the terminal reaches this one alone."""
    return subprocess.Popen(  # noqa: S603 - the command lines are those of `manage.py serve`
        command,
        start_new_session=True,
        # If this process is killed, nothing else could end the others.
        preexec_fn=lambda: end_with_parent(signal.SIGTERM),
    )


def end(processes: list[subprocess.Popen], seconds: float) -> None:
    """Asks the processes to end, and kills what has not after `seconds`."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(run(**json.loads(sys.argv[1])))
