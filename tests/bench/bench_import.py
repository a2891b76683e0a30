"""The speed of the import: `python -m tests.bench.bench_import [FILE.jsonl] [--count N]`.

Imports into a fresh SQLite database with --publish, then a second time, and prints articles a
second, the peak memory and what the tree check says. Without a file it generates articles.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = 60
WORDS = ["tide", "harbour", "ferry", "rope", "quay", "signal", "lamp", "keeper", "chart", "storm"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=1000, help="Articles made where no file is.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        files = options.files or [made_up(Path(folder) / "made-up.jsonl", options.count)]
        first = measure(files)
        second = measure(files)
        report("first run", first)
        report("second run", second)
        plain = one_by_one()
        print(f"the same articles one by one (add_child, save_revision, publish): {plain:.0f}/s")
        print(f"ratio of the first run to that: {first['rate'] / plain:.1f}")
        return 0 if first["rate"] >= REQUIRED and is_clean() else 1


def prepare(folder: Path) -> None:
    """A migrated database in the folder with one section, and Django set up on it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ["VAR_DIR"] = str(folder)
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True)
    import django

    django.setup()
    from home.models import HomePage
    from news.models import NewsIndex

    HomePage.objects.get().add_child(instance=NewsIndex(title="News", slug="news"))


def made_up(path: Path, count: int) -> Path:
    """Articles of about 600 words in five sections, with three questions; always the same."""
    chance = random.Random(1)

    def sentence() -> str:
        return " ".join(chance.choices(WORDS, k=12)).capitalize() + "."

    def paragraph() -> str:
        return " ".join(sentence() for _sentence in range(4))

    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            sections = [f"## {sentence()}\n\n{paragraph()}\n\n{paragraph()}" for _part in range(5)]
            record = {
                "id": f"bench:{number}",
                "title": f"{sentence()} {number}",
                "slug": f"article-{number}",
                "date": "2020-02-02",
                "authors": [f"Author {chance.randrange(200)}"],
                "topics": chance.sample(WORDS, 2),
                "summary": sentence(),
                "body": "\n\n".join([paragraph(), *sections]),
                "faqs": [{"question": sentence(), "answer": paragraph()} for _q in range(3)],
            }
            lines.write(json.dumps(record) + "\n")
    return path


def measure(files: list[Path]) -> dict:
    from collections import Counter

    from news.importing.sections import section_at
    from news.importing.sources import items_of
    from news.importing.store import Importer

    started, started_cpu = time.perf_counter(), time.process_time()
    importer = Importer(into=section_at("/news/"), publish=True)
    tally = Counter(outcome.status.value for outcome in importer.run(items_of(map(str, files))))
    seconds, cpu = time.perf_counter() - started, time.process_time() - started_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = sum(tally.values())
    return {
        "tally": dict(tally), "seconds": seconds, "rate": total / seconds, "cpu": total / cpu,
        "peak": peak,
    }  # fmt: skip


def one_by_one(count: int = 60) -> float:
    """Articles a second, added and published as any Wagtail code would, for comparison."""
    from news.models import ArticlePage, NewsIndex

    section = NewsIndex.objects.get(slug="news")
    imported = list(ArticlePage.objects.all()[:count])
    started = time.perf_counter()
    for number, source in enumerate(imported):
        page = ArticlePage(title=source.title, slug=f"again-{number}", standfirst=source.standfirst)
        page.body = page.body.stream_block.to_python(source.body_data)
        section.add_child(instance=page)
        page.tag(source.tagged_topics())
        page.save_revision().publish()
    return len(imported) / (time.perf_counter() - started)


def report(name: str, figures: dict) -> None:
    print(f"{name}: {figures['tally']} in {figures['seconds']:.1f} s")
    print(f"  {figures['rate']:.0f} articles/s, {figures['cpu']:.0f} a second of processor time")
    print(f"  peak memory {figures['peak']:.0f} MB")


def is_clean() -> bool:
    from wagtail.models import Page

    problems = Page.find_problems()
    print(f"tree problems: {sum(map(len, problems))}")
    return not any(problems)


if __name__ == "__main__":
    raise SystemExit(main())
