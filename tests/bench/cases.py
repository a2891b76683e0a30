"""The measurements. Each case runs its systems alternately, in rounds, and returns goals."""

import math
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

from tests.bench import bench_editor, made_up
from tests.bench.archive import SENTENCE_END, Material
from tests.bench.goals import QUOTED_SIZE, WORDPRESS, Goal, at_least, at_most, divided, skipped
from tests.bench.load import Load, fetch, measure, warm_up
from tests.bench.publishing import (
    Publisher,
    WorkerConnections,
    publishing,
    seconds_until_shown,
    shown_on,
)
from tests.bench.queries import mixture
from tests.bench.serving import (
    PROXY_BLOCK,
    Cores,
    Server,
    nginx,
    nginx_serving,
    serving,
    static_block,
    upstream_block,
)
from tests.bench.sites import Site, copied

PER_PAGE = 20
DEEP_PAGE = 500
PUBLICATIONS = 5
WORKERS = 2
MATERIAL_ARTICLES = 300
SEARCH_WARM_UP = 20
# Its answers take seconds in large archives.
PLAIN_SEARCH_SECONDS = 60
PLAIN_IMPORTED = 30
# Of the editor in each, for each round.
OPENINGS = 3
NO_CACHE = {"PAGE_CACHE": "0"}
NO_NGINX = "nginx is not installed"


@dataclass
class Bench:
    """What the cases measure, how long and where; they leave their figures here."""

    ours: dict[int, Site]
    plain: Site
    home: Path
    cores: Cores
    port: int
    seconds: float
    rounds: int
    imported: int
    figures: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def small(self) -> Site:
        return self.ours[min(self.ours)]

    @property
    def large(self) -> Site:
        return self.ours[max(self.ours)]

    @property
    def all_ours(self) -> list[Site]:
        return [self.ours[size] for size in sorted(self.ours)]

    def alternate(self, tasks: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
        """The figure of each task in each round; the tasks follow each other in every round."""
        found = defaultdict(list)
        for _round in range(self.rounds):
            for name, task in tasks.items():
                found[name].append(task())
        return found

    def flat(self, case: str, ratios: list[float]) -> Goal:
        """The goal that the larger archive takes no longer than the smaller one."""
        name = f"{case}: time at {self.large.size:,} to time at {self.small.size:,}"
        if self.large is self.small:
            return skipped(name, 1.2, False, "one size only")
        return at_most(name, 1.2, ratios)

    def note(self, case: str, system: str, *figures: str) -> None:
        self.figures.append((case, system, "; ".join(figures)))
        print(f"  {case}: {system}: {'; '.join(figures)}", flush=True)

    def note_loads(self, case: str, system: str, loads: list[Load]) -> None:
        self.note(
            case,
            system,
            f"{statistics.median(each.requests_per_second for each in loads):,.0f} req/s",
            f"{statistics.median(each.cpu_microseconds for each in loads):,.0f} µs CPU",
            f"core busy {statistics.median(each.busy for each in loads):.0%}",
            f"p99 {statistics.median(each.p99_milliseconds for each in loads):,.1f} ms",
        )


def compared(these: list[Load], those: list[Load]) -> list[float]:
    """Capacities: steadier than requests a second, and right where the client is the limit.

    They are the same where the server's core is busy all the time.
    """
    return divided([each.capacity for each in these], [each.capacity for each in those])


# Pages that the page cache does not hold


def uncached(bench: Bench) -> list[Goal]:
    """Made anew for every request: past the page cache, of parts that the process keeps; and with
    everything switched off that keeps anything.
    """
    deep = min(DEEP_PAGE, bench.small.size // PER_PAGE)
    sites = [(site, {}) for site in (bench.plain, *bench.all_ours)] + [(bench.large, NO_CACHE)]
    with ExitStack() as stack:
        tasks = {}
        for port, (site, settings) in enumerate(sites, bench.port):
            server = stack.enter_context(serving(site, bench.cores, port, **settings))
            pages = {
                "article": site.article_paths(),
                "section": ["/news/"],
                f"section, page {deep}": [site.kind.pages_of_section.format(deep)],
            }
            for page, paths in pages.items():
                paths = [past_the_cache(path) for path in paths]
                warm_up(server, paths)
                case = f"{page}, nothing kept" if settings else page
                tasks[case, site] = loader(server, paths, bench.seconds)
        found = bench.alternate(tasks)
    for (case, site), loads in found.items():
        bench.note_loads(f"{case}, uncached", site.name, loads)

    def beside_plain(case: str) -> list[float]:
        page = case.removesuffix(", nothing kept")
        return compared(found[case, bench.large], found[page, bench.plain])

    at_size = f"at {bench.large.size:,} articles"
    beside = f"plain Wagtail at {bench.plain.size:,}"
    goals = []
    for kept in ("", ", nothing kept"):
        article, section = beside_plain(f"article{kept}"), beside_plain(f"section{kept}")
        to_article, to_section = to_wordpress(article, "article"), to_wordpress(section, "section")
        note = f"{quoted(bench)}{kept}"
        goals += [
            at_least(
                f"uncached article {at_size}, capacity to {beside}", 4, article, kept.lstrip(", ")
            ),
            at_least(f"uncached article {at_size}, capacity to WordPress", 6, to_article, note),
            at_least(f"section page {at_size}, capacity to WordPress", 6, to_section, note),
        ]
    return goals + [
        bench.flat(
            f"{case}, uncached", compared(found[case, bench.small], found[case, bench.large])
        )
        for case in ("section", f"section, page {deep}")
    ]


def past_the_cache(path: str) -> str:
    """With a query parameter that makes a page uncacheable, because a view may read it."""
    return f"{path}{'&' if '?' in path else '?'}anew=1"


def to_wordpress(ratios: list[float], anchor: str) -> list[float]:
    """Compared through plain Wagtail, which is measured beside both."""
    return [ratio / WORDPRESS[anchor] for ratio in ratios]


def quoted(bench: Bench) -> str:
    if bench.plain.size == QUOTED_SIZE:
        return "quoted anchor"
    return f"quoted anchor, which is of {QUOTED_SIZE:,} articles"


def loader(server: Server, paths: list[str], seconds: float) -> Callable[[], Load]:
    return lambda: measure(server, paths, seconds)


# Pages from caches


def cached(bench: Bench) -> list[Goal]:
    paths = bench.small.article_paths()
    names = {
        "static": ("cached article, Python alone, capacity to nginx static", 0.3),
        "proxy": ("cached article behind nginx, capacity to nginx static", 0.8),
    }
    with ExitStack() as stack:
        servers = {}
        ours = stack.enter_context(serving(bench.small, bench.cores, bench.port))
        servers["ours"] = ours
        servers["django"] = stack.enter_context(
            serving(bench.plain, bench.cores, bench.port + 1, PLAIN_CACHE="1")
        )
        if nginx():
            servers["static"] = stack.enter_context(static_copy(bench, ours, paths))
            # Of its own, for a page of another host is another page.
            behind = stack.enter_context(serving(bench.small, bench.cores, bench.port + 3))
            servers["proxy"] = stack.enter_context(proxied(bench, behind))
        for name, server in servers.items():
            warm_up(server, plain_paths(bench) if name == "django" else paths, rounds=2)
        tasks = {
            name: loader(server, plain_paths(bench) if name == "django" else paths, bench.seconds)
            for name, server in servers.items()
        }
        found = bench.alternate(tasks)
    for name, loads in found.items():
        bench.note_loads("article, cached", CACHED[name], loads)
    against_django = compared(found["ours"], found["django"])
    rows = [at_least("cached article, capacity to Django's cache middleware", 8, against_django)]
    if not nginx():
        return [*(skipped(*each, True, NO_NGINX) for each in names.values()), *rows]
    to_static = {name: compared(found[name], found["static"]) for name in found}
    return [
        at_least(*names["static"], to_static["ours"]),
        *rows,
        at_least(*names["proxy"], to_static["proxy"], "kept for a second"),
    ]


CACHED = {
    "ours": "ours",
    "django": "plain Wagtail with Django's cache middleware, locmem",
    "static": "nginx, static files",
    "proxy": "ours behind nginx's proxy_cache",
}


def plain_paths(bench: Bench) -> list[str]:
    return bench.plain.article_paths()


def static_copy(bench: Bench, server: Server, paths: list[str]):
    """nginx with files of the bytes that the server answers, and with its headers."""
    folder = bench.home / "nginx-static"
    for path in paths:
        headers, body = fetch(server, path)
        file = folder / "pages" / path.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    block = static_block(folder / "pages", headers)
    return nginx_serving(folder, bench.cores, bench.port + 2, block)


@contextmanager
def proxied(bench: Bench, server: Server) -> Iterator[Server]:
    folder, blocks = bench.home / "nginx-proxy", (PROXY_BLOCK, upstream_block(server.port))
    with nginx_serving(folder, bench.cores, bench.port + 4, *blocks) as front:
        yield replace(front, behind=(server,))


# Search


def search(bench: Bench) -> list[Goal]:
    with ExitStack() as stack:
        tasks = {}
        for port, site in enumerate([bench.plain, bench.large], bench.port):
            server = stack.enter_context(serving(site, bench.cores, port, **NO_CACHE))
            limit = PLAIN_SEARCH_SECONDS if site is bench.plain else math.inf
            searcher = Searcher(server, site.kind.search_path, limit)
            searcher.warm_up()
            tasks[site] = searcher
        found = bench.alternate(tasks)
    for site, seconds in found.items():
        median = 1000 * statistics.median(seconds)
        bench.note("search page", site.name, f"p95 {median:,.1f} ms", f"{tasks[site].asked} asked")
    ratios = divided(found[bench.large], found[bench.plain])
    return [
        at_most(
            f"search page at {bench.large.size:,} articles, p95 to WordPress",
            0.03,
            to_wordpress(ratios, "search"),
            quoted(bench),
        )
    ]


@dataclass
class Searcher:
    """Sends queries as readers type them, one after the other; each round sends other ones."""

    server: Server
    path: str
    limit: float
    rounds: int = 0
    asked: int = 0

    def __call__(self) -> float:
        """The 95th percentile in seconds."""
        self.rounds += 1
        times = []
        for text in texts(f"round {self.rounds}"):
            if sum(times) > self.limit:
                break
            started = time.perf_counter()
            self.ask(text)
            times.append(time.perf_counter() - started)
        self.asked += len(times)
        return sorted(times)[math.ceil(0.95 * len(times)) - 1]

    def warm_up(self) -> None:
        started = time.perf_counter()
        for text in texts("warm-up")[:SEARCH_WARM_UP]:
            self.ask(text)
            if time.perf_counter() - started > self.limit:
                break

    def ask(self, text: str) -> None:
        fetch(self.server, self.path.format(quote(text)))


def texts(seed: str) -> list[str]:
    """Without quotation marks, which some searches answer with an error."""
    return [each.text.replace('"', "") for each in mixture(material(), seed)]


@cache
def material() -> Material:
    articles = list(made_up.articles(0, MATERIAL_ARTICLES))
    return Material(
        titles=[each.title for each in articles],
        sentences=[part for each in articles for part in re.split(SENTENCE_END, each.text)],
        headings=[section.heading for each in articles for section in each.sections],
        questions=[part.question for each in articles for part in each.questions],
        authors=[],
        topics=[],
    )


# Publishing


def publish(bench: Bench) -> list[Goal]:
    with ExitStack() as stack:
        tasks = {}
        for port, site in enumerate([bench.plain, *bench.all_ours], bench.port):
            server = stack.enter_context(serving(site, bench.cores, port, WORKERS))
            publisher = stack.enter_context(publishing(site, bench.cores))
            tasks[site] = Publications(server, publisher, shown_on(site, publisher))
            tasks[site]()  # warms up
        found = bench.alternate(tasks)
    for site, seconds in found.items():
        shown = f"{1000 * statistics.median(seconds):,.0f} ms until {WORKERS} workers show it"
        bench.note("publish", site.name, shown)
    return [
        at_most(
            f"publish at {bench.large.size:,} articles until all show it, time to plain Wagtail "
            f"at {bench.plain.size:,}",
            0.25,
            divided(found[bench.large], found[bench.plain]),
            "plain: article and index only",
        ),
        bench.flat("publish", divided(found[bench.large], found[bench.small])),
    ]


@dataclass
class Publications:
    server: Server
    publisher: Publisher
    paths: list[str]
    number: int = 0

    def __call__(self) -> float:
        """The median of some publications, in seconds."""
        connections = WorkerConnections(self.server, WORKERS)
        try:
            times = [self.publish(connections) for _publication in range(PUBLICATIONS)]
        finally:
            connections.close()
        return statistics.median(times)

    def publish(self, connections: WorkerConnections) -> float:
        self.number += 1
        title = f"Bulletin {made_up.vocabulary()[-self.number]} {self.number}"
        return seconds_until_shown(self.publisher, connections, self.paths, title)


# Import


def imports(bench: Bench) -> list[Goal]:
    """Into copies of the smallest archives: with each round they grow a little."""
    folder = bench.home / "import"
    tasks = {}
    for site, count in ((bench.plain, PLAIN_IMPORTED), (bench.small, bench.imported)):
        tasks[site] = Imports(copied(site, folder / site.kind.name), count)
    found = bench.alternate(tasks)
    for site, per_second in found.items():
        bench.note("import", site.name, f"{statistics.median(per_second):,.0f} articles/s")
    return [
        at_least(
            "import with search index, articles/s to plain Wagtail's add_child",
            25,
            divided(found[bench.small], found[bench.plain]),
        ),
        at_least("import with search index, articles/s on this machine", 450, found[bench.small]),
    ]


@dataclass
class Imports:
    site: Site
    count: int
    done: int = 0

    def __call__(self) -> float:
        """Articles a second."""
        start = self.site.size + self.done
        self.done += self.count
        return float(
            self.site.run(self.site.kind.module, "add", str(start), str(start + self.count))
        )


# Memory


def memory(bench: Bench) -> list[Goal]:
    found = bench.alternate(
        {site: lambda site=site: memory_of(bench, site) for site in (bench.plain, bench.small)}
    )
    for site, megabytes in found.items():
        bench.note(
            "memory", site.name, f"{statistics.median(megabytes):,.0f} MB, {WORKERS} workers"
        )
    return [
        at_most(
            f"memory (PSS), {WORKERS} workers, to plain Wagtail",
            1.2,
            divided(found[bench.small], found[bench.plain]),
        )
    ]


def memory_of(bench: Bench, site: Site) -> float:
    with serving(site, bench.cores, bench.port, WORKERS) as server:
        warm_up(server, ["/", "/news/", *site.article_paths()], rounds=WORKERS)
        return server.memory


def editor(bench: Bench) -> list[Goal]:
    name = "editor open until typing in the first rich text, time to plain Wagtail"
    if why := bench_editor.lacking():
        print(f"  SKIPPED: {why}", flush=True)
        return [skipped(name, bench_editor.GOAL, False, why)]
    sides = bench_editor.measured(OPENINGS * bench.rounds, {bench.cores.server})
    for side in sides:
        medians = {what: statistics.median(side.results[what]) for what in bench_editor.TIMES}
        figures = [f"{what} {median:,.0f} ms" for what, median in medians.items()]
        bench.note("editor", side.name, *figures)
    theirs, ours = (side.results["first rich text"] for side in sides)
    return [at_most(name, bench_editor.GOAL, divided(ours, theirs))]


CASES = {
    "uncached": uncached,
    "cached": cached,
    "search": search,
    "editor": editor,
    "publish": publish,
    "import": imports,
    "memory": memory,
}
