"""The cost of the table of changes: `python -m tests.bench.bench_changes`.

Uses the database of DATABASE_URL (a demo site, say), in this process alone: queries and time of a
publication, the time of a look for changes, and how many answers a second come from the page cache.
Prints medians, in microseconds of processor time where no other unit is named.
"""

import statistics
import time
from collections.abc import Callable

import django
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

PUBLICATIONS, LOOKS, ANSWERS, ROUNDS = 15, 500, 3000, 9


def main() -> None:
    django.setup()
    settings.PAGE_CACHE = True
    settings.ALLOWED_HOSTS = ["*"]
    from django.core.handlers.wsgi import WSGIHandler

    from core.cache.pages import PageCache
    from core.cache.versions import versions
    from news.models import ArticlePage
    from tests.wsgi import ask

    cache = PageCache(WSGIHandler(), versions, megabytes=20)
    article = ArticlePage.objects.live().public().latest("published_at")
    for _time in range(3):
        assert ask(cache, article.url).status == 200
    assert cache.hits

    def publish() -> None:
        ArticlePage.objects.get(pk=article.pk).save_revision().publish()

    publish()
    with CaptureQueriesContext(connection) as queries:
        publish()
    print(f"queries of a publication: {len(queries)}")
    of_changes = [query["sql"] for query in queries if "core_change" in query["sql"]]
    print(f"of these for the table of changes: {len(of_changes)}")
    print(f"a publication: {cost(publish, PUBLICATIONS) / 1000:.1f} ms")
    print(f"a look: {cost(versions.look_now, LOOKS):.0f}")

    def read() -> None:
        for _time in range(100):
            ask(cache, article.url)

    read()
    one = cost(read, ANSWERS // 100) / 100
    print(f"an answer from the cache: {one:.1f}, {1_000_000 / one:.0f} a second")


def cost(run: Callable[[], object], times: int) -> float:
    """Microseconds of processor time for one run: the median of a few rounds."""
    rounds = []
    for _round in range(ROUNDS):
        began = time.process_time()
        for _time in range(max(times // ROUNDS, 1)):
            run()
        rounds.append((time.process_time() - began) / max(times // ROUNDS, 1))
    return 1_000_000 * statistics.median(rounds)


if __name__ == "__main__":
    main()
