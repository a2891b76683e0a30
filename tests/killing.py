"""Processes of a site that is killed while it publishes (tests.core.test_killed).

`python -m tests.killing publish ARTICLE SECTION SECTION`: for each line, "SEED WHEN SHARE", forks a
child that changes the article again and again, kills it, and answers with what it did as JSON.
WHEN is "later", after the child's first change and a share of the time that this change took; or
"first", after a share of the time that first changes have taken so far. Thus the kills hit the same
places on a slow machine and on a fast one. The first line has to say "later".
`python -m tests.killing read`: for each line, a path, answers with status and body as JSON.
"""

import json
import os
import random
import select
import signal
import sys
import time
from itertools import count
from statistics import mean

import django
from django.conf import settings
from django.db import connection, connections, transaction

# What a child reports of itself, a byte each.
BEGUN, COMMITTED, FINISHED = b"b", b"c", b"f"
# A child that takes longer than this for a change hangs.
PATIENCE_SECONDS = 60


def main() -> None:
    django.setup()
    settings.PAGE_CACHE = True
    if sys.argv[1] == "publish":
        publish(*map(int, sys.argv[2:]))
    else:
        read()


def publish(article: int, *sections: int) -> None:
    spans = []
    for line in sys.stdin:
        seed, when, share = line.split()
        seed, share = int(seed), float(share)
        disconnect()
        mine, its = os.pipe()
        began = time.monotonic()
        child = os.fork()
        if not child:
            os.close(mine)
            change_on_and_on(article, sections, seed, its)
        os.close(its)
        reports = b""
        if when == "later":
            reports = wait_for_a_change(mine)
            spans.append(time.monotonic() - began)
            time.sleep(share * spans[-1])
        else:
            time.sleep(share * mean(spans))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # Up to the end of the file: nobody else has the other end.
        while more := os.read(mine, 4096):
            reports += more
        os.close(mine)
        is_open = reports.count(BEGUN) > reports.count(COMMITTED)
        say(json.dumps({"finished": reports.count(FINISHED), "in_transaction": is_open}))


def wait_for_a_change(reader: int) -> bytes:
    """Returns what the child has reported when its first change is finished.

    Raises TimeoutError if it hangs, EOFError if it ends.
    """
    reports = b""
    while FINISHED not in reports:
        if not select.select([reader], [], [], PATIENCE_SECONDS)[0]:
            raise TimeoutError(reports)
        if not (more := os.read(reader, 4096)):
            raise EOFError(reports)
        reports += more
    return reports


def disconnect() -> None:
    """Closes all connections: a child would share those that are open when it is forked."""
    from core.cache.versions import versions

    connections.close_all()
    if versions.outbox.own is not None:
        versions.outbox.own.close()
        versions.outbox.own = None


def change_on_and_on(article: int, sections, seed: int, reports: int) -> None:
    """What a child does until it is killed. An error ends it; it never returns."""
    try:
        with connection.execute_wrapper(TransactionReport(reports)):
            for number in count():
                change(article, sections, random.Random(1000 * seed + number), seed)
                os.write(reports, FINISHED)
    finally:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


class TransactionReport:
    """Reports each transaction: when its first query is sent, and when it is committed."""

    def __init__(self, reports: int):
        self.reports = reports
        self.is_open = False

    def __call__(self, execute, sql, params, many, context):
        if connection.in_atomic_block and not self.is_open:
            self.is_open = True
            os.write(self.reports, BEGUN)
            transaction.on_commit(self.committed)
        return execute(sql, params, many, context)

    def committed(self) -> None:
        self.is_open = False
        os.write(self.reports, COMMITTED)


def change(article: int, sections, choice: random.Random, seed: int) -> None:
    """Changes the article such that readers see it."""
    from news.models import ArticlePage, NewsIndex

    page = ArticlePage.objects.get(pk=article)
    kinds = ["title", "title", "slug", *(["move", "withdraw"] if page.live else [])]
    what = choice.choice(kinds)
    if what == "move":
        others = [pk for pk in sections if pk != page.get_parent().pk]
        page.move(NewsIndex.objects.get(pk=choice.choice(others)), pos="last-child")
    elif what == "withdraw":
        page.unpublish()
    else:
        word = f"{seed}-{choice.randrange(1_000_000)}"
        page.title = f"Tides {word}"
        if what == "slug":
            page.slug = f"tides-{word}"
        page.save_revision().publish()


def read() -> None:
    from django.core.handlers.wsgi import WSGIHandler

    from core.cache.pages import PageCache
    from core.cache.versions import versions
    from tests.wsgi import ask

    cache = PageCache(WSGIHandler(), versions, megabytes=10)
    for line in sys.stdin:
        found = ask(cache, line.strip())
        say(json.dumps([found.status, found.text, cache.hits]))


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
