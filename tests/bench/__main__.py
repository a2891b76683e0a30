"""`make bench`: the goals for speed beside the figures of this machine, in one run.

Creates its articles and sites, stores them in VAR_DIR/bench for the next run, measures all
systems side by side, prints the table and writes docs/benchmarks.md.
"""

import argparse
import os
import platform
import sys
import time
from pathlib import Path

from tests.bench import bench_editor, sites
from tests.bench.cases import CASES, QUICK
from tests.bench.cases.bench import Bench
from tests.bench.goals import HEADINGS, Goal, Verdict, as_markdown, as_text
from tests.bench.load import has_wrk
from tests.bench.serving import Cores, nginx

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "benchmarks.md"
# Of a whole run, and of one that only shows that everything works.
WHOLE = {
    "sizes": [10_000, 100_000],
    "cases": list(CASES),
    "seconds": 5,
    "load_seconds": 60,
    "rounds": 3,
    "imported": 500,
}
BRIEF = {
    "sizes": [300, 1000],
    "cases": QUICK,
    "seconds": 1,
    "load_seconds": 10,
    "rounds": 1,
    "imported": 50,
}


def main() -> int:
    options = arguments()
    if not Path("/proc/self/smaps_rollup").exists():
        raise SystemExit("make bench reads what servers use from Linux's /proc.")
    # Before this process leaves the server's core to the server.
    notes = missing()
    for note in notes:
        print(f"NOTE: {note}", file=sys.stderr)
    started = time.monotonic()
    bench = prepared(options)
    found: list[Goal] = []
    for name in options.cases:
        print(f"{name} …", flush=True)
        found += CASES[name](bench)
    rows = [HEADINGS, *(goal.cells for goal in found)]
    print(f"\n{as_text(rows)}\n\n{time.monotonic() - started:.0f} s")
    if not options.no_report:
        REPORT.write_text(report(bench, rows, notes), encoding="utf-8")
    return int(any(goal.verdict == Verdict.MISSED for goal in found))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="Small archives and short loads; writes no report."
    )
    parser.add_argument("--sizes", type=int, nargs="+", help="Articles.")
    parser.add_argument("--cases", nargs="+", choices=CASES)
    parser.add_argument("--seconds", type=float, help="Of load, for each round.")
    parser.add_argument("--load-seconds", type=float, help="Of load while articles are published.")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--imported", type=int, help="Articles, for each round.")
    parser.add_argument("--port", type=int, default=8850, help="The first of six.")
    parser.add_argument("--no-report", action="store_true", help="Leaves docs/benchmarks.md alone.")
    options = parser.parse_args()
    for name, value in (BRIEF if options.quick else WHOLE).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    options.no_report |= options.quick
    return options


def prepared(options: argparse.Namespace) -> Bench:
    home = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve() / "bench"
    cores = Cores.of_this_machine()
    bench = Bench(
        ours=sites.prepare(sites.OURS, options.sizes, home),
        plain=sites.prepare(sites.PLAIN, [min(options.sizes)], home)[min(options.sizes)],
        home=home,
        cores=cores,
        port=options.port,
        seconds=options.seconds,
        load_seconds=options.load_seconds,
        rounds=options.rounds,
        imported=options.imported,
    )
    cores.claim()
    return bench


def missing() -> list[str]:
    """What this machine lacks, and what that does to the run."""
    notes = []
    if not has_wrk():
        notes.append(
            "wrk is not installed. A client in Python stands in for it and is the limit itself "
            "where a server is fast: ratios between fast servers come out too small."
        )
    if not nginx():
        notes.append("nginx is not installed. What is compared with it is skipped.")
    if why := bench_editor.lacking():
        notes.append(f"{why}. The editor is skipped.")
    if len(os.sched_getaffinity(0)) < 2:
        notes.append("There is one core only. Server and client disturb each other.")
    return notes


def report(bench: Bench, rows: list[tuple[str, ...]], notes: list[str]) -> str:
    listed = "".join(f"- {note}\n" for note in notes)
    return TEMPLATE.format(
        table=as_markdown(rows),
        figures=as_markdown([("Case", "System", "Figures"), *bench.figures]),
        notes=f"\nOf this run:\n\n{listed}" if listed else "",
        cores=os.cpu_count(),
        system=platform.system(),
        python=platform.python_version(),
        sizes=" and ".join(f"{size:,}" for size in sorted(bench.ours)),
        plain=f"{bench.plain.size:,}",
        rounds=bench.rounds,
        seconds=f"{bench.seconds:g}",
        load_seconds=f"{bench.load_seconds:g}",
    )


TEMPLATE = """# Benchmarks

`make bench` measures and writes this page. Figures of one machine say little about another; the
ratios are of systems that were measured side by side in the same run.

{table}

*Spread* is the smallest and the largest ratio of the rounds. *Quoted anchor*: WordPress is not part
of the run. It was measured once beside plain Wagtail, on the same articles and one core; the ratio
of those two is taken from there, that of ours to plain Wagtail from this run.

## How

- {cores} cores, {system}, Python {python}. The server, its database included, has one core; the
  client another. In each of {rounds} rounds all systems follow one another, {seconds} s each. Each
  round has its own ratio; the table shows the median.
- *Capacity* is requests a second of processor time, that of all processes of the server together.
  It is what requests a second would be with the core busy all the time: steadier, and right where
  the client is the limit. The figures below show both.
- Ours holds {sizes} articles, plain Wagtail {plain}: the same ones, of about 1,870 words with
  sections, questions, authors, topics and one of 40 pictures, made by `tests/bench/made_up.py`.
  Renditions and projections are made beforehand.
- *Plain Wagtail* is `tests/bench/plain/`: what the project template and the tutorial lead to, with
  Wagtail's own search, on the same server and with the same options of SQLite. It shows pictures
  with `{{% image %}}`; the index page prefetches authors, images and renditions.
- *Uncached* pages are asked for with a query that the page cache does not know, so that each
  request renders them. Nothing else is switched off: of ours, an article that has not changed is
  read from its projection ([ADR 28](adr/0028-projections.md)).
- Load comes from wrk over 32 connections, which ask for 500 articles in turn. Every path is asked
  for beforehand. The first answer that is not 200 ends the run.
- *Search* asks one query after the other: titles, words, phrases, misspellings, questions. Plain
  Wagtail gets a minute a round.
- *Publish* changes the newest article's title from a process beside the server, and waits until
  each of two workers shows it: article, section, feed and search of ours; article and section of
  plain Wagtail. All those pages were read just before, so that caches hold them. The background
  worker of ours runs beside the server, on the same core. *Processor time* is that of the process
  that publishes and of the background worker until it is idle again, what it uses without work
  included; plain Wagtail does everything in the process that publishes.
- *While one a second is published*: wrk reads {load_seconds} s from two workers, their page caches
  filled beforehand. Afterwards, for ten seconds of the same load, another article is withdrawn and
  published again once a second.
- *Import* adds articles to a copy of the smallest archive: ours with the importer while server and
  background worker run on the other core, until the server shows and finds the last article; plain
  Wagtail with `add_child()` and `save_revision().publish()`. These articles have no pictures.
- *Editor* opens an explainer of ten sections in Chromium, from the list of pages, and types at
  once: until the letter is in the first rich text. Plain Wagtail has a block for each heading and
  paragraph, as its tutorial has (`tests/bench/plain_wagtail/`). Each opening has its own ratio,
  three in a round.
- *Memory* is the proportional set size of the server with its workers after 500 articles, without
  the background worker.
- *Projection on disk*: the tables and indexes of projections, in the largest archive.
- *Code of caching* is counted by `tests/bench/caching.py`, in whole lines.
{notes}
## Figures of this run

{figures}
"""

if __name__ == "__main__":
    sys.exit(main())
