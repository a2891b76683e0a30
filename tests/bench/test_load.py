"""The client that replaces wrk if it is missing, and the measured processes."""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench import load
from tests.bench.load import Failed, by_python, measure
from tests.bench.serving import Server


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(404 if self.path == "/missing/" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("localhost", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def test_answers_are_counted(port):
    counted = by_python(port, ["/a/", "/b/"], 0.2)
    assert counted.requests > 0
    assert counted.seconds >= 0.2
    assert counted.p99_milliseconds > 0
    assert counted.failed == 0


@pytest.fixture
def server(port, monkeypatch):
    """A server in this process, whose client is the one in Python."""
    monkeypatch.setattr(load, "has_wrk", lambda: False)
    return Server(os.getpid(), port)


def test_an_answer_that_is_none_ends_the_run(server):
    with pytest.raises(Failed, match=r"failed=[1-9]"):
        measure(server, ["/a/", "/missing/"], 0.2)


def test_answers_that_are_none_are_counted_if_they_may_be(server):
    found = measure(server, ["/a/", "/missing/"], 0.2, may_fail=True)
    assert found.failed > 0
    assert found.requests_per_second > 0


def test_the_memory_and_processor_time_of_a_process_are_measured():
    server = Server(os.getpid(), 0)
    assert os.getpid() in server.pids
    assert server.cpu_seconds > 0
    assert server.memory > 1
