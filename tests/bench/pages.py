"""Saves what the public gets from a demo site, or compares two such folders.

    python -m tests.bench.pages OUT [--var VAR_DIR] [--run COMMAND ...]
    python -m tests.bench.pages --compare BEFORE AFTER

The first form crawls a copy of VAR_DIR (of `make setup`; the database is migrated in the copy
only) and saves each page, feed, sitemap and JSON answer in a file of its own, and the statuses in
`index.json`. The clock is fixed a day after the newest article, and random tokens are
replaced, so two crawls of the same state are equal byte by byte. The second form lists what
differs, and exits 1 if anything does.
"""

import argparse
import difflib
import hashlib
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[2]
SITE = "http://localhost:8000"
INDEX = "index.json"
MOST_PAGES = 5_000
MOST_PARAMETERS = 2
LONGEST_NAME = 150
LINES_SHOWN = 12

SEEDS = [
    *("/", "/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/site.webmanifest", "/healthz"),
    *("/feed/", "/authors/", "/topics/", "/archive/", "/styleguide/", "/_util/login/"),
    *("/nothing/here/", "/search/?page=99999", "/api/search/?page=x", "/search/opensearch.xml"),
]
QUERIES = ["harbour", "the", "what is", '"the city"', "harbor", "zzzz", "-", ""]
SEARCHES = [
    "/search/?q={}",
    "/search/?q={}&sort=newest",
    "/api/search/?q={}",
    "/search/suggest/?q={}",
]
# Addresses that are not fetched.
UNREAD = ("/admin/", "/static/", "/media/")
TEXTS = ("text/", "application/json", "application/xml", "+xml", "+json")
LINKS = [
    re.compile(r'\b(?:href|src|data-token|data-suggest)="([^"]+)"'),
    re.compile(r"<(?:loc|link)>([^<]+)</"),
]
RANDOM = [
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1CSRF"),
    (re.compile(r'(name="token" value=")[^"]*'), r"\1TOKEN"),
    # The whole answer of the address that gives a token.
    (re.compile(r"^[\w-]+:[\w-]+:[\w-]{43}$"), "TOKEN"),
    (re.compile(r'(nonce=")[^"]*'), r"\1NONCE"),
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", help="a folder that is not there yet")
    parser.add_argument("--var", type=Path, default=os.environ.get("VAR_DIR") or ROOT / "var")
    parser.add_argument(
        "--run", action="append", default=[], help="a command of manage.py, in the copy, first"
    )
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("BEFORE", "AFTER"))
    options = parser.parse_args()
    if options.compare:
        return compare(*options.compare)
    if options.out is None or options.out.exists():
        parser.error("name a folder that is not there yet")
    with tempfile.TemporaryDirectory(prefix="masthead-pages-") as folder:
        copy = shutil.copytree(options.var, Path(folder) / "var", symlinks=True)
        start(copy, options.run)
        stop_the_clock()
        answers = {path: answer(path, *got) for path, got in crawl()}
    save(answers, options.out)
    print(f"{len(answers)} addresses saved in {options.out}")
    return 0


def start(var: Path, commands: Sequence[str] = ()) -> None:
    """Starts Django on the demo in that folder, with plain names of static files."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "VAR_DIR": str(var),
        "SITE_URL": SITE,
        "MAKE_RENDITIONS": "0",
    }
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django
    from django.conf import settings
    from django.core.management import call_command

    storages = settings.STORAGES
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    call_command("migrate", verbosity=0)
    for command in commands:
        call_command(*shlex.split(command))


def stop_the_clock() -> None:
    from django.db.models import Max
    from django.template import defaulttags
    from django.utils import timezone

    from news.models import ArticlePage

    newest = ArticlePage.objects.live().aggregate(newest=Max("published_at"))["newest"]
    moment = newest + timedelta(days=1)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    timezone.now = lambda: moment
    defaulttags.datetime = Stopped


def crawl() -> Iterator[tuple[str, tuple[int, str, str, str]]]:
    """Each address with its status, content type, location and text, breadth first."""
    from django.test import Client

    client = Client(headers={"host": urlsplit(SITE).netloc, "accept-language": "en"})
    waiting = list(dict.fromkeys(seeds()))
    seen = set(waiting)
    for path in waiting:
        response = client.get(path)
        kind = response.headers.get("Content-Type", "")
        is_text = any(name in kind for name in TEXTS)
        text = b"".join(response).decode() if is_text else ""
        response.close()
        client.cookies.clear()
        yield path, (response.status_code, kind, response.headers.get("Location", ""), text)
        found = sorted(set(links(path, text)) - seen)
        if len(waiting) + len(found) > MOST_PAGES:
            raise SystemExit(
                f"More than {MOST_PAGES} addresses were found; the crawl was given up."
            )
        seen.update(found)
        waiting += found


def seeds() -> Iterator[str]:
    from wagtail.models import Page

    from news.models import Author, NewsIndex, Topic

    yield from SEEDS
    filters = [
        *(f"?topic={slug}" for slug in Topic.objects.values_list("slug", flat=True)),
        *(f"?author={slug}" for slug in Author.objects.values_list("slug", flat=True)),
        *("?year=2025", "?year=x", "?topic=none", "?author=none&page=2", "?page=2", "?page=99999"),
    ]
    for section in NewsIndex.objects.live().order_by("path"):
        yield from (f"{urlsplit(section.full_url).path}{asked}" for asked in filters)
    yield from (search.format(quote(query)) for query in QUERIES for search in SEARCHES)
    for page in Page.objects.live().filter(depth__gt=1).order_by("path"):
        yield urlsplit(page.full_url).path


def links(path: str, text: str) -> Iterator[str]:
    """The addresses of this site that the answer names."""
    for pattern in LINKS:
        for target in pattern.findall(text):
            parts = urlsplit(urldefrag(urljoin(f"{SITE}{path}", unescape(target).strip())).url)
            if f"{parts.scheme}://{parts.netloc}" != SITE or parts.path.startswith(UNREAD):
                continue
            if parts.query.count("=") <= MOST_PARAMETERS:
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def answer(path: str, status: int, kind: str, location: str, text: str) -> dict:
    for pattern, instead in RANDOM:
        text = pattern.sub(instead, text)
    return {
        "status": status,
        "type": kind,
        "location": location,
        "file": file_name(path, kind),
        "text": text,
    }


def file_name(path: str, kind: str) -> str:
    """A readable name of the address, in folders as its path has them."""
    parts = urlsplit(path)
    folder = parts.path.strip("/") or "front"
    name = quote(f"{folder}@{parts.query}" if parts.query else folder, safe="/@=&+%-_.")
    if len(name) > LONGEST_NAME:
        name = f"{name[:LONGEST_NAME]}-{hashlib.sha256(path.encode()).hexdigest()[:12]}"
    ending = "html" if "html" in kind else "json" if "json" in kind else "txt"
    return f"{name}.{ending}"


def save(answers: dict[str, dict], out: Path) -> None:
    out.mkdir(parents=True)
    for found in answers.values():
        text = found.pop("text")
        if text:
            target = out / found["file"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    (out / INDEX).write_text(json.dumps(answers, indent=1, sort_keys=True), encoding="utf-8")


def compare(before: Path, after: Path) -> int:
    """Prints each difference with its first lines, then how many there are of each kind."""
    old, new = (json.loads((folder / INDEX).read_text()) for folder in (before, after))
    counts = {"equal": 0, "white space only": 0, "different": 0, "only before": 0, "only after": 0}
    for path in sorted(old.keys() | new.keys()):
        if path not in new or path not in old:
            kind = "only before" if path in old else "only after"
            print(f"{kind}: {path}")
        else:
            kind = difference(path, (before, old[path]), (after, new[path]))
        counts[kind] += 1
    print(", ".join(f"{number} {kind}" for kind, number in counts.items()))
    return int(counts["equal"] < sum(counts.values()))


def difference(path: str, *sides: tuple[Path, dict]) -> str:
    texts = []
    for folder, found in sides:
        file = folder / found["file"]
        head = f"{found['status']} {found['type']} {found['location']}\n"
        texts.append(head + (file.read_text(encoding="utf-8") if file.is_file() else ""))
    if texts[0] == texts[1]:
        return "equal"
    kind = "different"
    if "".join(texts[0].split()) == "".join(texts[1].split()):
        kind = "white space only"
    # One element a line, so that a difference is not a page long.
    lines = [text.replace("><", ">\n<").splitlines() for text in texts]
    print(f"{kind}: {path}")
    shown = [line for line in difflib.unified_diff(*lines, n=0, lineterm="") if line[:2] != "@@"][
        2:
    ]
    print("\n".join(f"    {line[:300]}" for line in shown[:LINES_SHOWN]))
    return kind


if __name__ == "__main__":
    sys.exit(main())
