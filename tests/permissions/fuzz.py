"""Requests that no form of ours sends: arguments, queries and bodies of every wrong kind."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from urllib.parse import quote, urlencode

from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from tests.permissions import matrix
from tests.permissions.routes import Route, routes
from tests.permissions.world import OTHER, OWN, World

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SURROGATE = "%ED%A0%80"
NUMBERS = ("0", "99999999999999999999999999", str(2**63), "9" * 5000)
WORDS = ("x", "%00", SURROGATE, "a" * 300, "%E2%80%AE", "..%5C..", "-1")
QUERIES = ("p", "page", "q", "id", "o", "ordering", "parent", "content_type", "user", "date",
           "timestamp_after", "locale", "collection_id", "tag", "export", "next", "childOf",
           "page_type", "per_page", "fields", "order", "limit", "offset", "section", "author",
           "topic", "kind__exact", "days", "status", "article", "chosen", "target_pages", "type",
           "mode", "child_of", "descendant_of", "search", "field_name", "multiple")  # fmt: skip
BAD_VALUES = ("", "x", "\x00", "-1", str(2**64), "9" * 400, "[]", "{", "null", "\u202e", "1e400",
              "2026-99-99T99:99", "0001-01-01", "\ufffe")  # fmt: skip
RAW_BODIES = (
    (FORM, b"\xff\xfe=\xff&a"), (FORM, b"a=%ED%A0%80&TOTAL_FORMS=x"), (FORM, b"&" * 50),
    (JSON, b"{"), (JSON, b"[]"), (JSON, b"null"), (JSON, b"3"), (JSON, b'{"a": "\\ud800"}'),
    ("multipart/form-data", b"x"), ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=\"file\";"
     b" filename=\"\x00.png\"\r\n\r\nx\r\n--b--\r\n"),
    ("text/plain; charset=nonsense", b"x"),
)  # fmt: skip
NAME = re.compile(r"""\bname=["']([^"'<>]{1,120})["']""")


@dataclass
class Fuzz:
    """Sends the requests in one world, rolls everything back and collects the failures."""

    world: World
    requests: int = 0
    failures: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.client = Client(raise_request_exception=False)
        if self.world.user:
            self.client.force_login(self.world.user)
        self.cookies = self.client.cookies.copy()

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = FORM):
        self.client.cookies = self.cookies.copy()
        self.requests += 1
        raised = []

        def note(sender, request=None, **kwargs):
            raised.append(request)

        got_request_exception.connect(note)
        try:
            with transaction.atomic():
                response = self.client.generic(method, address, body, content_type=kind)
                if response.streaming:
                    list(response.streaming_content)
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(note)
        if response.status_code >= 500:
            error = getattr(response, "exc_info", None)
            what = f"{error[0].__name__}: {str(error[1])[:80]}" if error else "?"
            self.failures[f"{method} {address[:120]} {kind} {body[:60]!r}"] = what
        return response

    def run(self, route: Route, number: int = 0, most: int | None = None) -> None:
        """Asks all that is wrong of the route, or `most` of it: which of it says the `number`."""
        wrong = list(self.wrong(route))
        step = max(1, len(wrong) // most) if most else 1
        for request in wrong[number % step :: step]:
            self.ask(*(part() if callable(part) else part for part in request))

    def wrong(self, route: Route) -> Iterator[tuple]:
        """The arguments of ask(). A body may be a function: to know the fields of a form takes
        another request.
        """
        own = route.fill(matrix.values_of(route, self.world, OWN if self.world.user else OTHER))

        @cache
        def names() -> list[str]:
            return names_in(self.ask("GET", own))

        def filled(value: str) -> bytes:
            return urlencode(dict.fromkeys(names(), value)).encode()

        yield "POST", own
        for number, address in enumerate(wrong_addresses(route, self.world)):
            yield ("GET", "POST")[number % 2], address
        for value in BAD_VALUES:
            yield "GET", f"{own}?{urlencode(dict.fromkeys(QUERIES, value))}"
            yield "POST", own, partial(filled, value)
        for kind, body in RAW_BODIES:
            yield "POST", own, body, kind
        yield "POST", own, lambda: json.dumps({name: [] for name in names()}).encode(), JSON


def names_in(response) -> list[str]:
    """The fields of the forms that the page has, also of those in what a script gets."""
    if response.streaming:
        return []
    text = response.content.decode(errors="replace")
    found = NAME.findall(text.replace('\\"', '"').replace("&quot;", '"'))
    return sorted(dict.fromkeys(found) - {"csrfmiddlewaretoken": None}.keys())[:300]


def wrong_addresses(route: Route, world: World) -> Iterator[str]:
    """The address with one argument after the other of a wrong kind."""
    right = matrix.values_of(route, world, OTHER)
    for name in route.parameters:
        for value in (*NUMBERS, *WORDS):
            yield route.fill({**{k: quote(str(v)) for k, v in right.items()}, name: value})


def routes_to_ask() -> list[Route]:
    """All but the way out, after which nobody is signed in any more; of bulk actions one."""
    return [route for route in routes() if route.name != "wagtailadmin_logout"]
