"""Asking a WSGI application, as a server does."""

from dataclasses import dataclass
from io import BytesIO


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(application, path: str, query: str = "", method: str = "GET", **more) -> Answer:
    """The answer to a request for the path; `more` goes into the environment."""
    started = []
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        **more,
    }
    result = application(
        environ, lambda status, headers, exc_info=None: started.extend([status, headers])
    )
    body = b"".join(result)
    if hasattr(result, "close"):
        result.close()
    return Answer(int(started[0].split()[0]), dict(started[1]), body)
