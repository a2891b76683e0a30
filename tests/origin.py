"""An application behind a page cache that answers what a test wants, and changes to go with it."""

from dataclasses import dataclass, field

from core.cache.pages import OFFER, Offer
from core.cache.versions import Versions
from tests.changes import Rows

PAGE = b"<!DOCTYPE html><p>" + b"The tide comes in twice a day. " * 50
NOT_FOUND, GONE = "404 Not Found", "410 Gone"
HTML = [("Content-Type", "text/html"), ("Cache-Control", "no-cache")]


@dataclass
class Origin:
    """An application that offers every answer, with these tags, and counts what it is asked. What
    it reads is of the version that the process knows.
    """

    versions: Versions
    headers: list = field(default_factory=lambda: [*HTML])
    status: str = "200 OK"
    tags: frozenset = frozenset({"page:1"})
    body: bytes = PAGE
    asked: list = field(default_factory=list)

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        if OFFER in environ and self.tags and self.status in {"200 OK", NOT_FOUND, GONE}:
            environ[OFFER].append(Offer(self.tags, self.versions.current))
        start_response(self.status, self.headers)
        return [self.body]


class Changes(Rows):
    """Rows that this process reads as soon as they are there, as it does with its own."""

    def __init__(self):
        super().__init__()
        self.versions = Versions(self)

    def add(self, *tags):
        super().add(*tags)
        self.versions.due = float("-inf")
