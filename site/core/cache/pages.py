"""A cache of whole pages that answers before Django is entered (ADR 14).

It wraps the WSGI application of one process and holds, for each page, its bytes and headers. What
makes it safe:

1.  Only what a view offers is kept (core.cache.invalidation.keep), never by default; but see 10.
2.  Only GET and HEAD, answered 200 (but see 10), without an Authorization header or a session
    cookie; no response with Set-Cookie, `private` or `no-store`, or a Vary other than
    Accept-Encoding, however those are spelt.
3.  The key is scheme, host, path and the queries that kept pages know (KNOWN_QUERIES) in order.
    Those of campaigns are dropped before the page is asked for; a request with any other passes by,
    for a view may read it. A page with a query is kept only where its view knows every value
    (core.cache.invalidation.know). Hosts are known, too: with a port of the site's, in small
    letters. 4.  Every request looks at the journal of core.cache.invalidation (one stat); a page is
    dropped when one of its tags is, and not kept when one was since it began to be made, or is
    about to change. 5.  Nothing is older than MOST_SECONDS. Of what is only old, one request makes
    the next while others get it; when that fails, it is shown a little longer. What was dropped is
    never shown. 6.  One request makes a missing page, others wait for it. 7.  At most `megabytes`
    are held; what was read longest ago goes first. 8.  Parts that change more often than pages
    (LATE_PARTS) are left out of what is kept and filled in. A page is compressed in pieces around
    them, so that filling it anew compresses nothing again; brotli, which knows no pieces, is for
    when they have not changed for QUIET_SECONDS. 9.  A CDN may keep a page only where this cache
    holds it, at its address without a query, and while nothing is about to change (core.cache.cdn).
    10. That there is nothing at an address (404), or no longer (410), is kept under rules 2 to 8
    for MISSING_SECONDS, and dropped by all that is published or withdrawn and by every redirect. At
    most MOST_MISSING of these are held. They go before any page does: no scan makes one go.

PAGE_CACHE = False leaves it out altogether, and nothing but speed is different.
"""

import hashlib
import struct
import time
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from secrets import token_hex
from threading import Event, RLock
from urllib.parse import parse_qsl, urlencode, urlsplit

import brotli
from django import db
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.utils.module_loading import import_string

from core.cache import cdn, fragments, report
from core.cache.invalidation import (
    ARTICLES,
    EVERYTHING,
    GRACE_SECONDS,
    HOLD_SECONDS,
    LOST,
    MISSING,
    RECENT,
    Journal,
    Line,
    Making,
    keep,
    making,
)
from core.cache.report import Figures

OFFER = "masthead.offer"
NOWHERE = {404, 410}
MOST_SECONDS = 600
MISSING_SECONDS = 10
MOST_MISSING = 100
# Late parts say "today"; so old they are read again.
MOST_LATE_SECONDS = 60
STALE, NEVER = float("-inf"), float("inf")
STALE_LATE_PARTS = frozenset({RECENT, EVERYTHING})
# How long what is only old is shown where the site fails, before it is tried again.
MORE_SECONDS = 10
WAIT_SECONDS = 10
# What the lists that are kept read: pages, filters of sections, parts of sitemaps.
KNOWN_QUERIES = ("page", "p", "topic", "author", "year")
# Under either scheme, so that a cookie from before a change of SITE_URL counts, too.
PERSONAL_COOKIES = ("sessionid", "__Host-sessionid", "messages")
CAMPAIGN_QUERIES = ("fbclid", "gclid", "msclkid", "mc_cid", "mc_eid")
MOST_QUERY_CHARACTERS = 200
MOST_REMEMBERED = 2000
# So long the late parts stay as they are before a page is worth brotli again.
QUIET_SECONDS = 10
# A rough allowance for what Python itself needs for a page.
OVERHEAD_BYTES = 4000
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
OWN_HEADERS = {"content-length", "etag", "vary", "last-modified"}
# https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5
OF_UNCHANGED = {"cache-control", "content-location", "expires"}


@dataclass
class Offer:
    """What the middleware says of a response: its tags, and the late parts left out of it."""

    tags: frozenset[str]
    late: dict[bytes, tuple[str, frozenset[int]]]


class OfferPages:
    """Middleware: hands to the page cache what a view offers, whole and not compressed. Whatever a
    request reads is within it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with fragments.request():
            return self.answer(request)

    def answer(self, request):
        offer = request.META.get(OFFER)
        if offer is None:
            return self.get_response(request)
        current = Making()
        token = making.set(current)
        request.late_parts = {}
        try:
            response = self.get_response(request)
            if response.status_code in NOWHERE:
                keep(ARTICLES, MISSING)
        finally:
            making.reset(token)
        is_whole = response.status_code in {200, *NOWHERE} and not response.streaming
        is_known = current.parameters == request.GET.dict()
        if current.may_be_kept and is_whole and is_known:
            offer.append(Offer(frozenset(current.tags), request.late_parts))
            for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
                request.META.pop(name, None)
        elif request.late_parts:
            response.content = fill(response.content, request.late_parts, late_parts())
            response.headers["Content-Length"] = str(len(response.content))
        return response


def late_parts():
    return import_string(settings.PAGE_CACHE_LATE_PARTS)()


def fill(body: bytes, late: dict[bytes, tuple], parts) -> bytes:
    for mark, (name, without) in late.items():
        body = body.replace(mark, parts.part(name, without))
    return body


def leave_out(request, name: str, without: frozenset[int]) -> str:
    """A mark for the late part `name`, where the page may be kept, or else nothing."""
    late = getattr(request, "late_parts", None)
    if late is None:
        return ""
    mark = f"<!--{token_hex(12)}-->"
    late[mark.encode()] = name, without
    return mark


class Nothing:
    """Late parts that cannot be read."""

    def part(self, name: str, without: frozenset[int]) -> bytes:
        return b""


@dataclass
class Kept:
    """A page: its pieces, between which late parts go, and the ready answers by encoding.

    The pieces are `plain`, or, once `pack` was called, deflated `blocks`: a quarter of their size,
    and what gzip sends.
    """

    status: str
    headers: list[tuple[str, str]]
    plain: list[bytes] | None
    late: list[tuple[str, frozenset[int]]]
    tags: frozenset[str]
    expires: float
    blocks: list[bytes] = field(default_factory=list)
    ready: dict[str, "Answer"] = field(default_factory=dict)
    # What it counts for among the bytes that are held; 0 where it is not.
    counted: int = 0
    # What permits a CDN to keep it, too.
    for_cdn: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def digests(self) -> list[bytes]:
        """Of the pieces: from these and those of late parts the ETag is made."""
        return [digest(piece) for piece in self.pieces]

    @property
    def pieces(self) -> list[bytes]:
        plain = self.plain
        return [inflated(block) for block in self.blocks] if plain is None else plain

    def pack(self) -> None:
        """Holds the pieces deflated from now on. Other threads read one or the other meanwhile."""
        if plain := self.plain:
            self.blocks = [deflated(piece) for piece in plain]
            self.plain = None

    @property
    def is_missing(self) -> bool:
        return is_miss(self.status)

    @property
    def size(self) -> int:
        bodies = [*(self.plain or self.blocks), *(each.body for each in self.ready.values())]
        return OVERHEAD_BYTES + sum({id(body): len(body) for body in bodies}.values())


@dataclass
class Hold:
    """Tags that are about to change: when what is kept of them is dropped, and when this ends."""

    tags: frozenset[str]
    drops_at: float
    until: float


@dataclass
class Answer:
    """One encoding of a page; `filled` is the number of the late parts in it."""

    filled: int
    body: bytes
    etag: str
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]


class PageCache:
    """`application` with the cache in front; `journal` is the path of the journal's file."""

    def __init__(self, application: Callable, journal: Path, megabytes: int):
        self.application = application
        self.journal = Journal(journal)
        self.most_bytes = megabytes * 1_000_000
        self.lock = RLock()
        self.pages: OrderedDict[tuple, Kept] = OrderedDict()
        # The keys of those that say that there is no page.
        self.missing: OrderedDict[tuple, None] = OrderedDict()
        self.bytes = 0
        self.by_tag: dict[str, set[tuple]] = {}
        self.in_making: dict[tuple, Event] = {}
        self.refused: OrderedDict[tuple, None] = OrderedDict()
        self.seen = self.journal.look()
        self.position = 0
        self.events: deque[tuple[int, frozenset[str]]] = deque(maxlen=1000)
        self.holds: dict[str, Hold] = {}
        # The number of the late parts and what makes them; when they were read.
        self.late = 0, None
        self.late_since = self.late_changed = STALE
        self.hits = self.misses = self.passed = 0
        self.reports_at = 0.0

    @property
    def figures(self) -> Figures:
        return Figures(self.hits, self.misses, self.passed, len(self.pages), self.bytes)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None or key in self.refused:
            self.passed += 1
            return self.application(environ, start_response)
        self.catch_up()
        page, now = self.pages.get(key), time.monotonic()
        if now > self.reports_at:
            self.reports_at = now + report.REPORT_SECONDS
            report.write(self.figures)
        if page is None or page.expires < now:
            return self.make(key, page, environ, start_response)
        self.hits += 1
        return self.answer(key, page, environ, start_response)

    # What is kept

    def make(self, key, old: Kept | None, environ, start_response) -> Iterable[bytes]:
        with self.lock:
            done = self.in_making.get(key)
            if is_first := done is None:
                done = self.in_making[key] = Event()
        if not is_first:
            if old is None:
                done.wait(WAIT_SECONDS)
            page = old or self.pages.get(key)
            if page is None:
                return self.application(environ, start_response)
            return self.answer(key, page, environ, start_response)
        try:
            return self.ask(key, old, environ, start_response)
        finally:
            with self.lock:
                del self.in_making[key]
            done.set()

    def ask(self, key, old: Kept | None, environ, start_response) -> Iterable[bytes]:
        """Asks the application, and keeps its answer where that is allowed."""
        self.misses += 1
        began, offered, said = self.position, [], []
        asked = {**environ, OFFER: offered, "QUERY_STRING": key[-1]}
        if environ["REQUEST_METHOD"] == "HEAD":
            asked["REQUEST_METHOD"] = "GET"

        def note_start(status, headers, exc_info=None):
            said[:] = [status, headers]

        result = self.application(asked, note_start)
        status, headers = said
        if old and status.startswith("5"):
            close(result)
            old.expires = time.monotonic() + MORE_SECONDS
            return self.answer(key, old, environ, start_response)
        if not (offered and may_be_kept(headers)):
            if not offered and status.startswith("200"):
                self.refuse(key)
            return self.hand_on(result, offered, environ, status, headers, start_response)
        pieces, late = in_pieces(b"".join(result), offered[0])
        close(result)
        most = MISSING_SECONDS if is_miss(status) else MOST_SECONDS
        page = Kept(
            status=status,
            headers=[pair for pair in headers if pair[0].lower() not in OWN_HEADERS],
            plain=pieces,
            late=late,
            tags=offered[0].tags | {EVERYTHING},
            expires=time.monotonic() + most,
        )
        self.catch_up()
        with self.lock:
            if not self.went_stale(began, page.tags):
                self.store(key, page)
        return self.answer(key, page, environ, start_response)

    def hand_on(self, result, offered, environ, status, headers, start_response):
        """An answer that is not kept; its late parts are filled in all the same."""
        if offered:
            pieces, late = in_pieces(b"".join(result), offered[0])
            close(result)
            if late:
                self.renew_late_parts()
            body = b"".join(woven(pieces, self.read_parts(late)))
            headers = [pair for pair in headers if pair[0].lower() != "content-length"]
            headers.append(("Content-Length", str(len(body))))
            result = [body]
        start_response(status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            close(result)
            return []
        return result

    def refuse(self, key: tuple) -> None:
        """Remembers an address whose answers are not kept, so that nobody waits for it again."""
        with self.lock:
            self.refused[key] = None
            if len(self.refused) > MOST_REMEMBERED:
                self.refused.popitem(last=False)

    def store(self, key: tuple, page: Kept) -> None:
        self.forget(key)
        self.pages[key] = page
        if page.is_missing:
            self.missing[key] = None
        else:
            page.for_cdn = cdn.permission(page.headers, page.tags, bool(page.late))
        self.count(page)
        for tag in page.tags:
            self.by_tag.setdefault(tag, set()).add(key)
        self.make_room()

    def count(self, page: Kept) -> None:
        size = page.size
        self.bytes += size - page.counted
        page.counted = size

    def make_room(self) -> None:
        while len(self.missing) > MOST_MISSING:
            self.forget(next(iter(self.missing)))
        while self.bytes > self.most_bytes and self.pages:
            self.forget(next(iter(self.missing or self.pages)))

    def forget(self, key: tuple) -> None:
        page = self.pages.pop(key, None)
        if page is None:
            return
        self.missing.pop(key, None)
        self.bytes -= page.counted
        page.counted = 0
        for tag in page.tags:
            keys = self.by_tag.get(tag, set())
            keys.discard(key)
            if not keys:
                self.by_tag.pop(tag, None)

    # What went stale

    def catch_up(self) -> None:
        """Reads what the journal says since the last look: one stat where it says nothing new."""
        if self.journal.look() != self.seen or self.holds:
            with self.lock:
                self.read_journal()

    def read_journal(self) -> None:
        now = self.journal.look()
        if now[0] != self.seen[0] or now[1] < self.seen[1]:
            # Another file, or none: what it would have said is lost.
            self.holds.clear()
            self.take(LOST)
            self.seen = (now[0], 0)
        if now[1] > self.seen[1]:
            self.seen, lines = self.journal.read(self.seen, now)
            for line in lines:
                self.take(line)
        moment = time.monotonic()
        for key, hold in list(self.holds.items()):
            if hold.until < moment:
                del self.holds[key]
            if min(hold.drops_at, hold.until) < moment:
                hold.drops_at = NEVER
                self.drop(hold.tags)

    def take(self, line: Line) -> None:
        if line.verb == "hold":
            now, age = time.monotonic(), max(0, time.time() - line.moment)
            held = self.holds.get(line.key)
            # One that is said again does not put off what the first one said.
            drops_at = min(now + GRACE_SECONDS - age, held.drops_at if held else NEVER)
            self.holds[line.key] = Hold(line.tags, drops_at, now + HOLD_SECONDS)
        else:
            self.holds.pop(line.key, None)
            self.drop(line.tags)

    def drop(self, tags: frozenset[str]) -> None:
        self.position += 1
        self.events.append((self.position, tags))
        if RECENT in tags or EVERYTHING in tags:
            self.late_since = STALE
        for tag in tags:
            for key in list(self.by_tag.get(tag, ())):
                self.forget(key)
        if EVERYTHING in tags:
            self.refused.clear()

    def went_stale(self, began: int, tags: frozenset[str]) -> bool:
        """Whether one of the tags was dropped since the position `began`, or is held."""
        if self.is_held(tags):
            return True
        if self.events and self.events[0][0] > began + 1:
            return True
        return any(position > began and tags & dropped for position, dropped in self.events)

    def is_held(self, tags: frozenset[str]) -> bool:
        return any(tags & hold.tags for hold in list(self.holds.values()))

    # What is sent

    def answer(self, key, page: Kept, environ, start_response) -> Iterable[bytes]:
        ready = self.ready(page, accepted(environ.get("HTTP_ACCEPT_ENCODING", "")))
        with self.lock, suppress(KeyError):  # it was dropped in this moment, or is not kept
            (self.missing if page.is_missing else self.pages).move_to_end(key)
        asked = environ.get("HTTP_IF_NONE_MATCH")
        # https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1: only what is found is unchanged.
        is_known = asked and not page.is_missing and is_match(asked, ready.etag)
        headers = ready.unchanged if is_known else ready.headers
        if page.for_cdn and not environ.get("QUERY_STRING") and not self.is_held(page.tags):
            headers = cdn.permitting(headers, page.for_cdn)
        start_response("304 Not Modified" if is_known else page.status, headers)
        return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else [ready.body]

    def ready(self, page: Kept, encodings: tuple[str, ...]) -> Answer:
        """The answer in the first of the encodings that the moment allows."""
        filled = 0
        if page.late:
            self.renew_late_parts()
            filled = self.late[0]
            if encodings[:2] == ("br", "gzip") and not self.is_quiet():
                encodings = encodings[1:]
        encoding = encodings[0]
        ready = page.ready.get(encoding)
        if ready is None or ready.filled != filled:
            ready = prepared(filled, page, self.read_parts(page.late), encoding)
            with self.lock:
                page.ready[encoding] = ready
                if page.counted:
                    self.count(page)
                    self.make_room()
        return ready

    def is_quiet(self) -> bool:
        return self.late_changed < time.monotonic() - QUIET_SECONDS

    def read_parts(self, late: list) -> list[bytes]:
        parts = self.late[1]
        return [parts.part(name, without) for name, without in late]

    def are_late_parts_fresh(self) -> bool:
        return self.late_since > time.monotonic() - MOST_LATE_SECONDS

    def renew_late_parts(self) -> None:
        """Reads the late parts again where they went stale, or may look otherwise by now."""
        if self.are_late_parts_fresh():
            return
        with self.lock:
            if self.are_late_parts_fresh():  # another thread has just read them
                return
            began, (number, parts) = self.position, self.late
            request_started.send(sender=type(self), environ={})
            try:
                fresh = late_parts()
            except db.Error:
                # The site fails; what was read last is shown until it is well again.
                self.late = number, parts or Nothing()
                self.late_since = time.monotonic() - MOST_LATE_SECONDS + MORE_SECONDS
                return
            finally:
                request_finished.send(sender=type(self))
            if fresh != parts:
                if parts:
                    self.late_changed = time.monotonic()
                self.late = number + 1, fresh
            self.catch_up()
            if not self.went_stale(began, STALE_LATE_PARTS):
                self.late_since = time.monotonic()


def key_of(environ: dict) -> tuple | None:
    """What the page would be found by, or None where nothing is kept for such a request."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
        return None
    path = environ["PATH_INFO"]
    if path.startswith(prefixes()) or has_session(environ.get("HTTP_COOKIE", "")):
        return None
    query = known_query(environ.get("QUERY_STRING", ""))
    host = environ.get("HTTP_HOST", "")
    if query is None or not is_usual(host, environ.get("SERVER_PORT", "")):
        return None
    return (
        environ.get("wsgi.url_scheme"),
        is_forwarded_https(environ.get("HTTP_X_FORWARDED_PROTO", "")),
        host,
        environ.get("SCRIPT_NAME", ""),
        path,
        query,
    )


@lru_cache(maxsize=1)
def prefixes() -> tuple[str, ...]:
    """Addresses of files, which others serve."""
    return (settings.STATIC_URL, settings.MEDIA_URL, "/admin/", "/documents/")


@lru_cache(maxsize=1024)
def is_usual(host: str, server_port: str) -> bool:
    """Whether a link of the site may name the host so. Django takes it with any port and in any
    letters: each would have pages of its own.
    """
    name, _, port = host.partition(":") if not host.startswith("[") else host.partition("]:")
    own = urlsplit(settings.SITE_URL).port
    return name == name.lower() and port in {"", "80", "443", server_port, str(own)}


@lru_cache(maxsize=64)
def is_forwarded_https(value: str) -> bool:
    """As Django reads the header (SECURE_PROXY_SSL_HEADER); it has no other meaning."""
    return value.partition(",")[0].strip() == "https"


@lru_cache(maxsize=1024)
def has_session(cookies: str) -> bool:
    names = {each.partition("=")[0].strip() for each in cookies.split(";")}
    return bool(names & {settings.SESSION_COOKIE_NAME, *PERSONAL_COOKIES})


@lru_cache(maxsize=1024)
def known_query(query: str) -> str | None:
    """The known part of the query in its order, without campaigns; None for any other query."""
    if not query:
        return ""
    if len(query) > MOST_QUERY_CHARACTERS:
        return None
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if not is_campaign(pair[0])]
    names = [name for name, _value in pairs]
    if len(set(names)) < len(names) or not set(names).issubset(KNOWN_QUERIES):
        return None
    return urlencode(sorted(pairs, key=lambda pair: KNOWN_QUERIES.index(pair[0])))


def is_campaign(name: str) -> bool:
    return name.startswith("utm_") or name in CAMPAIGN_QUERIES


def may_be_kept(headers: list[tuple[str, str]]) -> bool:
    """Whether the headers allow to keep a response: case, blanks and repetition change nothing."""
    said: dict[str, set[str]] = {}
    for name, value in headers:
        words = {word.partition("=")[0].strip().lower() for word in value.split(",")}
        said.setdefault(name.strip().lower(), set()).update(words)
    return not (
        "set-cookie" in said
        or "content-encoding" in said
        or said.get("vary", set()) - {"accept-encoding", ""}
        or said.get("cache-control", set()) & {"private", "no-store"}
    )


def is_miss(status: str) -> bool:
    return int(status[:3]) in NOWHERE


def in_pieces(body: bytes, offer: Offer) -> tuple[list[bytes], list[tuple]]:
    """The pieces of the body and the late parts between them, in the order of the page."""
    pieces, late = [body], []
    for mark, part in sorted(offer.late.items(), key=lambda item: body.find(item[0])):
        before, found, after = pieces[-1].partition(mark)
        if found:
            pieces[-1:] = [before, after]
            late.append(part)
    return pieces, late


def woven(pieces: list[bytes], between: list[bytes]) -> list[bytes]:
    """The pieces with the others between them, in the order of the page."""
    rest = zip(between, pieces[1:], strict=True)
    return [pieces[0], *(each for pair in rest for each in pair)]


def prepared(filled: int, page: Kept, late: list[bytes], encoding: str) -> Answer:
    body = b"".join(woven(page.pieces, late))
    marks = woven(page.digests, [late_digest(part) for part in late])
    # A plain answer without late parts is the page's only piece: nothing is there twice.
    if encoding or late:
        page.pack()
    # Weak: the same page in another encoding is the same page.
    etag = f'W/"{digest(b"".join(marks)).hex()}"'
    own = [("ETag", etag), ("Vary", "Accept-Encoding")]
    sent = [*own, ("Content-Encoding", encoding)] if encoding else own
    if encoding == "br":
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    elif encoding:
        body = gzipped(body, woven(page.blocks, [late_deflated(part) for part in late]))
    return Answer(
        filled=filled,
        body=body,
        etag=etag,
        headers=[*page.headers, *sent, ("Content-Length", str(len(body)))],
        unchanged=[pair for pair in page.headers if pair[0].lower() in OF_UNCHANGED] + own,
    )


def deflated(part: bytes) -> bytes:
    """Blocks that other blocks may follow: nothing in these refers to what is before them.

    https://www.rfc-editor.org/rfc/rfc1951, and Z_FULL_FLUSH in https://zlib.net/manual.html
    """
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


def inflated(block: bytes) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(block)


def digest(part: bytes) -> bytes:
    return hashlib.blake2b(part, digest_size=12).digest()


late_deflated = lru_cache(maxsize=256)(deflated)
late_digest = lru_cache(maxsize=256)(digest)


def gzipped(body: bytes, blocks: list[bytes]) -> bytes:
    """One gzip member (https://www.rfc-editor.org/rfc/rfc1952) of the blocks that make the body."""
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    no_more = b"\x03\x00"
    trailer = struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return b"".join([header, *blocks, no_more, trailer])


@lru_cache(maxsize=256)
def accepted(header: str) -> tuple[str, ...]:
    """The encodings that Accept-Encoding allows, the best first; "", as it is, is always one."""
    wanted = set()
    for each in header.lower().split(","):
        name, _, weight = each.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            wanted.add(name.strip())
    return (*(name for name in ("br", "gzip") if name in wanted), "")


def is_match(asked: str, etag: str) -> bool:
    tags = {each.strip().removeprefix("W/") for each in asked.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def close(result) -> None:
    if hasattr(result, "close"):
        result.close()
