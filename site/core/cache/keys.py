"""Which page a request asks for, and whether a response is the same for everybody (ADR 14)."""

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

# The parameters that cached lists read: pages, filters of sections, parts of sitemaps.
KNOWN_QUERIES = ("page", "p", "topic", "author", "year")
# Under either scheme, so that a cookie from before a change of SITE_URL counts, too.
PERSONAL_COOKIES = ("sessionid", "__Host-sessionid", "messages")
CAMPAIGN_QUERIES = ("fbclid", "gclid", "msclkid", "mc_cid", "mc_eid")
MOST_QUERY_CHARACTERS = 200


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
    """Addresses of files, of the admin and of the health check, of which no request may wait for
    another.
    """
    return (settings.STATIC_URL, settings.MEDIA_URL, "/admin/", "/documents/", "/healthz")


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


def is_for_everybody(headers: list[tuple[str, str]]) -> bool:
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
