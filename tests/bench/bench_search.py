"""How well and how fast search answers: `make bench-search CORPUS=folder`.

Measures archives of several sizes on SQLite and, if BENCH_DATABASE_URL is a server, on
PostgreSQL, in one run; prints the figures and every minimum, and exits with 1 if one is missed.
The smallest archive is the corpus itself; only it is used for queries with known answers.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.archive import ROOT, files_of

SIZES = REAL, SMALL, LARGE = 4_000, 10_000, 100_000
SQLITE, POSTGRES = "sqlite", "postgresql"
# What is measured, and at which sizes.
PARTS = {
    "rebuild": (SMALL, LARGE),
    "relevance": (REAL,),
    "latency": SIZES,
    "paging": (SMALL, LARGE),
    "suggestions": SIZES,
    "hostile": SIZES,
    "publish": (SMALL, LARGE),
    "stock": (REAL,),
}
# Mean reciprocal rank, or for lists of many right answers the recall, by kind of query.
KINDS = {
    "title": ("mrr", 0.95),
    "phrase": ("mrr", 1.0),
    "faq": ("mrr", 0.85),
    "fact": ("mrr", 0.75),
    "typo": ("mrr", 0.75),
    "stem": ("mrr", 0.80),
    "author": ("recall", 0.9),
    "topic": ("recall", 0.9),
    "synonym": ("mrr", 0.85),
}
MRR, RECALL, APART = 0.85, 0.92, 0.05
# The benchmark itself causes a load of one.
BUSY = 1.5


@dataclass
class Options:
    corpus: Path | None
    sizes: list[int]
    databases: list[str]
    parts: list[str]
    keep: Path | None
    server: str


@dataclass(frozen=True)
class Row:
    """One floor: what was found, and whether it holds (None: it was not measured)."""

    what: str
    found: str
    floor: str
    holds: bool | None


@dataclass
class Figures:
    """What was measured, by database, size and part; and what could not be."""

    found: dict[tuple[str, int, str], dict] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def of(self, database: str, size: int, part: str, *path):
        """A figure, or None where it was not measured."""
        figure = self.found.get((database, size, part))
        for name in path:
            figure = figure.get(name) if figure else None
        return figure


def main() -> int:
    options = read_options()
    if problem := what_is_missing(options.corpus):
        print(problem, file=sys.stderr)
        return 1
    if POSTGRES in options.databases and (problem := unreachable(options.server)):
        print(f"\n*** PostgreSQL is left out: {problem}\n", flush=True)
        options.databases.remove(POSTGRES)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(options, Path(folder))
    rows = [*floors(figures, options)]
    print_rows(rows)
    for broken in figures.broken:
        print(f"FAIL  {broken}")
    return 1 if figures.broken or any(row.holds is False for row in rows) else 0


def read_options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", default="", help="A folder with articles in *.jsonl.")
    parser.add_argument("--sizes", type=listed, default=SIZES)
    parser.add_argument("--databases", type=listed, default=[SQLITE, POSTGRES])
    parser.add_argument("--only", type=listed, default=list(PARTS), metavar=",".join(PARTS))
    parser.add_argument("--keep", type=Path, help="Keeps the archives, SQLite's in this folder.")
    given = parser.parse_args()
    unknown = (
        {*given.only} - {*PARTS}
        | {*given.databases} - {SQLITE, POSTGRES}
        | {*map(str, given.sizes)} - {*map(str, SIZES)}
    )
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return Options(
        corpus=Path(given.corpus).resolve() if given.corpus else None,
        sizes=sorted(map(int, given.sizes)),
        databases=given.databases,
        parts=[part for part in PARTS if part in given.only],
        keep=given.keep,
        server=os.environ.get("BENCH_DATABASE_URL", ""),
    )


def listed(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def what_is_missing(corpus: Path | None) -> str:
    if corpus and files_of(corpus):
        return ""
    found = f"There are no *.jsonl files in {corpus}." if corpus else "No corpus is named."
    return (
        f"{found} Name a folder of *.jsonl files, each line an article: "
        "make bench-search CORPUS=folder"
    )


# Archives


def unreachable(server: str) -> str:
    """Why archives cannot be created on the server; empty if they can."""
    if not server:
        return "BENCH_DATABASE_URL is not set (postgres://user:password@host/postgres)."
    try:
        on_server(server, "SELECT 1")
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def on_server(server: str, statement: str) -> list:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def archive_url(options: Options, database: str, size: int, folder: Path) -> str:
    if database == SQLITE:
        return f"sqlite:///{(options.keep or folder).resolve() / f'{size}.sqlite3'}"
    name = f"masthead_bench_{size}"
    if not on_server(options.server, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):  # noqa: S608
        on_server(options.server, f"CREATE DATABASE {name}")
    return urlsplit(options.server)._replace(path=f"/{name}").geturl()


def discard(options: Options, database: str, size: int, folder: Path) -> None:
    if database == SQLITE:
        for file in folder.glob(f"{size}.sqlite3*"):
            file.unlink()
    else:
        on_server(options.server, f"DROP DATABASE IF EXISTS masthead_bench_{size}")


# Measuring


def measure(options: Options, folder: Path) -> Figures:
    figures = Figures()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    for size in options.sizes:
        for database in options.databases:
            try:
                measure_archive(options, figures, database, size, folder)
            except subprocess.CalledProcessError:
                figures.broken.append(f"{database} {size:,}: the archive could not be built")
            if not options.keep:
                discard(options, database, size, folder)
    return figures


def measure_archive(
    options: Options, figures: Figures, database: str, size: int, folder: Path
) -> None:
    url = archive_url(options, database, size, folder)
    parts = [part for part in options.parts if size in PARTS[part]]
    if not parts:
        return
    say(f"{database} {size:,}: archive")
    build = ["tests.bench.archive", "--corpus", str(options.corpus), "--count", str(size)]
    if "rebuild" in parts:
        build.append("--without-index")
    run([*build, "--database", url], folder)
    for part in parts:
        say(f"{database} {size:,}: {part}")
        try:
            output = run(["tests.bench.measuring", part, "--database", url], folder)
        except subprocess.CalledProcessError:
            figures.broken.append(f"{database} {size:,}: {part} ended with an error")
        else:
            figures.found[database, size, part] = found = json.loads(output)
            print_figures(f"{database} {size:,}", part, found)


def run(arguments: list[str], folder: Path) -> str:
    """The standard output of the module. Its standard error goes to ours."""
    environment = {**os.environ, "VAR_DIR": str(folder / "var")}
    return subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip


def say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


# Floors


def floors(figures: Figures, options: Options) -> Iterator[Row]:
    """Every floor that is measured here. Freshness, leaks, links and insight are tests."""
    if "relevance" in options.parts and REAL in options.sizes:
        yield from relevance_floors(figures, options.databases)
    for database in options.databases:
        yield from latency_floors(figures, database)
        yield from upkeep_floors(figures, database)


def relevance_floors(figures: Figures, databases: list[str]) -> Iterator[Row]:
    for database in databases:
        found = figures.of(database, REAL, "relevance") or {}
        whole, unseen = found.get("whole") or {}, found.get("held out") or {}
        mrr, recall = unseen.get("all") or (None, None)
        yield at_least(f"{database}: MRR@10, queries held out", mrr, MRR)
        yield at_least(f"{database}: recall@10, queries held out", recall, RECALL)
        for kind in sorted({*KINDS} | {*whole} - {"all"}):
            measure, floor = KINDS.get(kind, ("mrr", 0.0))
            value = whole[kind][measure == "recall"] if kind in whole else None
            yield at_least(f"{database}: {measure} of kind {kind}", value, floor)
    pair = [figures.of(database, REAL, "relevance", "whole", "all") for database in databases]
    if len(pair) == 2:
        apart = max(abs(a - b) for a, b in zip(*pair, strict=True)) if all(pair) else None
        yield at_most("the two databases apart, MRR and recall", apart, APART)


def latency_floors(figures: Figures, database: str) -> Iterator[Row]:
    def of(size: int, *path):
        return figures.of(database, size, *path)

    large, small = of(LARGE, "latency", "p95"), of(SMALL, "latency", "p95")
    yield at_most(f"{database}: p95 answer, 100,000 / 10,000", ratio(large, small), 6)
    yield at_most(f"{database}: p95 answer at 100,000, ms", large, 300)
    slowest = [of(size, "latency", "max") for size in SIZES]
    yield at_most(f"{database}: slowest answer, ms", greatest(slowest), 1000)
    yield at_most(
        f"{database}: page 500 / page 1 of a common word", of(LARGE, "paging", "ratio"), 2
    )
    p95 = of(LARGE, "suggestions", "p95")
    yield at_most(f"{database}: p95 suggestions at 100,000, ms", p95, 30)
    sizes = [size for size in SIZES if of(size, "hostile")]
    slowest = greatest([of(size, "hostile", "max") for size in sizes])
    yield at_most(f"{database}: slowest answer to a hostile string, ms", slowest, 1000)
    failed = [text for size in sizes for text in of(size, "hostile", "failed")]
    yield at_most(f"{database}: hostile strings unanswered", len(failed) if sizes else None, 0)


def upkeep_floors(figures: Figures, database: str) -> Iterator[Row]:
    def of(size: int, *path):
        return figures.of(database, size, *path)

    median = ratio(of(LARGE, "publish", "p50"), of(SMALL, "publish", "p50"))
    yield at_most(f"{database}: publishing, median, 100,000 / 10,000", median, 2)
    p95 = of(LARGE, "publish", "p95")
    yield at_most(f"{database}: publishing at 100,000, p95, ms", p95, 100)
    rates = [of(size, "rebuild", "rate") for size in (SMALL, LARGE)]
    yield at_most(f"{database}: rebuild an article, 100,000 / 10,000", ratio(*rates), 1.5)
    least = min(rates) if all(rates) else None
    yield at_least(f"{database}: rebuild, articles a second", least, 200)
    memory = ratio(of(LARGE, "rebuild", "memory"), of(SMALL, "rebuild", "memory"))
    yield at_most(f"{database}: rebuild, peak memory, 100,000 / 10,000", memory, 1.25)


def ratio(large: float | None, small: float | None) -> float | None:
    return large / small if large and small else None


def greatest(found: list[float | None]) -> float | None:
    measured = [value for value in found if value is not None]
    return max(measured) if measured else None


def at_least(what: str, value: float | None, floor: float) -> Row:
    return Row(what, shown(value), f">= {shown(floor)}", None if value is None else value >= floor)


def at_most(what: str, value: float | None, ceiling: float) -> Row:
    holds = None if value is None else value <= ceiling
    return Row(what, shown(value), f"<= {shown(ceiling)}", holds)


def shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 20 or value == int(value) else f"{value:.2f}"


# Printing


def print_figures(archive: str, part: str, found: dict) -> None:
    """At once: a run takes long, and what it found is of use even if it is interrupted."""
    print(f"{archive:<20}{part:<13}{found['load']:>5}  {PRINTED[part](found)}", flush=True)
    if found["load"] > BUSY:
        print(f"{'':<38}  (the machine was busy: load {found['load']} at the start)", flush=True)


def times(found: dict) -> str:
    return f"p50 {found['p50']:.0f}, p95 {found['p95']:.0f}, max {found['max']:.0f} ms"


def rebuild_line(found: dict) -> str:
    return (
        f"{found['articles']:,} articles at {found['rate']:.0f}/s into an empty index, "
        f"peak {found['memory']:.0f} MB"
    )


def relevance_line(found: dict) -> str:
    if "missing" in found:
        return f"*** left out: {found['missing']}"
    lines = []
    for part in ("whole", "seen", "held out"):
        kinds = found[part]
        scores = ", ".join(
            f"{kind} {mrr:.2f}/{recall:.2f}" for kind, (mrr, recall) in kinds.items()
        )
        lines.append(f"{part} ({found['counts'][part]} queries, MRR/recall): {scores}")
    return f"\n{'':<40}".join(lines)


def latency_line(found: dict) -> str:
    rounds = " ".join(f"{each['p95']:.0f}" for each in found["rounds"])
    kinds = ", ".join(f"{kind} {each['p95']:.0f}" for kind, each in found["kinds"].items())
    return (
        f"{times(found)} over {found['queries']} queries; p95 by round {rounds}; "
        f"slowest {found['slowest']!r}\n{'':<40}p95 by kind: {kinds}"
    )


def paging_line(found: dict) -> str:
    if not found["words"]:
        return "no word has 500 pages"
    return (
        f"page 1 {found['first']:.0f} ms, page 500 {found['deep']:.0f} ms, ratio "
        f"{found['ratio']:.2f}, worst {found['worst']:.2f} ({', '.join(found['words'])})"
    )


def suggestions_line(found: dict) -> str:
    if "missing" in found:
        return f"*** left out: {found['missing']}"
    return f"{times(found)} over {found['requests']} requests"


def hostile_line(found: dict) -> str:
    failed = f", failed: {' '.join(found['failed'])}" if found["failed"] else ""
    return f"{times(found)} over {found['strings']} strings{failed}"


def publish_line(found: dict) -> str:
    return f"p50 {found['p50']:.1f}, p95 {found['p95']:.1f}, max {found['max']:.1f} ms"


def stock_line(found: dict) -> str:
    if "missing" in found:
        return f"*** left out: {found['missing']}"
    lines = [
        f"Wagtail's own, ten titles: {times(found['stock'])}, {len(found['failed'])} of "
        f"{found['queries']} queries failed",
        f"ours, a whole page: {times(found['ours'])}; "
        f"p50 {found['ours']['p50'] / found['stock']['p50']:.2f} of its, "
        f"p95 {found['ours']['p95'] / found['stock']['p95']:.2f}",
    ]
    if found["relevance"]:
        mrr, recall = found["relevance"]["whole"]["all"]
        lines.append(f"Wagtail's own relevance: MRR {mrr:.2f}, recall {recall:.2f}")
    return f"\n{'':<40}".join(lines)


PRINTED = {
    "rebuild": rebuild_line,
    "relevance": relevance_line,
    "latency": latency_line,
    "paging": paging_line,
    "suggestions": suggestions_line,
    "hostile": hostile_line,
    "publish": publish_line,
    "stock": stock_line,
}


def print_rows(rows: list[Row]) -> None:
    print()
    for row in rows:
        verdict = {True: "PASS", False: "FAIL", None: "not measured"}[row.holds]
        print(f"{verdict:<14}{row.what:<56}{row.found:>8}  {row.floor}")


if __name__ == "__main__":
    raise SystemExit(main())
