"""How fast the admin finds pages: `python -m tests.bench.bench_admin_search [--count N …]`.

Creates pages with entries in Wagtail's search index, in a fresh SQLite database or in the empty one
of --database. Prints the time for a page of hits, their number and their facets, for a rare, a less
rare and a common word: Wagtail's own backend beside ours, which must not be slower.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BATCH = 2000
PATIENCE_SECONDS = 20
# How many titles of a thousand have the word.
WORDS = {"beacon": 1, "ferry": 25, "the": 340}
OTHERS = ["tide", "harbour", "rope", "quay", "signal", "lamp", "keeper", "chart", "storm", "gull"]
BACKENDS = {"wagtail": "wagtail.search.backends.database", "ours": "search.backends"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, nargs="+", default=[1000, 4000], metavar="N")
    parser.add_argument("--database", metavar="URL", help="An empty database.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(options.database or f"sqlite:///{Path(folder) / 'bench.sqlite3'}", folder)
        created, is_slower = 0, False
        for count in sorted(options.count):
            fill(created, count)
            created = count
            is_slower |= report(count)
    return int(is_slower)


def prepare(database: str, folder: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["DATABASE_URL"] = database
    os.environ["VAR_DIR"] = folder
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True)
    import django

    django.setup()


def fill(start: int, stop: int) -> None:
    """Adds the pages from one number to another, each always the same for its number."""
    from wagtail.models import Locale, Page

    home = Page.objects.get(depth=2)
    common = {"content_type": home.content_type, "locale": Locale.get_default()}
    for first in range(start, stop, BATCH):
        pages = [
            Page(
                title=title(number),
                draft_title=title(number),
                slug=f"page-{number}",
                url_path=f"{home.url_path}page-{number}/",
                path=Page._get_path(home.path, 3, number + 1),
                depth=3,
                **common,
            )
            for number in range(first, min(first + BATCH, stop))
        ]
        add_entries(Page.objects.bulk_create(pages))
    Page.objects.filter(pk=home.pk).update(numchild=stop)


def title(number: int) -> str:
    chance = random.Random(number)
    words = [word for word, share in WORDS.items() if chance.randrange(1000) < share]
    return " ".join([*words, *chance.choices(OTHERS, k=chance.randrange(3, 8))])


def add_entries(pages: list) -> None:
    from wagtail.search.backends import get_search_backend

    get_search_backend().add_bulk(type(pages[0]), pages)


def report(count: int) -> bool:
    """Prints the milliseconds of each backend; returns whether ours is the slower one."""
    from wagtail.models import Page

    print(f"{count} pages")
    is_slower = False
    for word in WORDS:
        tasks = {
            "hits": lambda found: list(found[:20]),
            "count": lambda found: found.count(),
            "facet": lambda found: found.facet("content_type_id"),
        }
        for name, task in tasks.items():
            taken = {
                label: seconds(
                    lambda task=task, word=word, path=path: task(
                        Page.objects.autocomplete(word, backend=path)
                    )
                )
                for label, path in BACKENDS.items()
            }
            shown = "  ".join(f"{label} {1000 * value:8.1f} ms" for label, value in taken.items())
            print(f"  {word:8} {name:6} {shown}  ratio {taken['wagtail'] / taken['ours']:.1f}")
            is_slower |= taken["ours"] > max(1.5 * taken["wagtail"], 0.05)
    return is_slower


def seconds(task) -> float:
    """The shortest of three runs, or of one that outlasts our patience (and is given up)."""
    from django.db import DatabaseError

    times = []
    while len(times) < 3 and sum(times) < PATIENCE_SECONDS:
        started = time.perf_counter()
        limit(PATIENCE_SECONDS)
        try:
            task()
        except DatabaseError:
            return PATIENCE_SECONDS
        finally:
            limit(0)
        times.append(time.perf_counter() - started)
    return min(times)


def limit(seconds: int) -> None:
    """Ends a statement that takes longer; 0: never."""
    from django.db import connection

    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {1000 * seconds}")
    else:
        end = time.monotonic() + seconds
        is_late = (lambda: time.monotonic() > end) if seconds else None
        connection.connection.set_progress_handler(is_late, 100_000)


if __name__ == "__main__":
    raise SystemExit(main())
