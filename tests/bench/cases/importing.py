"""Imports, and the projections of what was imported."""

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote

from tests.bench import made_up
from tests.bench.cases.bench import WORKERS, Bench, median, ratios
from tests.bench.goals import Goal, at_least, at_most
from tests.bench.load import Failed, fetch
from tests.bench.serving import Server, serving, working
from tests.bench.sites import Site, copied

PLAIN_IMPORTED = 30
PATIENCE_SECONDS = 60


def imports(bench: Bench) -> list[Goal]:
    """Into copies of the smallest archives: with each round they grow a little.

    The site of ours is running, as it does where somebody imports.
    """
    folder = bench.home / "import"
    ours, plain = (copied(site, folder / site.kind.name, bench.home)
                   for site in (bench.small, bench.plain))  # fmt: skip
    with ExitStack() as stack:
        server = stack.enter_context(serving(ours, bench.cores, bench.port, WORKERS))
        worker = stack.enter_context(working(ours, bench.cores, f"bench-{bench.port}"))
        found = bench.alternate(
            {
                plain: Imports(plain, PLAIN_IMPORTED),
                ours: Imports(ours, bench.imported, server, worker),
            }
        )
    for site, runs in found.items():
        projected = f"all projections after {median(runs, 'projected'):,.1f} s"
        bench.note(
            "import",
            site.name,
            f"{median(runs, 'per_second'):,.0f} articles/s",
            f"{1000 * median(runs, 'cpu'):,.1f} ms CPU an article",
            *((projected,) if site is ours else ()),
        )
    return [
        at_least(
            "import until searchable and readable, articles/s to plain Wagtail's add_child",
            20,
            ratios(found[ours], found[plain], "per_second"),
        ),
        at_most(
            "import until every projection is built, time to that of the import",
            2,
            [run.projected / run.seconds for run in found[ours]],
        ),
    ]


@dataclass(frozen=True)
class Run:
    """Seconds until the articles could be read and found, and until all projections were built;
    and seconds of processor time for an article.
    """

    articles: int
    seconds: float
    cpu: float
    projected: float

    @property
    def per_second(self) -> float:
        return self.articles / self.seconds


@dataclass
class Imports:
    site: Site
    count: int
    server: Server | None = None
    worker: Server | None = None
    done: int = 0

    def __call__(self) -> Run:
        start = self.site.size + self.done
        self.done += self.count
        stop = start + self.count
        before = self.worker.cpu_seconds if self.worker else 0.0
        with self.site.start(self.site.kind.module, "add", str(start), str(stop)) as process:
            figures = answer(process)
            shown = self.await_shown(made_up.article(stop - 1)) if self.server else figures["ended"]
            projected = answer(process)["projected"] if self.worker else shown
        cpu = figures["cpu"] + (self.worker.cpu_seconds - before if self.worker else 0.0)
        began = figures["began"]
        return Run(self.count, shown - began, cpu / self.count, projected - began)

    def await_shown(self, article: made_up.MadeUp) -> float:
        """Returns when the last article can be read and is found."""
        path = f"/news/{article.slug}/"
        began = time.monotonic()
        while not (
            self.has(path, article.title)
            and self.has(self.site.kind.search_path.format(quote(article.title)), path)
        ):
            if time.monotonic() - began > PATIENCE_SECONDS:
                raise Failed(f"{path} was imported and is not shown or not found")
        return time.monotonic()

    def has(self, path: str, text: str) -> bool:
        try:
            _headers, body = fetch(self.server, path)
        except Failed:
            return False
        return text.encode() in body


def answer(process) -> dict:
    line = process.stdout.readline()
    if not line:
        raise Failed("the import stopped")
    return json.loads(line)
