"""Every search answers 200 for every input: `python -m tests.bench.hostile [--count N]`.

Asks results, suggestions, JSON and the admin's search for the list of tests/search/test_hostile.py
and N generated strings (default 10,000), in the database of DATABASE_URL, which is migrated and
gets two articles and a user if it has none. Exits with 1 if a response is not 200 or too slow.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYNTAX = "\"'-()*:^\\{}+&|!<>%_;,.?#/@ "
LETTERS = "abcdeéßøłﬁ日本語한ไع🙂\u0301\u200b\u202e\u00a0\x00\t\n\ud8000123456789"
WORDS = [
    "sleep",
    "diary",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    "title:",
    "rank",
    "covid-19",
    "--",
    "<mark>",
]
SLOWEST_SECONDS = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    client = prepared()
    from tests.search.test_hostile import HOSTILE

    failed, slowest, sent = [], 0.0, 0
    for text in (*HOSTILE, *generated(count)):
        for url in ("/search/", "/search/suggest/", "/api/search/", "/admin/pages/1/results/"):
            started = time.perf_counter()
            response = client.get(url, {"q": text.encode("utf-8", "surrogatepass")}, follow=True)
            seconds = time.perf_counter() - started
            slowest = max(slowest, seconds)
            sent += 1
            if response.status_code != 200 or seconds > SLOWEST_SECONDS:
                failed.append((url, text[:60], response.status_code, round(seconds, 2)))
    print(f"{sent} answers, {len(failed)} not 200 or slow, the slowest in {slowest * 1000:.0f} ms")
    for failure in failed[:20]:
        print(*map(repr, failure))
    return 1 if failed else 0


def generated(count: int) -> Iterator[str]:
    """Always the same strings: syntax, letters of many scripts, and words, up to 300 characters."""
    chance = random.Random(1)
    for _number in range(count):
        parts = [
            chance.choice((SYNTAX, LETTERS, WORDS, [chr(chance.randrange(0x11_0000))]))
            for _part in range(chance.choice((1, 3, 8, 30, 300)))
        ]
        yield "".join(chance.choice(part) for part in parts)


def prepared():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True)
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client

    from news.models import ArticlePage, NewsIndex
    from tests.factories import ArticlePageFactory, NewsIndexFactory, faq

    if not ArticlePage.objects.exists():
        section = NewsIndex.objects.first() or NewsIndexFactory(title="News", slug="news")
        for title in ("A sleep diary", "The <b>rank</b> & file"):
            ArticlePageFactory(parent=section, title=title, body=[faq(("Why C++?", "COVID-19."))])
    client = Client(raise_request_exception=False)
    user, _new = get_user_model().objects.get_or_create(username="asker", is_superuser=True)
    client.force_login(user)
    return client


if __name__ == "__main__":
    raise SystemExit(main())
