"""The client that replaces wrk if it is missing, and the measured processes."""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench.load import Failed, by_python
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
    requests, seconds, p99 = by_python(port, ["/a/", "/b/"], 0.2)
    assert requests > 0
    assert seconds >= 0.2
    assert p99 > 0


def test_the_first_answer_that_is_none_ends_the_run(port):
    with pytest.raises(Failed, match="404 for /missing/"):
        by_python(port, ["/a/", "/missing/"], 5)


def test_the_memory_and_processor_time_of_a_process_are_measured():
    server = Server(os.getpid(), 0)
    assert os.getpid() in server.pids
    assert server.cpu_seconds > 0
    assert server.memory > 1
