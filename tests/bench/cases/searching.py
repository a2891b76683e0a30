"""Search pages."""

import math
import re
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from tests.bench import made_up
from tests.bench.archive import SENTENCE_END, Material
from tests.bench.cases.bench import Bench, past_the_cache, to_wordpress
from tests.bench.goals import Goal, at_most, divided
from tests.bench.load import fetch
from tests.bench.queries import mixture
from tests.bench.serving import Server, serving

MATERIAL_ARTICLES = 300
WARM_UP = 20
# Plain Wagtail's answers take seconds in large archives.
PLAIN_SECONDS = 60


def search(bench: Bench) -> list[Goal]:
    with ExitStack() as stack:
        tasks = {}
        for port, site in enumerate([bench.plain, bench.large], bench.port):
            server = stack.enter_context(serving(site, bench.cores, port))
            limit = PLAIN_SECONDS if site is bench.plain else math.inf
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
            f"search page {bench.at_size}, p95 to WordPress",
            0.03,
            to_wordpress(ratios, "search"),
            bench.quoted(),
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
        for text in texts("warm-up")[:WARM_UP]:
            self.ask(text)
            if time.perf_counter() - started > self.limit:
                break

    def ask(self, text: str) -> None:
        fetch(self.server, past_the_cache(self.path.format(quote(text))))


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
