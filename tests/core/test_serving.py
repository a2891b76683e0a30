"""`manage.py serve`, which `make demo` and production start."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings

from tests.core.test_media import SECRET, SPELLINGS

# Seconds until the server, or a new worker of it, answers; and until all of it has ended.
PATIENCE = 90
ADDRESS = "127.0.0.1"

# Whether connections that wait for a worker that ends are handed over to another one.
MIGRATION = Path("/proc/sys/net/ipv4/tcp_migrate_req")
HANDED_OVER = MIGRATION.exists() and MIGRATION.read_text().strip() == "1"

pytestmark = [
    pytest.mark.any_python,
    pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc"),
]


class Serving:
    """The command as a process, and what it starts."""

    def __init__(self, port: int, folder: Path, *options: str):
        self.health = f"http://{ADDRESS}:{port}/healthz"
        # Every process that descends from the command carries this folder in its environment.
        self.mark = f"VAR_DIR={folder}".encode()
        self.command = subprocess.Popen(  # noqa: S603 - our own command
            [
                *(sys.executable, "manage.py", "serve"),
                *("--host", ADDRESS, "--port", str(port), "--overlap", "15", *options),
            ],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.demo",
                "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
                "VAR_DIR": str(folder),
            },
            stderr=subprocess.PIPE,
            text=True,
        )

    def processes(self) -> dict[int, int]:
        """The parent of each process that runs, by process id."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark not in (folder / "environ").read_bytes().split(b"\0"):
                    continue
                state, parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            except OSError:
                continue
            if state != "Z":
                found[int(folder.name)] = int(parent)
        return found

    def web_server(self) -> int:
        """The process id of the web server, which is the parent of its workers."""
        return self.beneath_command("granian")

    def background(self) -> int:
        """The process id of what runs tasks and scheduled jobs; 0 if there is none."""
        return self.beneath_command("background")

    def beneath_command(self, word: str) -> int:
        children = [pid for pid, parent in self.processes().items() if parent == self.command.pid]
        return next((pid for pid in children if word in command_line(pid)), 0)

    def workers(self) -> set[int]:
        server = self.web_server()
        return {pid for pid, parent in self.processes().items() if parent == server}

    def answers(self, seconds: float = 5) -> bool:
        try:
            with urllib.request.urlopen(self.health, timeout=seconds) as response:  # noqa: S310 - http
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def has_ended(self) -> bool:
        self.command.poll()
        return not self.processes()


def command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def wait_until(condition) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    with socket.create_server((ADDRESS, 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def serving(tmp_path):
    serving = Serving(free_port(), tmp_path)
    yield serving
    for pid in serving.processes():
        os.kill(pid, signal.SIGKILL)
    serving.command.communicate()


def test_a_worker_that_is_killed_is_replaced_and_the_site_goes_on(serving):
    assert wait_until(serving.answers)
    before = serving.workers()
    assert len(before) == 2
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: len(serving.workers() - before) == 2)
    assert wait_until(serving.answers)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process_of_a_site_that_is_served(serving, number):
    assert wait_until(serving.answers)
    serving.command.send_signal(number)
    assert wait_until(serving.has_ended)
    assert serving.command.wait(PATIENCE) == 0


@pytest.mark.parametrize("processes", [2, 3, 4, 5])
def test_a_signal_soon_after_the_start_ends_every_process(serving, processes):
    """2: the web server has started; 3 to 5: its workers and the background load the site."""
    assert wait_until(lambda: len(serving.processes()) >= processes)
    serving.command.send_signal(signal.SIGTERM)
    assert wait_until(serving.has_ended)


def test_workers_end_with_a_web_server_that_is_killed(serving):
    assert wait_until(serving.answers)
    os.kill(serving.web_server(), signal.SIGKILL)
    assert wait_until(serving.has_ended)
    assert serving.command.wait(PATIENCE) == 1


def test_everything_ends_with_a_command_that_is_killed(serving):
    assert wait_until(serving.answers)
    serving.command.kill()
    assert wait_until(serving.has_ended)


def test_a_site_can_be_served_without_the_background(tmp_path):
    serving = Serving(free_port(), tmp_path, "--no-worker", "--no-scheduler")
    try:
        assert wait_until(serving.answers)
        assert serving.web_server() and not serving.background()
    finally:
        serving.command.send_signal(signal.SIGTERM)
        serving.command.communicate()


@pytest.mark.timeout(240)
def test_hang_up_replaces_the_workers_without_a_failed_request(serving):
    assert wait_until(serving.answers)
    before = serving.workers()
    outcomes = []
    is_over = threading.Event()

    def read():
        while not is_over.is_set():
            # Where the kernel does not hand waiting connections over, it resets them: a proxy
            # asks again. On a busy machine an answer may be late, which is no failure.
            outcomes.append(
                serving.answers(PATIENCE) or (not HANDED_OVER and serving.answers(PATIENCE))
            )

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    serving.command.send_signal(signal.SIGHUP)
    are_replaced = wait_until(
        lambda: len(serving.workers()) == 2 and not serving.workers() & before
    )
    is_over.set()
    for reader in readers:
        reader.join()
    assert are_replaced
    assert outcomes and all(outcomes)


def test_a_port_in_use_is_refused_in_words(tmp_path):
    with socket.create_server((ADDRESS, 0)) as other:
        port = other.getsockname()[1]
        serving = Serving(port, tmp_path)
        _, words = serving.command.communicate(timeout=PATIENCE)
    assert serving.command.returncode == 1
    assert f"Port {port} of {ADDRESS} is in use by another program." in words
    assert "Traceback" not in words


def body_of(address: str, path: str) -> tuple[int, bytes]:
    """The response to exactly this path: other clients normalise it first."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.putrequest("GET", path)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_no_spelling_leads_to_a_document_through_the_server(serving, tmp_path):
    for folder, content in (
        ("media/documents", SECRET),
        ("private/documents", SECRET),
        ("media/images", b"a picture"),
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "secret.txt").write_bytes(content)
    (tmp_path / "media" / "alias").symlink_to(tmp_path / "media" / "documents")
    assert wait_until(serving.answers)
    assert body_of(serving.health, "/media/images/secret.txt") == (200, b"a picture")
    private = [
        "../private/documents/secret.txt",
        "%2e%2e/private/documents/secret.txt",
        "..%2Fprivate%2Fdocuments%2Fsecret.txt",
        "x/../../private/documents/secret.txt",
    ]
    for spelling in [*SPELLINGS, *private]:
        path = quote(spelling, safe="/%;\\$:")
        for prefix in ("/media/", "//media/", "/./media/", "/x/../media/", "/static/../media/"):
            status, body = body_of(serving.health, f"{prefix}{path}")
            assert status != 200 and SECRET not in body, f"{prefix}{path}"
