"""Counts the project's files that run during each operation.

    python -m tests.bench.trips [--var VAR_DIR] [TRIP ...]

Works on a copy of VAR_DIR (of `make setup`), with nothing in the page cache. Each operation
runs once before the count, so that imports, compiled templates and the chrome of pages do not
count, and then once more. The number is
that of distinct Python files with a function that was called, on any thread; templates, migrations
and tests do not count.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.bench.pages import ROOT, SITE, start

APPS = ("accounts", "home", "news", "search", "site/config", "site/core")
# The form of comments takes nothing that was sent quicker.
TYPING_SECONDS = 5
MANUSCRIPT = """---
title: The ferry leaves at {number}
author: Ada Writer
topics: [Harbour]
---

The ferry leaves from another quay.

## What changes

The old quay closes on Monday.

## Questions and answers

### Where is the new quay?

Behind the market hall.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trips", nargs="*", metavar="TRIP", help=f"of {', '.join(TRIPS)}")
    parser.add_argument("--var", type=Path, default=os.environ.get("VAR_DIR") or ROOT / "var")
    options = parser.parse_args()
    if unknown := set(options.trips) - TRIPS.keys():
        parser.error(f"no such trip: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="masthead-trips-") as folder:
        var = shutil.copytree(options.var, Path(folder) / "var", symlinks=True)
        # The rows of the demo are of another release: start() changes the static files.
        start(var, ["project --verbosity 0"])
        from django.conf import settings

        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        for name in options.trips or TRIPS:
            files = files_of(TRIPS[name])
            print(f"{name}: {len(files)} files")
            print("".join(f"    {file}\n" for file in files))
    return 0


def files_of(trip: Callable[[int], None]) -> list[str]:
    """The files that the second of two such trips goes through, by name."""
    trip(1)
    with observed() as found:
        trip(2)
    names = sorted(
        str(path.relative_to(ROOT)) for path in map(Path, found) if path.is_relative_to(ROOT)
    )
    return [name for name in names if name.startswith(APPS) and "/migrations/" not in name]


@contextmanager
def observed() -> Iterator[set[str]]:
    """The files whose functions are called meanwhile. What a module does when imported is none."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, _argument) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            found.add(frame.f_code.co_filename)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def client():
    from django.test import Client

    return Client(headers={"host": SITE.partition("//")[2], "sec-fetch-site": "same-origin"})


def article(number: int):
    """A public article of the demo, another one for each number."""
    from news.models import ArticlePage

    return ArticlePage.objects.live().public().order_by("-published_at", "-pk")[number]


def expect(response, status: int) -> None:
    if response.status_code != status:
        raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}")


def read(number: int) -> None:
    expect(client().get(path_of(article(number))), 200)
    if number == 1:
        # The masthead differs from section to section.
        for other in range(3, 12):
            read(other)


def path_of(page) -> str:
    return f"/{page.url_path.split('/', 2)[2]}"


def publish(number: int) -> None:
    page = article(number)
    page.title = f"{page.title}, again"
    page.save_revision().publish()


def search(number: int) -> None:
    words = ["harbour plan", "energy costs"][number - 1]
    expect(client().get("/search/", {"q": words}), 200)


def import_(number: int) -> None:
    from news.importing.sources import items_of
    from news.importing.store import Importer

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"ferry-{number}.md"
        file.write_text(MANUSCRIPT.format(number=number), encoding="utf-8")
        outcomes = list(Importer(publish=True).run(items_of([str(file)])))
    if [str(each.status) for each in outcomes] != ["created"]:
        raise SystemExit(f"The manuscript was not imported: {outcomes}")


def comment(number: int) -> None:
    """Requests the token of the form and sends the form."""
    key = article(number).pk
    browser = client()
    token = browser.get(f"/comments/{key}/token/").content.decode()
    time.sleep(TYPING_SECONDS)
    letter = {"name": "Ruth", "email": "ruth@mail.example", "text": f"The {number}th time."}
    expect(browser.post(f"/comments/{key}/reply/", {**letter, "token": token}), 303)


TRIPS = {
    "read": read,
    "publish": publish,
    "search": search,
    "import": import_,
    "comment": comment,
}

if __name__ == "__main__":
    sys.exit(main())
