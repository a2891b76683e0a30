"""A CDN in front of the site: what it may store, and what it is told to purge (ADR 17).

WAGTAILFRONTENDCACHE names the CDN. A page that the page cache has stored (core.cache.pages) is sent
with headers that let shared caches send it for CDN_SECONDS, and again while they fetch the next;
browsers still ask each time. Only its address without a query is sent like this, since nobody
could tell which addresses with a query to purge.

Each change (core.models.change) is passed on after its commit, by a task. A backend with
`purge_tags` gets the tags themselves, which it knows from the header Cache-Tag. Any other gets
addresses: each app says which addresses a tag stands for (stands_for), as they were before the
change and as they are after it. A change stays marked as waiting until every CDN has been told, and
the scheduler enqueues the task again each minute while changes wait.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import chain, islice
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.module_loading import import_string
from wagtail.contrib.frontend_cache.utils import get_backends
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Site

from core.models.change import Change, about_to_change, committed, tags_of
from core.sharing import EVERYTHING
from core.tasks import BEFORE_OTHERS, each_minute, enqueue_once, task

logger = logging.getLogger(__name__)

# After this every process knows of the change, and the responses that it sent before have arrived.
PAUSE = timedelta(seconds=1)
# A change that no CDN could be told of for so long is given up; see `longest_wait`.
SHORTEST_WAIT = timedelta(hours=1)
BATCH = 200
# Changes that are passed on together.
MOST_CHANGES = 100
# The kinds of tags whose addresses a change may move or remove; lists stay where they are.
MOVING = ("page:", "author:", "topic:")
# Cache-Tag does not list the authors and pictures of a page: a change of one purges everything.
ON_MANY_PAGES = ("author:", "image:")
# All headers of a response have to fit into what proxies read, 4 or 8 kB.
MOST_TAG_CHARACTERS = 2000

Headers = list[tuple[str, str]]
Finder = Callable[[set[str]], Iterable[str]]
finders: dict[str, list[Finder]] = defaultdict(list)


def stands_for(*kinds: str) -> Callable[[Finder], Finder]:
    """Registers a function that yields the addresses (paths from the root of the site) that tags of
    the kinds stand for. Its argument are the keys, which follow the colon in "kind:key".
    """

    def register(finder: Finder) -> Finder:
        for kind in kinds:
            finders[kind].append(finder)
        return finder

    return register


def addresses(tags: Iterable[str]) -> Iterator[str]:
    """The full addresses that the tags stand for; some come twice."""
    keys = defaultdict(set)
    for tag in tags:
        kind, _, key = tag.partition(":")
        keys[kind].add(key)
    roots = [root.root_url for root in Site.get_site_root_paths()]
    for kind, found in keys.items():
        for finder in finders[kind]:
            for address in finder(found):
                yield from (f"{root}{address}" for root in roots)


# What a CDN may store


def permission(headers: Headers, names: frozenset[str]) -> Headers:
    """The headers that let a CDN store a page. None if there is no CDN, the view sets a policy of
    its own, or there are too many names.
    """
    said = {name.lower(): value for name, value in headers}.get("cache-control", "no-cache")
    if not settings.WAGTAILFRONTENDCACHE or said != "no-cache":
        return []
    seconds = settings.CDN_SECONDS
    # RFC 9213 and RFC 5861. In Cache-Control, browsers would show stale pages, too.
    targeted = f"max-age={seconds}, stale-while-revalidate={seconds}"
    permitted = [
        ("Cache-Control", f"max-age=0, must-revalidate, s-maxage={seconds}"),
        ("CDN-Cache-Control", targeted),
    ]
    if any(knows_tags()):
        listed = ",".join(sorted(names | {EVERYTHING}))
        if len(listed) > MOST_TAG_CHARACTERS:
            return []
        permitted.append(("Cache-Tag", listed))
    return permitted


def knows_tags() -> list[bool]:
    """For each CDN, whether it is told tags."""
    names = [each["BACKEND"] for each in settings.WAGTAILFRONTENDCACHE.values()]
    return [hasattr(import_string(name), "purge_tags") for name in names]


def permitting(headers: Headers, permitted: Headers) -> Headers:
    return [pair for pair in headers if pair[0].lower() != "cache-control"] + permitted


# What a CDN is told to purge


def addresses_now(names: Iterable[str], **kwargs) -> set[str]:
    """The addresses of what is about to change, for Change.names."""
    if not settings.WAGTAILFRONTENDCACHE or all(knows_tags()):
        return set()
    return set(addresses(name for name in names if name.startswith(MOVING)))


@task(priority=BEFORE_OTHERS)
def purge() -> None:
    """Tells every CDN of the waiting changes, the oldest first, and stops where one of them fails:
    the scheduler enqueues the task again. Two workers that run it at once both tell the CDNs, which
    is harmless.
    """
    while rows := list(waiting().values_list("pk", "names")[:MOST_CHANGES]):
        keys, names = zip(*rows, strict=True)
        changed = set().union(*map(tags_of, names))
        before = {name for name in changed if "://" in name}
        changes = Change.objects.filter(pk__in=keys)
        if not tell(changed - before, before):
            give_up(changes)
            return
        changes.update(is_passed_on=True)


def waiting() -> QuerySet[Change]:
    return Change.objects.filter(is_passed_on=False).order_by("pk")


def longest_wait() -> timedelta:
    """How long it is worth trying: what a CDN stored before a change expires by itself after twice
    CDN_SECONDS.
    """
    return max(SHORTEST_WAIT, timedelta(seconds=2 * settings.CDN_SECONDS))


def give_up(changes: QuerySet[Change]) -> None:
    old = changes.filter(created_at__lt=timezone.now() - longest_wait())
    if number := old.update(is_passed_on=True):
        logger.error("The CDN was not told of %d changes: it has failed for too long", number)


def enqueue_purge(**kwargs) -> None:
    if settings.WAGTAILFRONTENDCACHE:
        enqueue_once(purge, PAUSE)


def purge_waiting(**kwargs) -> None:
    """Receives each_minute: passes on what a CDN that failed or a killed process has left."""
    if settings.WAGTAILFRONTENDCACHE and waiting().exists():
        enqueue_purge()


def connect() -> None:
    """Called once, when the apps are ready."""
    about_to_change.connect(addresses_now, dispatch_uid="cdn_addresses")
    committed.connect(enqueue_purge, dispatch_uid="cdn_purge")
    each_minute.connect(purge_waiting, dispatch_uid="cdn_purge_waiting")


def tell(tags: set[str], before: set[str]) -> bool:
    """Tells every CDN; False if one of them failed, which is logged.

    `before` are addresses from before the change.
    """
    # Each of them, even where the first one fails.
    outcomes = [tell_one(name, tags, before) for name in settings.WAGTAILFRONTENDCACHE]
    return all(outcomes)


def tell_one(name: str, tags: set[str], before: set[str]) -> bool:
    try:
        backend = get_backends(backends=[name])[name]
        if hasattr(backend, "purge_tags"):
            is_wide = any(tag == EVERYTHING or tag.startswith(ON_MANY_PAGES) for tag in tags)
            backend.purge_tags([EVERYTHING] if is_wide else sorted(tags))
        else:
            tell_addresses(backend, tags, before)
    except Exception:  # whatever is wrong with one, the others are told
        logger.exception("The CDN %r could not be told what went stale", name)
        return False
    return True


def tell_addresses(backend, tags: set[str], before: set[str]) -> None:
    every = chain(before, addresses({EVERYTHING} if EVERYTHING in tags else tags))
    its_own = (each for each in every if backend.invalidates_hostname(urlsplit(each).netloc))
    while batch := list(dict.fromkeys(islice(its_own, BATCH))):
        backend.purge_batch(batch)


# What tags stand for. Other apps have modules of their own.


@stands_for("page")
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
    """Also those that are not public any more, and the places that pages were moved from."""
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
    """The values of all rows, read in batches: no query is open while a CDN answers, and only one
    batch is in memory.
    """
    in_order, last = queryset.order_by("pk").values_list("pk", *fields), 0
    while part := list(in_order.filter(pk__gt=last)[:BATCH]):
        yield from (tuple(values) for _key, *values in part)
        last = part[-1][0]
