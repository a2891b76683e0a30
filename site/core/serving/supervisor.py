"""Runs the web server and what belongs beside it, and ends all of it together.

A program of its own, `python -m core.serving.supervisor PLAN`, without Django: it lives as long as
the site is served and should cost no memory. `manage.py serve` starts it.
"""

import json
import os
import signal
import subprocess
import sys

from core.serving.processes import end_with_parent

# The web server kills workers that have not ended in time; then it needs a moment itself.
MARGIN = 5


class Stop(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM."""


def stop(signum, frame):
    raise Stop


def run(web: list[str], beside: list[list[str]], grace: float) -> int:
    """Runs the commands until the web server ends or a signal asks for the end.

    `web`: the web server, which gets SIGHUP, too; `beside`: what runs at the same time and may end
    earlier; `grace`: seconds that the processes have to end. Returns an exit status.
    """
    processes = []
    # Before the first process starts, so that none outlives an early signal.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        server = start(web)
        processes.append(server)
        signal.signal(signal.SIGHUP, lambda *_: server.send_signal(signal.SIGHUP))
        processes.extend(start(command) for command in beside)
        status = server.wait()
        print(f"The web server ended by itself with exit status {status}.", file=sys.stderr)
        return 1
    except Stop:
        return 0
    finally:
        # A second Ctrl-C must not interrupt the end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        end(processes, grace + MARGIN)


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
