"""How soon an editor can type: `python -m tests.bench.bench_editor [--count N]`.

Opens the same explainer (ten sections of three paragraphs) in two admins in turn, in a browser that
has been there before: ours, and a plain Wagtail as its tutorial makes one, where each heading and
each paragraph is a block. Both are set up in a temporary folder and served in the same way. Prints
the median milliseconds and their spread until the first byte, until the page is ready, until what
is typed into the headline and into the first rich text arrives there, and until every rich text is
there.
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

ROOT = Path(__file__).resolve().parents[2]
PLAIN = Path(__file__).with_name("plain_wagtail")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PASSWORD = "a-long-password"
GOAL = 0.6
WARM_UP = 3
SECTIONS, PARAGRAPHS, SENTENCES, WORDS = 10, 3, 4, 15
VOCABULARY = ["the", "tide", "of", "harbour", "ferry", "quay", "signal", "lamp", "keeper", "storm"]
TIMES = ("first byte", "ready", "headline", "rich text", "every rich text")
COUNTS = ("rich texts when ready", "rich texts", "nodes")
# Draftail handles this event itself, so that no other follows.
RECORD = """
addEventListener("beforeinput", ({ target }) => {
  const name = target.id === "id_title" ? "headline" : "rich text";
  (window.typed ??= {})[name] ??= performance.now();
}, true);
"""
READY = """() => {
  const [{ responseStart, domContentLoadedEventEnd }] = performance.getEntriesByType("navigation");
  return domContentLoadedEventEnd && document.querySelector(".DraftEditor-root")
    && { "first byte": responseStart, ready: domContentLoadedEventEnd,
         "rich texts when ready": document.querySelectorAll(".DraftEditor-root").length };
}"""
WHOLE = """(count) => {
  const found = document.querySelectorAll(".DraftEditor-root").length;
  return found === count && { "every rich text": performance.now(), "rich texts": found,
    nodes: document.getElementsByTagName("*").length };
}"""


@dataclass
class Side:
    """An admin to measure: how to make and serve it, and what its edit page holds."""

    name: str
    folder: Path
    environment: dict
    application: str
    fill: str
    rich_texts: int
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
        """Makes database, explainer and static files; returns the path of the edit page."""
        self.run("-m", "django", "migrate", "--verbosity=0")
        self.run("-m", "django", "collectstatic", "--noinput", "--verbosity=0")
        key = self.run("-c", self.fill).split()[-1]
        return f"/admin/pages/{key}/edit/"

    @contextmanager
    def served(self) -> Iterator[str]:
        port = free_port()
        granian = Path(sys.executable).with_name("granian")
        server = subprocess.Popen(  # noqa: S603
            [granian, "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1",
             "--blocking-threads=2", "--no-ws", "--log-level=warning", self.application],
            cwd=self.folder,
            env={**os.environ, **self.environment},
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
    if not (CHROMIUM and find_spec("playwright")):
        print("SKIPPED: the editor was not measured, for Chromium or Playwright is missing.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        sides = [plain(Path(folder) / "plain"), ours(Path(folder) / "ours")]
        measure(sides, Path(folder), options.count)
    return report(*sides)


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
    return Side("plain Wagtail", folder, environment, "wsgi:application", fill, 30)


def ours(folder: Path) -> Side:
    folder.mkdir()
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "VAR_DIR": str(folder),
    }
    fill = f"from tests.bench import bench_editor; print(bench_editor.fill({PASSWORD!r}))"
    return Side("ours", ROOT, environment, "config.wsgi:application", fill, SECTIONS)


def fill(password: str) -> int:
    """Makes the explainer in our own database, as the importer would; returns its key."""
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


def measure(sides: list[Side], folder: Path, count: int) -> None:
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        opened = []
        for number, side in enumerate(sides):
            path = side.prepare()
            address = stack.enter_context(side.served())
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
                found = open_once(page, path, side.rich_texts)
                if number >= WARM_UP:
                    for name, value in found.items():
                        side.results[name].append(value)


def log_in(browser):
    page = browser.pages[0]
    # Leaving an edit page asks whether the changes may be lost.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector(".sidebar")
    return page


def open_once(page, path: str, rich_texts: int) -> dict[str, float]:
    """Opens the page twice: once to type at once, once to wait until all of it is there."""
    page.goto("about:blank")
    page.goto(path, wait_until="commit")
    found = page.wait_for_function(READY).json_value()
    page.evaluate("() => document.getElementById('id_title').focus()")
    page.keyboard.type("x")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("x")
    found |= page.wait_for_function(
        "() => window.typed?.['rich text'] && window.typed"
    ).json_value()
    page.goto("about:blank")
    page.goto(path, wait_until="commit")
    page.wait_for_function(READY)
    return found | page.wait_for_function(WHOLE, arg=rich_texts).json_value()


def report(theirs: Side, ours: Side) -> int:
    """Prints all figures; returns 1 where a rich text takes longer than the goal allows."""
    print(f"{'milliseconds: median (shortest-longest)':40}{theirs.name:>24}{ours.name:>24}   ratio")
    ratios = {}
    for name in TIMES:
        shown = [f"{shape(side.results[name]):>24}" for side in (theirs, ours)]
        medians = [statistics.median(side.results[name]) for side in (theirs, ours)]
        ratios[name] = medians[1] / medians[0]
        print(f"{name:40}{''.join(shown)}   {ratios[name]:.2f}")
    for name in COUNTS:
        counts = [statistics.median(side.results[name]) for side in (theirs, ours)]
        print(f"{name:40}{counts[0]:24.0f}{counts[1]:24.0f}")
    typing = max(ratios["headline"], ratios["rich text"])
    print(f"open until typing: {typing:.2f} of plain Wagtail's time; the goal is {GOAL:.2f}")
    return int(typing > GOAL)


def shape(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f}-{max(values):.0f})"


if __name__ == "__main__":
    raise SystemExit(main())
