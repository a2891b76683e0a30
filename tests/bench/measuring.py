"""Measures one part of search on one archive and prints the figures as JSON.

`python -m tests.bench.measuring PART --database URL`. Each part has a process of its own, so that
no part finds the memory or the caches of another. Times are milliseconds.
"""

import argparse
import gc
import json
import logging
import math
import os
import random
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench import archive
from tests.bench.queries import Typed, by_frequency, mixture, prefixes

ROUNDS = 3
DEEP_PAGE = 500
COMMON_WORDS = 30
DEEP_WORDS = 5
DEEP_TRIES = 5
SUGGESTED = 40
PUBLISHED = 60
STOCK_QUERIES = 40


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--database", required=True, metavar="URL")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    archive.configure(options.database)
    logging.getLogger("search").addHandler(Strict())
    json.dump({**PARTS[options.part](), "load": round(load, 2)}, sys.stdout)
    return 0


class Strict(logging.Handler):
    """Ends the measuring where search complains: it would go on with less than it has to do."""

    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeError(record.getMessage())


def milliseconds(function: Callable, *args) -> float:
    started = time.perf_counter()
    function(*args)
    return (time.perf_counter() - started) * 1000


def spread(times: list[float]) -> dict[str, float]:
    times = sorted(times)
    return {
        "p50": statistics.median(times),
        "p95": times[math.ceil(0.95 * len(times)) - 1],
        "max": times[-1],
    }


# Rebuilding


def rebuild() -> dict:
    """Articles a second from an empty index, and the most memory that the process held."""
    from django.db import connection

    from search import indexing
    from search.engines.sqlite import temporary_files_on_disk

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # What SQLite maps of its file counts as memory of the process, and is not.
            cursor.execute("PRAGMA mmap_size=0")
        # Emptying a full index takes more memory than filling it.
        with temporary_files_on_disk():
            empty_index()
    else:
        empty_index()
    gc.freeze()  # As the command does.
    before = peak_memory()
    started = time.perf_counter()
    articles = sum(indexing.rebuild())
    seconds = time.perf_counter() - started
    return {
        "articles": articles,
        "seconds": seconds,
        "rate": articles / seconds,
        "memory": peak_memory(),
        "memory_before": before,
    }


def empty_index() -> None:
    from django.db import connection

    from search import schema
    from search.models import Passage, SearchDocument, Suggestion, Word

    tables = [model._meta.db_table for model in (Passage, Suggestion, SearchDocument, Word)]
    schema.uninstall()
    if connection.vendor == "postgresql":
        schema.run(f"TRUNCATE {', '.join(tables)}")
    else:
        schema.run(*(f"DELETE FROM {table}" for table in tables))  # noqa: S608
    schema.install()


def peak_memory() -> float:
    """Megabytes."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1024**2 if sys.platform == "darwin" else 1024)


# Latency


def latency() -> dict:
    """Complete responses over HTTP. Each round sends other queries, after one to warm up."""
    material = archive.Material.of_imported()
    gc.freeze()  # As config/wsgi.py does; the material here would be looked through as well.
    ask = asker()
    for each in mixture(material, "warm-up"):
        ask(each.text)
    rounds, every = [], []
    for number in range(ROUNDS):
        timed = [
            (milliseconds(ask, each.text), each) for each in mixture(material, f"round {number}")
        ]
        rounds.append(spread([duration for duration, _query in timed]))
        every += timed
    slowest = max(every, key=lambda pair: pair[0])
    return {
        **spread([duration for duration, _query in every]),
        "queries": len(every),
        "rounds": rounds,
        "kinds": by_kind(every),
        "slowest": slowest[1].text,
    }


def by_kind(timed: list[tuple[float, Typed]]) -> dict:
    times = defaultdict(list)
    for duration, query in timed:
        times[query.kind].append(duration)
    return {kind: spread(found) for kind, found in times.items()}


def asker() -> Callable[[str], None]:
    """Requests the search page as a browser would; everything but a response is an error."""
    from django.test import Client

    client = Client()

    def ask(text: str) -> None:
        response = client.get("/search/", {"q": text})
        if response.status_code != 200:
            raise RuntimeError(f"{response.status_code} for {text!r}")

    return ask


def paging() -> dict:
    """A page far down the list of a common word beside the first one: the median ratio."""
    from django.test import Client

    from search.query import STOP_WORDS

    client = Client()

    def page(word: str, number: int) -> int:
        return client.get("/search/", {"q": word, "page": number}).status_code

    words = by_frequency(archive.Material.of_imported().sentences)
    common = [word for word in words if word not in STOP_WORDS][:COMMON_WORDS]
    deep = [word for word in common if page(word, DEEP_PAGE) == 200][:DEEP_WORDS]
    first, last = [], []
    for word in deep:
        pairs = [
            (milliseconds(page, word, 1), milliseconds(page, word, DEEP_PAGE))
            for _try in range(DEEP_TRIES)
        ]
        first.append(statistics.median(pair[0] for pair in pairs))
        last.append(statistics.median(pair[1] for pair in pairs))
    if not deep:
        return {"words": []}
    ratios = [deep_time / time for time, deep_time in zip(first, last, strict=True)]
    return {
        "words": deep,
        "first": statistics.median(first),
        "deep": statistics.median(last),
        "ratio": statistics.median(ratios),
        "worst": max(ratios),
    }


def suggestions() -> dict:
    """What a reader waits for while typing, letter by letter."""
    from django.test import Client

    client = Client()

    def suggest(text: str) -> int:
        return client.get("/search/suggest/", {"q": text}).status_code

    if suggest("he") == 404:
        return {"missing": "there is no /search/suggest/"}
    material = archive.Material.of_imported()
    for text in prefixes(material, "warm-up", SUGGESTED):
        suggest(text)
    times = [milliseconds(suggest, text) for text in prefixes(material, "typed", SUGGESTED)]
    return {**spread(times), "requests": len(times)}


def hostile() -> dict:
    """Every string of the hostile list: the slowest answer, and those that were no answer."""
    from django.test import Client

    from tests.search.test_hostile import HOSTILE

    client = Client()
    failed, times = [], []
    for text in HOSTILE:
        started = time.perf_counter()
        response = client.get("/search/", {"q": text.encode("utf-8", "surrogatepass")})
        times.append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            failed.append(repr(text[:40]))
    return {**spread(times), "strings": len(HOSTILE), "failed": failed}


# Publishing


def publish() -> dict:
    """The search work of publishing a changed article, then of publishing it changed back."""
    from news.models import ArticlePage
    from search.indexing import index_pages

    sentences = archive.Material.of_imported().sentences
    chance = random.Random("publish")
    keys = list(ArticlePage.objects.live().order_by("pk").values_list("pk", flat=True))
    times = []
    for article in ArticlePage.objects.filter(pk__in=chance.sample(keys, PUBLISHED)):
        with changed(article, chance.choice(sentences)):
            times.append(milliseconds(index_pages, [article.pk]))
        times.append(milliseconds(index_pages, [article.pk]))
    return spread(times)


@contextmanager
def changed(article, sentence: str) -> Iterator[None]:
    """The article with a sentence more in its standfirst and at the end of its body."""
    from news.models import ArticlePage

    stored = ArticlePage.objects.filter(pk=article.pk)
    body = article.body.get_prep_value()
    more = [*body, {"type": "paragraph", "value": archive.as_html(sentence)}]
    stream = article.body.stream_block
    stored.update(
        standfirst=f"{article.standfirst} {sentence}".strip(), body=stream.to_python(more)
    )
    yield
    stored.update(standfirst=article.standfirst, body=stream.to_python(body))


# Relevance


def relevance() -> dict:
    """The scores of the golden queries, with the synonyms that editors would enter for them."""
    from search.service import Asked, search
    from tests.search.relevance import GOLDEN, load

    if not GOLDEN.exists():
        return {"missing": f"there is no {GOLDEN.name} beside {GOLDEN.parent.name}/relevance.py"}

    def find(text: str) -> list[str]:
        results = search(Asked(text))
        return [hit.article.slug for hit in results.hits] if results else []

    queries = load()
    with synonyms(queries):
        return judged(queries, find)


@contextmanager
def synonyms(queries: list) -> Iterator[None]:
    from search.models import SynonymSet

    sets = dict.fromkeys(each.synonyms for each in queries if each.synonyms)
    entered = [SynonymSet.objects.create(words=", ".join(words)) for words in sets]
    try:
        yield
    finally:
        SynonymSet.objects.filter(pk__in=[each.pk for each in entered]).delete()


def judged(queries: list, find: Callable[[str], list[str]]) -> dict:
    """Scores of all, of those seen and of those held out; and what of the seen ones was missed."""
    from tests.search.relevance import FIRST, scores

    found = {each.query: find(each.query)[:FIRST] for each in queries}
    seen = [each for each in queries if not each.is_held_out]
    held_out = [each for each in queries if each.is_held_out]
    return {
        "whole": scores(queries, found.get),
        "seen": scores(seen, found.get),
        "held out": scores(held_out, found.get),
        "counts": {
            "whole": len(queries),
            "seen": len(seen),
            "held out": len(held_out),
        },
        "missed": [
            [each.kind, each.query] for each in seen if each.expected.isdisjoint(found[each.query])
        ],
    }


# Wagtail's own search


def stock() -> dict:
    """Ten titles by Wagtail's own backend beside a whole answer of ours: times and relevance."""
    from wagtail.search.backends import database
    from wagtail.search.models import IndexEntry

    from news.models import ArticlePage
    from search.service import Asked, search
    from tests.search.relevance import GOLDEN, load

    indexed = IndexEntry.objects.filter(
        content_type__app_label="news", content_type__model="articlepage"
    )
    if indexed.count() < ArticlePage.objects.live().count():
        return {"missing": "Wagtail's own index does not hold every article"}
    find = StockSearch(database.SearchBackend({}))
    texts = [each.text for each in mixture(archive.Material.of_imported(), "stock")]
    texts = texts[:STOCK_QUERIES]
    for text in texts[:5]:
        find(text)
        search(Asked(text))
    find.failed.clear()
    theirs = [milliseconds(find, text) for text in texts]
    ours = [milliseconds(search, Asked(text)) for text in texts]
    return {
        "stock": spread(theirs),
        "ours": spread(ours),
        "queries": len(texts),
        "failed": find.failed,
        "relevance": judged(load(), StockSearch(find.backend)) if GOLDEN.exists() else None,
    }


class StockSearch:
    """The slugs of ten public articles, as a stock search view would find them."""

    def __init__(self, backend):
        self.backend = backend
        self.failed: list[str] = []

    def __call__(self, text: str) -> list[str]:
        from wagtail.models import PageQuerySet

        from news.models import ArticlePage

        # Wagtail's query set: its search cannot filter by the conditions of ours.
        public = PageQuerySet(ArticlePage).live().public()
        try:
            return [article.slug for article in self.backend.search(text, public)[:10]]
        except Exception as error:
            self.failed.append(f"{text!r}: {error}")
            return []


PARTS = {
    "rebuild": rebuild,
    "relevance": relevance,
    "latency": latency,
    "paging": paging,
    "suggestions": suggestions,
    "hostile": hostile,
    "publish": publish,
    "stock": stock,
}

if __name__ == "__main__":
    raise SystemExit(main())
