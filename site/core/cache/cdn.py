"""A CDN before the site: what it may keep, and what of that goes stale (ADR 17).

WAGTAILFRONTENDCACHE names the CDN. A page that is kept (core.cache.pages) is sent with headers that
let shared caches show it for CDN_SECONDS and while they ask for the next; browsers go on asking
each time. Only its plain address is sent so: of one with a query nobody could say what went stale.

The tags that core.cache.invalidation drops are told to the CDN after the commit. A backend with
`purge_tags` is told the tags themselves, which it has from the header Cache-Tag. Any other is told
addresses: each app says which ones a tag stands for (stands_for), before the change and after it.
"""

import logging
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.module_loading import import_string
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Site

from core.cache.invalidation import EVERYTHING, RECENT

logger = logging.getLogger(__name__)

# By then every process and host knows of the change, and what it sent before has arrived.
PAUSE_SECONDS = 1.0
BATCH = 200
# What may be gone or elsewhere after a change; lists are where these are.
MOVING = ("page:", "author:", "topic:")
# Of holds that no drop has ended.
MOST_REMEMBERED = 10_000
# All headers of a response have to fit into what proxies read, 4 or 8 kB.
MOST_TAG_CHARACTERS = 2000

Headers = list[tuple[str, str]]
Finder = Callable[[set[str]], Iterable[str]]
finders: dict[str, list[Finder]] = defaultdict(list)


def stands_for(*kinds: str) -> Callable[[Finder], Finder]:
    """Registers a function that yields the addresses (from the site's root) for which tags of the
    kind stand: it gets what follows the colon in "kind:key".
    """

    def register(finder: Finder) -> Finder:
        for kind in kinds:
            finders[kind].append(finder)
        return finder

    return register


def addresses(tags: Iterable[str]) -> Iterator[str]:
    """The full addresses that the tags stand for, some of them twice."""
    keys = defaultdict(set)
    for tag in tags:
        kind, _, key = tag.partition(":")
        keys[kind].add(key)
    roots = [root.root_url for root in Site.get_site_root_paths()]
    for kind, found in keys.items():
        for finder in finders[kind]:
            for address in finder(found):
                yield from (f"{root}{address}" for root in roots)


# What a CDN may keep


def permission(headers: Headers, tags: frozenset[str], is_late: bool) -> Headers:
    """The headers that let a CDN keep a page; none where it may not, for there is no CDN, or the
    view says something else, or the tags are too many. `is_late`: recent news is filled in.
    """
    said = {name.lower(): value for name, value in headers}.get("cache-control", "no-cache")
    if not settings.WAGTAILFRONTENDCACHE or said != "no-cache":
        return []
    seconds = settings.CDN_SECONDS
    # RFC 9213 and RFC 5861. In Cache-Control it would have browsers show what is stale, too.
    targeted = f"max-age={seconds}, stale-while-revalidate={seconds}"
    permitted = [
        ("Cache-Control", f"max-age=0, must-revalidate, s-maxage={seconds}"),
        ("CDN-Cache-Control", targeted),
    ]
    if any(knows_tags()):
        listed = ",".join(sorted(tags | {RECENT} if is_late else tags))
        if len(listed) > MOST_TAG_CHARACTERS:
            return []
        permitted.append(("Cache-Tag", listed))
    return permitted


def knows_tags() -> list[bool]:
    """Of each CDN, whether it is told tags."""
    names = [each["BACKEND"] for each in settings.WAGTAILFRONTENDCACHE.values()]
    return [hasattr(import_string(name), "purge_tags") for name in names]


def permitting(headers: Headers, permitted: Headers) -> Headers:
    return [pair for pair in headers if pair[0].lower() != "cache-control"] + permitted


# What went stale


# By key of the hold, the addresses of what is about to change: it may be gone or elsewhere then.
remembered: OrderedDict[str, set[str]] = OrderedDict()


def remember(key: str, tags: Iterable[str]) -> None:
    """Notes where that is which is about to change, for pass_on() with the same key."""
    if all(knows_tags()):
        return
    found = set(addresses(tag for tag in tags if tag.startswith(MOVING)))
    if found:
        remembered.setdefault(key, set()).update(found)
    while len(remembered) > MOST_REMEMBERED:
        remembered.popitem(last=False)


def pass_on(key: str, tags: Iterable[str]) -> None:
    """Has a thread tell the CDN what went stale."""
    sender.add(set(tags), remembered.pop(key, set()))


class Sender:
    """The tags and addresses that wait, and a thread that lives while there are any.

    It is no daemon: a command that publishes ends when the CDN was told.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.thread: threading.Thread | None = None

    def add(self, tags: set[str], before: set[str]) -> None:
        with self.lock:
            self.tags |= tags
            self.addresses |= before
            if self.thread is None or not self.thread.is_alive():
                self.thread = self.start()

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.run, name="cdn")
        thread.start()
        return thread

    def run(self) -> None:
        while waiting := self.next():
            try:
                tell(*waiting)
            finally:
                connection.close()

    def next(self) -> tuple[set[str], set[str]] | None:
        time.sleep(PAUSE_SECONDS)
        with self.lock:
            waiting = self.tags, self.addresses
            self.tags, self.addresses = set(), set()
            if not any(waiting):
                self.thread = None
                return None
        return waiting


sender = Sender()


def tell(tags: set[str], before: set[str]) -> None:
    """Tells every CDN. One that cannot be reached shows what is stale twice CDN_SECONDS at most."""
    # Which loads the client of every kind of CDN.
    from wagtail.contrib.frontend_cache.utils import get_backends

    for name in settings.WAGTAILFRONTENDCACHE:
        try:
            backend = get_backends(backends=[name])[name]
            if hasattr(backend, "purge_tags"):
                backend.purge_tags([EVERYTHING] if EVERYTHING in tags else sorted(tags))
            else:
                tell_addresses(backend, tags, before)
        except Exception:  # whatever is wrong with one, the site goes on and so do the others
            logger.exception("The CDN %r could not be told what went stale", name)


def tell_addresses(backend, tags: set[str], before: set[str]) -> None:
    every = chain(before, addresses({EVERYTHING} if EVERYTHING in tags else tags))
    its_own = (each for each in every if backend.invalidates_hostname(urlsplit(each).netloc))
    while batch := list(dict.fromkeys(islice(its_own, BATCH))):
        backend.purge_batch(batch)


# What tags stand for. Other apps have modules of their own for this.


@stands_for("page", "around")
def pages(keys: Iterable[str]) -> Iterator[str]:
    return paths(Page.objects.filter(pk__in=keys))


@stands_for("image")
def pages_with_images(keys: Iterable[str]) -> Iterator[str]:
    """The pages that use the pictures; not the lists that show such a page."""
    type_of = ContentType.objects.get_for_model
    used = ReferenceIndex.objects.filter(
        base_content_type=type_of(Page),
        to_content_type=type_of(get_image_model()),
        to_object_id__in=keys,
    )
    return pages(set(used.values_list("object_id", flat=True)))


@stands_for(EVERYTHING)
def all_pages(keys: Iterable[str]) -> Iterator[str]:
    """Also those that readers can read no more, and where pages were before they moved."""
    yield from paths(Page.objects.filter(once_public()))
    for (path,) in rows(Redirect.objects.all(), "old_path"):
        yield from (iri_to_uri(path), iri_to_uri(f"{path}/"))


def once_public() -> Q:
    return Q(live=True) | Q(first_published_at__isnull=False)


def paths(pages: QuerySet) -> Iterator[str]:
    """The addresses of the pages, as far as they are on a site."""
    roots = [root.root_path for root in Site.get_site_root_paths()]
    for (path,) in rows(pages, "url_path"):
        for root in roots:
            if path.startswith(root):
                yield reverse("wagtail_serve", args=[path.removeprefix(root)])


def rows(queryset: QuerySet, *fields: str) -> Iterator[tuple]:
    """The values of all rows, read in parts: nothing of the database is held while a CDN answers,
    and no more than a part is in memory.
    """
    in_order, last = queryset.order_by("pk").values_list("pk", *fields), 0
    while part := list(in_order.filter(pk__gt=last)[:BATCH]):
        yield from (tuple(values) for _key, *values in part)
        last = part[-1][0]
