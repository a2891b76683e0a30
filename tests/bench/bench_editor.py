"""How soon an editor can type: `python -m tests.bench.bench_editor [--count N]`.

Opens the same explainer (ten sections of three paragraphs) alternately in two admins, as editors
do: from the list of pages, in a browser with a warm cache. One is ours, the other a plain Wagtail
as in its tutorial, where headings and paragraphs are blocks. Both are set up in a temporary folder
and served in the same way. Prints the median milliseconds and their spread until the first byte,
until the page is ready, and until typed text appears in the headline and in the first and the last
rich text. `make bench` does the same.
"""

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.goals import divided

ROOT = Path(__file__).resolve().parents[2]
PLAIN = Path(__file__).with_name("plain_wagtail")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PASSWORD = "a-long-password"
GOAL = 0.6
WARM_UP = 3
SECTIONS, PARAGRAPHS, SENTENCES, WORDS = 10, 3, 4, 15
VOCABULARY = ["the", "tide", "of", "harbour", "ferry", "quay", "signal", "lamp", "keeper", "storm"]
TIMES = ("first byte", "ready", "headline", "first rich text", "last rich text")
COUNTS = ("editors when ready", "nodes when ready")
# Draftail handles this event itself, so that no other follows.
RECORD = """
addEventListener("beforeinput", ({ target }) => {
  const name = target.id === "id_title" ? "headline" : "rich text";
  (window.typed ??= {})[name] ??= performance.now();
}, true);
"""
READY = """() => {
  const [{ responseStart, domContentLoadedEventEnd }] = performance.getEntriesByType("navigation");
  return domContentLoadedEventEnd && document.querySelector("[role=textbox]")
    && { "first byte": responseStart, ready: domContentLoadedEventEnd,
         "editors when ready": document.querySelectorAll("[role=textbox][contenteditable]").length,
         "nodes when ready": document.getElementsByTagName("*").length };
}"""
HEADLINE = "() => document.getElementById('id_title').focus()"
RICH_TEXT = "(n) => [...document.querySelectorAll('[role=textbox]')].at(n).focus()"


@dataclass
class Side:
    """An admin to measure: how to make and serve it, and what its edit page holds."""

    name: str
    folder: Path
    environment: dict
    application: str
    fill: str
    results: dict = field(default_factory=lambda: {name: [] for name in (*TIMES, *COUNTS)})

    def run(self, *command: str) -> str:
        return subprocess.run(  # noqa: S603
            [sys.executable, *command],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def prepare(self) -> str:
        """Creates database, explainer and static files; returns the path of the edit page."""
        self.run("-m", "django", "migrate", "--verbosity=0")
        self.run("-m", "django", "collectstatic", "--noinput", "--verbosity=0")
        key = self.run("-c", self.fill).split()[-1]
        return f"/admin/pages/{key}/edit/"

    @contextmanager
    def served(self, cores: set[int]) -> Iterator[str]:
        """Serves the site on these cores; gives its address."""
        port = free_port()
        granian = Path(sys.executable).with_name("granian")
        server = subprocess.Popen(  # noqa: S603
            [granian, "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1",
             "--blocking-threads=2", "--no-ws", "--log-level=warning", self.application],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )  # fmt: skip
        try:
            wait_for(f"http://localhost:{port}/admin/login/")
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=9, metavar="N", help="Openings of each.")
    options = parser.parse_args()
    if why := lacking():
        print(f"SKIPPED: the editor was not measured, for {why}.")
        return 0
    return report(*measured(options.count, os.sched_getaffinity(0)))


def lacking() -> str:
    """Why this machine cannot measure, or an empty string."""
    return "" if CHROMIUM and find_spec("playwright") else "Chromium or Playwright is missing"


def measured(count: int, cores: set[int]) -> tuple[Side, Side]:
    """Plain Wagtail and ours, served on these cores, with the figures of that many openings."""
    with tempfile.TemporaryDirectory() as folder:
        sides = plain(Path(folder) / "plain"), ours(Path(folder) / "ours")
        measure(sides, Path(folder), count, cores)
    return sides


def explainer() -> list[tuple[str, list[str]]]:
    """Headings, each with its paragraphs; the same in every run."""
    chance = random.Random("explainer")

    def sentence() -> str:
        return " ".join(chance.choices(VOCABULARY, k=WORDS)).capitalize() + "."

    return [
        (
            f"Part {number}",
            [" ".join(sentence() for _ in range(SENTENCES)) for _ in range(PARAGRAPHS)],
        )
        for number in range(SECTIONS)
    ]


def plain(folder: Path) -> Side:
    shutil.copytree(PLAIN, folder)
    fill = f"import fill; print(fill.explainer({explainer()!r}, {PASSWORD!r}))"
    environment = {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(folder)}
    return Side("plain Wagtail", folder, environment, "wsgi:application", fill)


def ours(folder: Path) -> Side:
    folder.mkdir()
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "VAR_DIR": str(folder),
    }
    fill = f"from tests.bench import bench_editor; print(bench_editor.fill({PASSWORD!r}))"
    return Side("ours", ROOT, environment, "config.wsgi:application", fill)


def fill(password: str) -> int:
    """Creates the explainer in our own database, as the importer would; returns its key."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    from home.models import HomePage
    from news.models import ArticlePage, NewsIndex

    get_user_model().objects.create_superuser("admin", "admin@newsroom.example", password)
    section = HomePage.objects.get().add_child(instance=NewsIndex(title="News", slug="news"))
    body = [
        {
            "type": "section",
            "value": {
                "heading": heading,
                "content": [
                    {"type": "paragraph", "value": "".join(f"<p>{text}</p>" for text in texts)}
                ],
            },
        }
        for heading, texts in explainer()
    ]
    stream = ArticlePage.body.field.stream_block
    article = section.add_child(
        instance=ArticlePage(title="The explainer", body=stream.to_python(body))
    )
    article.save_revision().publish()
    return article.pk


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> None:
    for _try in range(120):
        try:
            urlopen(address)  # noqa: S310
        except URLError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError(f"Nothing answers at {address}")


def measure(sides: tuple[Side, ...], folder: Path, count: int, cores: set[int]) -> None:
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        opened = []
        for number, side in enumerate(sides):
            path = side.prepare()
            address = stack.enter_context(side.served(cores))
            browser = playwright.chromium.launch_persistent_context(
                folder / f"browser-{number}", executable_path=CHROMIUM, args=FLAGS,
                base_url=address, viewport={"width": 1280, "height": 1000},
            )  # fmt: skip
            stack.callback(browser.close)
            browser.set_default_timeout(60_000)
            browser.add_init_script(RECORD)
            opened.append((side, log_in(browser), path))
        for number in range(WARM_UP + count):
            for side, page, path in opened:
                found = open_twice(page, path)
                if number >= WARM_UP:
                    for name, value in found.items():
                        side.results[name].append(value)


def log_in(browser):
    page = browser.pages[0]
    # The browser asks for confirmation when an edit page with changes is left.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector(".sidebar")
    return page


def open_twice(page, path: str) -> dict[str, float]:
    """Types at once into the headline and the first rich text; after a reload, into the last."""
    found = open_once(page, path)
    found["headline"] = typed(page, "headline", HEADLINE)
    found["first rich text"] = typed(page, "rich text", RICH_TEXT, 0)
    open_once(page, path)
    found["last rich text"] = typed(page, "rich text", RICH_TEXT, -1)
    return found


def open_once(page, path: str) -> dict[str, float]:
    page.goto("/admin/pages/", wait_until="networkidle")
    page.goto(path, wait_until="commit")
    return page.wait_for_function(READY).json_value()


def typed(page, name: str, focus: str, which: int | None = None) -> float:
    """Types a letter where `focus` leads; gives the time at which it came there."""
    page.evaluate(focus, which)
    page.keyboard.type("x")
    return page.wait_for_function("(name) => window.typed?.[name]", arg=name).json_value()


def report(theirs: Side, ours: Side) -> int:
    """Prints all figures; returns 1 where typing takes longer than the goal allows."""
    print(f"{'milliseconds: median (shortest-longest)':40}{theirs.name:>24}{ours.name:>24}   ratio")
    ratios = {}
    for name in TIMES:
        shown = [f"{shape(side.results[name]):>24}" for side in (theirs, ours)]
        ratios[name] = statistics.median(divided(ours.results[name], theirs.results[name]))
        print(f"{name:40}{''.join(shown)}   {ratios[name]:.2f}")
    for name in COUNTS:
        counts = [statistics.median(side.results[name]) for side in (theirs, ours)]
        print(f"{name:40}{counts[0]:24.0f}{counts[1]:24.0f}")
    typing = max(ratios["headline"], ratios["first rich text"])
    print(f"open until typing: {typing:.2f} of plain Wagtail's time; the goal is {GOAL:.2f}")
    return int(typing > GOAL)


def shape(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f}-{max(values):.0f})"


if __name__ == "__main__":
    raise SystemExit(main())
