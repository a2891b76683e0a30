"""A cache of whole pages that answers before Django is entered (ADR 14).

It wraps the WSGI application of a process and stores the bytes and headers of each page. These
rules make it safe:

1.  It stores only what a view offers (core.sharing.share_response), and 404 and 410 (rule 9).
2.  Only GET and HEAD are answered from it, without an Authorization header or a session cookie.
    It stores no response with Set-Cookie, `private` or `no-store`, or a Vary other than
    Accept-Encoding, however those are spelt.
3.  The key is scheme, host, path and the parameters that cached pages know (KNOWN_QUERIES), sorted.
    Parameters of campaigns are removed before the application is called; a request with any other
    parameter bypasses the cache, for a view may read it. A page with a query is stored only if its
    view accepts every value (core.sharing.accept_parameter). The host must be in small letters,
    with a port of the site's.
4.  A page has the version that was read before its first query (core.cache.versions). It is stale
    once one of its tags has changed since: `site`, or the page itself. One request then renders it
    again, while others get the old page for STALE_SECONDS at most. After a change of `site!`, when
    something was withdrawn, nobody gets it.
5.  No page is used for more than MOST_SECONDS. When one is too old, one request renders the next
    while others get the old one.
6.  If rendering fails, the old page is sent for MORE_SECONDS, unless rule 4 forbids it.
7.  One request renders a missing page, others wait for it.
8.  At most `megabytes` are stored; the least recently used pages go first.
9.  404 and 410 are stored under these rules for MISSING_SECONDS. At most MOST_MISSING of them are
    stored, and they go before any page does: a scan of addresses evicts no page.
10. A CDN may store a page only if this cache has stored it, and only its address without a query
    (core.cache.cdn).

PAGE_CACHE = False leaves the cache out, which changes nothing but speed.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import InitVar, dataclass, field
from functools import lru_cache, partial
from threading import Event, RLock

import brotli
from django.conf import settings

from core.cache import cdn, report
from core.cache.keys import is_for_everybody, key_of, prefixes
from core.cache.report import Figures
from core.cache.versions import State, Version, Versions, read_version, request_version
from core.models.change import SITE, WITHDRAWN
from core.sharing import Sharing, share_response, sharing

OFFER = "masthead.offer"
NOWHERE = {404, 410}
EVERY_PAGE = frozenset({SITE, WITHDRAWN})
GONE = frozenset({WITHDRAWN})
MOST_SECONDS = 600
STALE_SECONDS = 0.3
MISSING_SECONDS = 10
MOST_MISSING = 100
MORE_SECONDS = 10
WAIT_SECONDS = 10
# A rough allowance for what Python itself needs for a page.
OVERHEAD_BYTES = 4000
OWN_HEADERS = {"content-length", "etag", "vary", "last-modified"}
# https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5
OF_UNCHANGED = {"cache-control", "content-location", "expires"}
# By content encoding, the best first; "" is none.
PACK: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=5),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
    "": bytes,
}
UNPACK = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}

Headers = list[tuple[str, str]]


@dataclass
class Offer:
    """What the middleware says of a response: the names of what it shows, and the version of the
    content that it was made from.
    """

    names: frozenset[str]
    version: Version

    @property
    def tags(self) -> frozenset[str]:
        return frozenset(name for name in self.names if name.startswith("page:")) | EVERY_PAGE


class OfferPages:
    """Middleware: hands what a view offers to the page cache, not compressed. It surrounds
    everything that a request reads.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_public = request.method == "GET" and not request.path_info.startswith(prefixes())
        version = read_version() if is_public and settings.PAGE_CACHE else None
        token = request_version.set(version)
        try:
            return self.answer(request, version)
        finally:
            request_version.reset(token)

    def answer(self, request, version: Version | None):
        offers = request.META.get(OFFER)
        if offers is None or version is None:
            return self.get_response(request)
        current = Sharing()
        token = sharing.set(current)
        try:
            response = self.get_response(request)
            if response.status_code in NOWHERE:
                share_response()
        finally:
            sharing.reset(token)
        is_whole = response.status_code in {200, *NOWHERE} and not response.streaming
        is_known = current.parameters == request.GET.dict()
        if current.is_allowed and is_whole and is_known:
            offers.append(Offer(frozenset(current.names), version))
            for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
                request.META.pop(name, None)
        return response


@dataclass
class Encoded:
    """One encoding of a page."""

    body: bytes
    headers: Headers


@dataclass
class StoredPage:
    """`headers` are those of the view. Moments are of time.monotonic(): from `old_at` on the page
    has to be rendered again, and until `usable_until` others get it meanwhile.
    """

    status: str
    headers: Headers
    tags: frozenset[str]
    version: Version
    old_at: float
    body: InitVar[bytes]
    usable_until: float = float("inf")
    # The state in which its tags were last compared.
    checked: State | None = None
    answers: dict[str, Encoded] = field(default_factory=dict)
    # Its share of the bytes that are stored; 0 if it is not stored.
    counted: int = 0
    # The headers that permit a CDN to store it, too.
    for_cdn: Headers = field(default_factory=list)

    def __post_init__(self, body: bytes):
        # Weak: the same page in another encoding is the same page.
        self.etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        self.own = [("ETag", self.etag), ("Vary", "Accept-Encoding")]
        self.unchanged = [pair for pair in self.headers if pair[0].lower() in OF_UNCHANGED]
        self.unchanged += self.own
        self.encode("", body)

    def encode(self, encoding: str, plain: bytes | None = None) -> Encoded:
        """Makes an answer. The page as it is goes when it is stored compressed, a quarter of its
        size, and is unpacked where somebody asks for it.
        """
        if plain is None:
            packed = next(name for name in UNPACK if name in self.answers)
            plain = UNPACK[packed](self.answers[packed].body)
        body = PACK[encoding](plain)
        named = [("Content-Encoding", encoding)] if encoding else []
        length = ("Content-Length", str(len(body)))
        answer = Encoded(body, [*self.headers, *self.own, *named, length])
        self.answers[encoding] = answer
        if encoding:
            self.answers.pop("", None)
        return answer

    @property
    def is_missing(self) -> bool:
        return int(self.status[:3]) in NOWHERE

    @property
    def size(self) -> int:
        return OVERHEAD_BYTES + sum(len(answer.body) for answer in self.answers.values())


class PageCache:
    """`application` with the cache in front of it."""

    def __init__(self, application: Callable, versions: Versions, megabytes: int):
        self.application = application
        self.versions = versions
        self.most_bytes = megabytes * 1_000_000
        self.lock = RLock()
        self.pages: OrderedDict[tuple, StoredPage] = OrderedDict()
        # The keys of those that say that there is no page.
        self.missing: OrderedDict[tuple, None] = OrderedDict()
        self.bytes = 0
        # By key: the event that is set when the request that renders the page is done.
        self.rendering: dict[tuple, Event] = {}
        self.hits = self.misses = self.passed = 0
        self.reports_at = 0.0

    @property
    def figures(self) -> Figures:
        return Figures(self.hits, self.misses, self.passed, len(self.pages), self.bytes)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None or not self.versions.catch_up():
            self.passed += 1
            return self.application(environ, start_response)
        page, now = self.found(key), time.monotonic()
        if now > self.reports_at:
            self.reports_at = now + report.REPORT_SECONDS
            report.write(self.figures)
        if page is None or page.old_at <= now:
            return self.render_once(key, page, environ, start_response)
        self.hits += 1
        return self.answer(key, page, environ, start_response)

    def found(self, key: tuple) -> StoredPage | None:
        """The stored page, which may be old. One that must not be sent any more is dropped."""
        page, state = self.pages.get(key), self.versions.state
        if page is None or page.checked is state:
            return page
        if state.is_stale(page.version, GONE):
            with self.lock:
                if self.pages.get(key) is page:
                    self.forget(key)
            return None
        if state.is_stale(page.version, page.tags):
            now = time.monotonic()
            page.old_at = min(page.old_at, now)
            page.usable_until = min(page.usable_until, now + STALE_SECONDS)
        page.checked = state
        return page

    def render_once(self, key, old: StoredPage | None, environ, start_response):
        with self.lock:
            done = self.rendering.get(key)
            if is_first := done is None:
                done = self.rendering[key] = Event()
        if is_first:
            try:
                return self.render(key, old, environ, start_response)
            finally:
                with self.lock:
                    del self.rendering[key]
                done.set()
        if old is None or old.usable_until <= time.monotonic():
            done.wait(WAIT_SECONDS)
            old = self.found(key)
            if old is None or old.old_at <= time.monotonic():
                return self.render(key, old, environ, start_response)
        return self.answer(key, old, environ, start_response)

    def render(self, key, old: StoredPage | None, environ, start_response) -> Iterable[bytes]:
        """Calls the application, and stores its answer where that is allowed."""
        self.misses += 1
        offers, sent = [], []
        asked = {**environ, OFFER: offers, "QUERY_STRING": key[-1]}
        if environ["REQUEST_METHOD"] == "HEAD":
            asked["REQUEST_METHOD"] = "GET"

        def start(status, headers, exc_info=None):
            sent[:] = [status, headers]

        result = self.application(asked, start)
        status, headers = sent
        if old and status.startswith("5") and self.versions.catch_up() and self.found(key) is old:
            close(result)
            old.old_at = time.monotonic() + MORE_SECONDS
            return self.answer(key, old, environ, start_response)
        if not (offers and is_for_everybody(headers)):
            with self.lock:
                self.forget(key)
            start_response(status, headers)
            if environ["REQUEST_METHOD"] == "HEAD":
                close(result)
                return []
            return result
        page = StoredPage(
            status=status,
            headers=[pair for pair in headers if pair[0].lower() not in OWN_HEADERS],
            tags=offers[0].tags,
            version=offers[0].version,
            old_at=time.monotonic(),
            body=b"".join(result),
        )
        close(result)
        page.old_at += MISSING_SECONDS if page.is_missing else MOST_SECONDS
        self.versions.catch_up()
        with self.lock:
            if not self.versions.is_stale(page.version, page.tags):
                self.store(key, page, offers[0].names)
        return self.answer(key, page, environ, start_response)

    # What is stored; the caller holds the lock

    def store(self, key: tuple, page: StoredPage, names: frozenset[str]) -> None:
        self.forget(key)
        self.pages[key] = page
        if page.is_missing:
            self.missing[key] = None
        else:
            page.for_cdn = cdn.permission(page.headers, names)
        self.count(page)

    def count(self, page: StoredPage) -> None:
        """Counts the bytes of a stored page again, and makes room for them."""
        size = page.size
        self.bytes += size - page.counted
        page.counted = size
        while len(self.missing) > MOST_MISSING:
            self.forget(next(iter(self.missing)))
        while self.bytes > self.most_bytes and self.pages:
            self.forget(next(iter(self.missing or self.pages)))

    def forget(self, key: tuple) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self.missing.pop(key, None)
            self.bytes -= page.counted
            page.counted = 0

    # What is sent

    def answer(self, key, page: StoredPage, environ, start_response) -> Iterable[bytes]:
        encoding = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = page.answers.get(encoding)
        if answer is None:
            answer = page.encode(encoding)
            with self.lock:
                if page.counted:
                    self.count(page)
        with self.lock, suppress(KeyError):  # it was just dropped, or is not stored
            (self.missing if page.is_missing else self.pages).move_to_end(key)
        asked = environ.get("HTTP_IF_NONE_MATCH")
        # https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1: only what is found is unchanged.
        is_known = asked and not page.is_missing and is_match(asked, page.etag)
        headers = page.unchanged if is_known else answer.headers
        if page.for_cdn and not environ.get("QUERY_STRING"):
            headers = cdn.permitting(headers, page.for_cdn)
        start_response("304 Not Modified" if is_known else page.status, headers)
        return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


@lru_cache(maxsize=256)
def accepted(header: str) -> str:
    """The best encoding that Accept-Encoding allows; "" for none."""
    wanted = set()
    for each in header.lower().split(","):
        name, _, weight = each.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            wanted.add(name.strip())
    return next((name for name in PACK if name in wanted), "")


def is_match(asked: str, etag: str) -> bool:
    tags = {each.strip().removeprefix("W/") for each in asked.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def close(result) -> None:
    if hasattr(result, "close"):
        result.close()
