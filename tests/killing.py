"""Processes of a site that is killed while it publishes (tests.core.test_killed).

`python -m tests.killing publish ARTICLE SECTION SECTION`: for each line "SEED SHARE" forks a child
that changes the article again and again, kills it after that share of a span in which it usually
makes two changes, and says so.
`python -m tests.killing read`: for each line, a path, answers with status and body as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from itertools import count

import django
from django.conf import settings
from django.db import connections


def main() -> None:
    django.setup()
    settings.PAGE_CACHE = True
    if sys.argv[1] == "publish":
        publish(*map(int, sys.argv[2:]))
    else:
        read()


def publish(article: int, *sections: int) -> None:
    choice, spans = random.Random(0), []
    for _turn in range(5):
        # As a child begins: it has to connect.
        disconnect()
        began = time.monotonic()
        change(article, sections, choice, 0)
        spans.append(2 * (time.monotonic() - began))
    span = sorted(spans)[2]
    for line in sys.stdin:
        seed, share = line.split()
        seed = int(seed)
        disconnect()
        child = os.fork()
        if not child:
            for number in count():
                change(article, sections, random.Random(1000 * seed + number), seed)
        time.sleep(float(share) * span)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        say("killed")


def disconnect() -> None:
    """Closes all connections: a child would share those that are open when it is forked."""
    from core.cache.versions import versions

    connections.close_all()
    if versions.outbox.own is not None:
        versions.outbox.own.close()
        versions.outbox.own = None


def change(article: int, sections, choice: random.Random, seed: int) -> None:
    from news.models import ArticlePage, NewsIndex

    page = ArticlePage.objects.get(pk=article)
    what = choice.choice(["title", "title", "slug", "move", "withdraw"])
    if what == "move":
        page.move(NewsIndex.objects.get(pk=choice.choice(sections)), pos="last-child")
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
