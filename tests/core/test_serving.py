"""The server that `make demo` starts."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings

from tests.core.test_media import SECRET, SPELLINGS

# Seconds until the server, or a new worker of it, answers.
PATIENCE = 30


@pytest.fixture
def server(tmp_path):
    """The process of a server with the options of the Makefile, and an address that it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    makefile = (settings.BASE_DIR / "Makefile").read_text().replace("\\\n", " ")
    command = re.search(r"\$\(BIN\)/(granian .*)", makefile)[1]
    for name, value in {"HOST": "127.0.0.1", "PORT": str(port)}.items():
        command = command.replace(f"$({name})", value)
    program, *options = shlex.split(command)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PYTHONPATH": os.pathsep.join([".", "site"]),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "VAR_DIR": str(tmp_path),
    }
    process = subprocess.Popen(  # noqa: S603 - our own command
        [Path(sys.executable).parent / program, *options],
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process.pid, f"http://127.0.0.1:{port}/healthz"
    finally:
        # With its workers; how it would end by itself is not what is tested.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(address: str, until: float) -> bool:
    """Whether the server answers before the moment."""
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 - http
                return response.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def children(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
def test_a_worker_that_is_killed_is_replaced_and_the_site_goes_on(server):
    pid, address = server
    assert answers(address, time.monotonic() + PATIENCE)
    before = children(pid)
    assert len(before) == 2
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while len(children(pid) - before) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    assert len(children(pid)) == 2 and not before & children(pid)
    assert answers(address, until)


def body_of(address: str, path: str) -> tuple[int, bytes]:
    """The answer to exactly this path: other clients tidy it up before they ask."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.putrequest("GET", path)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_no_spelling_leads_to_a_document_through_the_server(server, tmp_path):
    _pid, address = server
    for folder, content in (
        ("media/documents", SECRET),
        ("private/documents", SECRET),
        ("media/images", b"a picture"),
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "secret.txt").write_bytes(content)
    (tmp_path / "media" / "alias").symlink_to(tmp_path / "media" / "documents")
    assert answers(address, time.monotonic() + PATIENCE)
    assert body_of(address, "/media/images/secret.txt") == (200, b"a picture")
    private = [
        "../private/documents/secret.txt",
        "%2e%2e/private/documents/secret.txt",
        "..%2Fprivate%2Fdocuments%2Fsecret.txt",
        "x/../../private/documents/secret.txt",
    ]
    for spelling in [*SPELLINGS, *private]:
        path = quote(spelling, safe="/%;\\$:")
        for prefix in ("/media/", "//media/", "/./media/", "/x/../media/", "/static/../media/"):
            status, body = body_of(address, f"{prefix}{path}")
            assert status != 200 and SECRET not in body, f"{prefix}{path}"
