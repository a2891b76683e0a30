"""A cache of whole pages that answers before Django is entered (ADR 14).

It wraps the WSGI application of a process and stores the bytes and headers of each page. These
rules make it safe:

1.  It stores only what a view offers (core.dependencies.keep), and 404 and 410 (rule 10).
2.  Only GET and HEAD are answered from it, without an Authorization header or a session cookie.
    It stores no response with Set-Cookie, `private` or `no-store`, or a Vary other than
    Accept-Encoding, however those are spelt.
3.  The key is scheme, host, path and the parameters that cached pages know (KNOWN_QUERIES), sorted.
    Parameters of campaigns are removed before the application is called; a request with any other
    parameter bypasses the cache, for a view may read it. A page with a query is stored only if its
    view knows every value (core.dependencies.know). The host must be in small letters, with a port
    of the site's.
4.  A page has the version that was read before its first query (core.cache.versions). It is never
    sent once one of its tags has changed since.
5.  No page is used for more than MOST_SECONDS. When one is too old, one request renders the next
    while others get the old one; if that fails, the old one is sent a little longer.
6.  One request renders a missing page, others wait for it.
7.  At most `megabytes` are stored; the least recently used pages go first.
8.  Parts that change more often than pages (LATE_PARTS) are left out of what is stored, and filled
    in. A page is compressed in pieces around them, so that filling it again compresses nothing
    again; brotli, which knows no pieces, is for when they have not changed for QUIET_SECONDS.
9.  A CDN may store a page only if this cache has stored it, and only its address without a query
    (core.cache.cdn).
10. 404 and 410 are stored under rules 2 to 8 for MISSING_SECONDS, and dropped by everything that is
    published or withdrawn and by every redirect. At most MOST_MISSING of them are stored, and they
    go before any page does: a scan of addresses evicts no page.

PAGE_CACHE = False leaves the cache out, which changes nothing but speed.
"""

import hashlib
import struct
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from secrets import token_hex
from threading import Event, RLock
from urllib.parse import parse_qsl, urlencode, urlsplit

import brotli
from django import db
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.utils.module_loading import import_string

from core.cache import cdn, fragments, report
from core.cache.report import Figures
from core.cache.versions import State, Version, Versions, read_version
from core.dependencies import ARTICLES, EVERYTHING, MISSING, RECENT, SITE, Making, keep, making

OFFER = "masthead.offer"
NOWHERE = {404, 410}
MOST_SECONDS = 600
MISSING_SECONDS = 10
MOST_MISSING = 100
# Late parts say "today"; they are read again when they are this old.
MOST_LATE_SECONDS = 60
STALE = float("-inf")
LATE_TAGS = frozenset({RECENT, EVERYTHING})
ALL = frozenset({EVERYTHING})
# How long an old page is sent where the site fails, before rendering is tried again.
MORE_SECONDS = 10
WAIT_SECONDS = 10
# The parameters that cached lists read: pages, filters of sections, parts of sitemaps.
KNOWN_QUERIES = ("page", "p", "topic", "author", "year")
# Under either scheme, so that a cookie from before a change of SITE_URL counts, too.
PERSONAL_COOKIES = ("sessionid", "__Host-sessionid", "messages")
CAMPAIGN_QUERIES = ("fbclid", "gclid", "msclkid", "mc_cid", "mc_eid")
MOST_QUERY_CHARACTERS = 200
MOST_REMEMBERED = 2000
# How long late parts must have been the same before a page is worth brotli again.
QUIET_SECONDS = 10
# A rough allowance for what Python itself needs for a page.
OVERHEAD_BYTES = 4000
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
OWN_HEADERS = {"content-length", "etag", "vary", "last-modified"}
# https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5
OF_UNCHANGED = {"cache-control", "content-location", "expires"}


@dataclass
class Offer:
    """What the middleware says of a response: its tags, the late parts that were left out, and the
    version of the content that it was made from.
    """

    tags: frozenset[str]
    late: dict[bytes, tuple[str, frozenset[int]]]
    version: Version


class OfferPages:
    """Middleware: hands what a view offers to the page cache, whole and not compressed. It
    surrounds everything that a request reads.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_public = request.method == "GET" and not request.path_info.startswith(prefixes())
        with fragments.request(may_fill=is_public) as version:
            return self.answer(request, version)

    def answer(self, request, version: Version | None):
        offer = request.META.get(OFFER)
        if version is None:
            # Tells the page cache that it was not up to the view.
            request.META.pop(OFFER, None)
        if offer is None or version is None:
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
            offer.append(Offer(frozenset(current.tags), request.late_parts, version))
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
    """A mark that the page cache replaces by the late part `name`; empty where it is not there."""
    late = getattr(request, "late_parts", None)
    if late is None:
        return ""
    mark = f"<!--{token_hex(12)}-->"
    late[mark.encode()] = name, without
    return mark


class Nothing:
    """Stands for late parts that cannot be read."""

    def part(self, name: str, without: frozenset[int]) -> bytes:
        return b""


@dataclass
class Kept:
    """A cached page: its pieces, between which late parts go, and the ready answers by encoding.

    The pieces are `plain`, or, after `pack` was called, deflated `blocks`: a quarter of their size,
    and what gzip sends.
    """

    status: str
    headers: list[tuple[str, str]]
    plain: list[bytes] | None
    late: list[tuple[str, frozenset[int]]]
    tags: frozenset[str]
    version: Version
    expires: float
    # The state in which it was last found to be fresh.
    checked: State | None = None
    blocks: list[bytes] = field(default_factory=list)
    ready: dict[str, "Answer"] = field(default_factory=dict)
    # Its share of the bytes that are stored; 0 if it is not stored.
    counted: int = 0
    # The headers that permit a CDN to store it, too.
    for_cdn: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def digests(self) -> list[bytes]:
        """Of the pieces. The ETag is made from these and from those of late parts."""
        return [digest(piece) for piece in self.pieces]

    @property
    def pieces(self) -> list[bytes]:
        plain = self.plain
        return [inflated(block) for block in self.blocks] if plain is None else plain

    def pack(self) -> None:
        """Stores the pieces deflated from now on. Other threads read either form meanwhile."""
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
class Answer:
    """One encoding of a page; `filled` is the number of the late parts in it."""

    filled: int
    body: bytes
    etag: str
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]


class PageCache:
    """`application` with the cache in front of it."""

    def __init__(self, application: Callable, versions: Versions, megabytes: int):
        self.application = application
        self.versions = versions
        self.most_bytes = megabytes * 1_000_000
        self.lock = RLock()
        self.pages: OrderedDict[tuple, Kept] = OrderedDict()
        # The keys of those that say that there is no page.
        self.missing: OrderedDict[tuple, None] = OrderedDict()
        self.bytes = 0
        self.in_making: dict[tuple, Event] = {}
        self.refused: OrderedDict[tuple, Version] = OrderedDict()
        # The number of the late parts and what makes them; their version, and when they were read.
        self.late = 0, None
        self.late_version: Version | None = None
        self.late_since = self.late_changed = STALE
        self.hits = self.misses = self.passed = 0
        self.reports_at = 0.0

    @property
    def figures(self) -> Figures:
        return Figures(self.hits, self.misses, self.passed, len(self.pages), self.bytes)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None or not self.versions.catch_up() or self.is_refused(key):
            self.passed += 1
            return self.application(environ, start_response)
        page, now = self.fresh(key), time.monotonic()
        if now > self.reports_at:
            self.reports_at = now + report.REPORT_SECONDS
            report.write(self.figures)
        if page is None or page.expires < now:
            return self.make(key, page, environ, start_response)
        self.hits += 1
        return self.answer(key, page, environ, start_response)

    def fresh(self, key: tuple) -> Kept | None:
        """The page of the key, which may be too old. One that is stale is dropped."""
        page = self.pages.get(key)
        state = self.versions.state
        if page is None or page.checked is state:
            return page
        if state.is_stale(page.version, page.tags):
            with self.lock:
                if self.pages.get(key) is page:
                    self.forget(key)
            return None
        page.checked = state
        return page

    # What is stored

    def make(self, key, old: Kept | None, environ, start_response) -> Iterable[bytes]:
        with self.lock:
            done = self.in_making.get(key)
            if is_first := done is None:
                done = self.in_making[key] = Event()
        if not is_first:
            if old is None:
                done.wait(WAIT_SECONDS)
            page = old or self.fresh(key)
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
        """Calls the application, and stores its answer where that is allowed."""
        self.misses += 1
        offered, said = [], []
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
            if OFFER in asked and not offered and status.startswith("200"):
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
            tags=offered[0].tags | {EVERYTHING, SITE},
            version=offered[0].version,
            expires=time.monotonic() + most,
        )
        self.versions.catch_up()
        with self.lock:
            if not self.versions.is_stale(page.version, page.tags):
                self.store(key, page)
        return self.answer(key, page, environ, start_response)

    def hand_on(self, result, offered, environ, status, headers, start_response):
        """An answer that is not stored; its late parts are filled in all the same."""
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
        """Remembers an address whose answers are not stored, so that nobody waits for it again."""
        if version := self.versions.current:
            with self.lock:
                self.refused[key] = version
                if len(self.refused) > MOST_REMEMBERED:
                    self.refused.popitem(last=False)

    def is_refused(self, key: tuple) -> bool:
        version = self.refused.get(key)
        return version is not None and not self.versions.is_stale(version, ALL)

    def store(self, key: tuple, page: Kept) -> None:
        self.forget(key)
        self.pages[key] = page
        if page.is_missing:
            self.missing[key] = None
        else:
            page.for_cdn = cdn.permission(page.headers, page.tags, bool(page.late))
        self.count(page)
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

    # What is sent

    def answer(self, key, page: Kept, environ, start_response) -> Iterable[bytes]:
        ready = self.ready(page, accepted(environ.get("HTTP_ACCEPT_ENCODING", "")))
        with self.lock, suppress(KeyError):  # it was just dropped, or is not stored
            (self.missing if page.is_missing else self.pages).move_to_end(key)
        asked = environ.get("HTTP_IF_NONE_MATCH")
        # https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1: only what is found is unchanged.
        is_known = asked and not page.is_missing and is_match(asked, ready.etag)
        headers = ready.unchanged if is_known else ready.headers
        if page.for_cdn and not environ.get("QUERY_STRING"):
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
        if self.late_since <= time.monotonic() - MOST_LATE_SECONDS or self.late_version is None:
            return False
        return not self.versions.is_stale(self.late_version, LATE_TAGS)

    def renew_late_parts(self) -> None:
        """Reads the late parts again if they are stale or too old."""
        if self.are_late_parts_fresh():
            return
        with self.lock:
            if self.are_late_parts_fresh():  # another thread has just read them
                return
            number, parts = self.late
            request_started.send(sender=type(self), environ={})
            try:
                version = read_version()
                fresh = late_parts()
            except db.Error:
                # The site fails; what was read last is sent until it works again.
                self.late = number, parts or Nothing()
                self.late_version = self.versions.current
                self.late_since = time.monotonic() - MOST_LATE_SECONDS + MORE_SECONDS
                return
            finally:
                request_finished.send(sender=type(self))
            if fresh != parts:
                if parts:
                    self.late_changed = time.monotonic()
                self.late = number + 1, fresh
            self.late_version, self.late_since = version, time.monotonic()


def key_of(environ: dict) -> tuple | None:
    """The key of the page that is asked for, or None where the request bypasses the cache."""
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
    """Addresses of files and of the admin."""
    return (settings.STATIC_URL, settings.MEDIA_URL, "/admin/", "/documents/")


@lru_cache(maxsize=1024)
def is_usual(host: str, server_port: str) -> bool:
    """Whether a link of the site may spell the host like this. Django accepts any port, and capital
    letters: each spelling would have pages of its own.
    """
    name, _, port = host.partition(":") if not host.startswith("[") else host.partition("]:")
    own = urlsplit(settings.SITE_URL).port
    return name == name.lower() and port in {"", "80", "443", server_port, str(own)}


@lru_cache(maxsize=64)
def is_forwarded_https(value: str) -> bool:
    """As Django reads the header (SECURE_PROXY_SSL_HEADER)."""
    return value.partition(",")[0].strip() == "https"


@lru_cache(maxsize=1024)
def has_session(cookies: str) -> bool:
    names = {each.partition("=")[0].strip() for each in cookies.split(";")}
    return bool(names & {settings.SESSION_COOKIE_NAME, *PERSONAL_COOKIES})


@lru_cache(maxsize=1024)
def known_query(query: str) -> str | None:
    """The known parameters in order, without those of campaigns; None for any other query."""
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
    """Whether the headers allow storing a response. Case, blanks and repetition do not matter."""
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
    """The pieces with the late parts between them, in the order of the page."""
    rest = zip(between, pieces[1:], strict=True)
    return [pieces[0], *(each for pair in rest for each in pair)]


def prepared(filled: int, page: Kept, late: list[bytes], encoding: str) -> Answer:
    body = b"".join(woven(page.pieces, late))
    marks = woven(page.digests, [late_digest(part) for part in late])
    # A plain answer without late parts is the page's only piece, so nothing is stored twice.
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
    """Blocks that other blocks may follow: no block refers to an earlier one.

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
    """The encodings that Accept-Encoding allows, the best first, and "" (none) at the end."""
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
