"""Memory, disk and the size of the code."""

import json

from tests.bench import caching
from tests.bench.cases.bench import WORKERS, Bench
from tests.bench.goals import Goal, at_most, divided
from tests.bench.load import warm_up
from tests.bench.serving import serving
from tests.bench.sites import Site

MOST_MEMORY, MOST_KILOBYTES = 1.1, 15


def memory(bench: Bench) -> list[Goal]:
    """Of the server and its workers, without the background worker."""
    found = bench.alternate(
        {site: lambda site=site: memory_of(bench, site) for site in (bench.plain, bench.small)}
    )
    for site, megabytes in found.items():
        middle = sorted(megabytes)[len(megabytes) // 2]
        bench.note("memory", site.name, f"{middle:,.0f} MB, {WORKERS} workers")
    return [
        at_most(
            f"memory (PSS), {WORKERS} workers, to plain Wagtail",
            MOST_MEMORY,
            divided(found[bench.small], found[bench.plain]),
        )
    ]


def memory_of(bench: Bench, site: Site) -> float:
    with serving(site, bench.cores, bench.port, WORKERS) as server:
        warm_up(server, ["/", "/news/", *site.article_paths()], rounds=WORKERS)
        return server.memory


def disk(bench: Bench) -> list[Goal]:
    found = json.loads(bench.large.run(bench.large.kind.module, "disk"))
    kilobytes = found["bytes"] / found["articles"] / 1000
    bench.note(
        "disk",
        bench.large.name,
        f"{found['articles']:,} projections take {found['bytes'] / 1e6:,.1f} MB",
    )
    return [
        at_most("projection on disk, kB an article", MOST_KILOBYTES, [kilobytes], "not a ratio")
    ]


def caching_code(bench: Bench) -> list[Goal]:
    found = caching.counted()
    bench.note("code of caching", "ours", *(f"{what} {count:,}" for what, count in found.items()))
    return [
        at_most(f"code of caching: {what}", most, [found[what]], "not a ratio")
        for what, most in caching.MOST.items()
    ]
