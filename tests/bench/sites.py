"""The measured sites: a folder each, with a filled database that the next run reuses.

The name of a folder has a digest of its inputs: other articles are in other folders.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench import made_up

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PATHS = 500


@dataclass(frozen=True)
class Kind:
    """A system that can be measured."""

    name: str
    module: str
    settings: str
    application: str
    article_model: str
    date_field: str
    search_path: str
    pages_of_section: str = "/news/?page={}"
    feed_path: str = ""

    @property
    def digest(self) -> str:
        folder = HERE / self.name
        sources = sorted(folder.rglob("*.py")) if folder.is_dir() else [HERE / f"{self.name}.py"]
        content = b"".join(file.read_bytes() for file in [HERE / "made_up.py", *sources])
        return hashlib.sha256(content).hexdigest()[:8]


OURS = Kind(
    name="ours",
    module="tests.bench.ours",
    settings="config.settings.demo",
    application="config.wsgi:application",
    article_model="news.ArticlePage",
    date_field="published_at",
    search_path="/search/?q={}",
    feed_path="/news/feed/",
)
PLAIN = Kind(
    name="plain",
    module="tests.bench.plain",
    settings="tests.bench.plain.settings",
    application="tests.bench.plain.wsgi:application",
    article_model="plain.ArticlePage",
    date_field="date",
    search_path="/search/?query={}",
)


@dataclass(frozen=True)
class Site:
    """A system with a number of articles."""

    kind: Kind
    size: int
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def name(self) -> str:
        return f"{self.kind.name}, {self.size:,} articles"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
            "DJANGO_SETTINGS_MODULE": self.kind.settings,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "VAR_DIR": str(self.folder),
            "MAKE_RENDITIONS": "0",
            **more,
        }

    def run(self, *command: str) -> str:
        """What a Python module prints that runs in the site's environment."""
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def article_paths(self) -> list[str]:
        """Articles from all over the archive; the same ones for every system of this size."""
        step = max(1, self.size // PATHS)
        numbers = range(0, self.size, step)[:PATHS]
        return [f"/news/{made_up.article(number).slug}/" for number in numbers]


def prepare(kind: Kind, sizes: list[int], home: Path) -> dict[int, Site]:
    """A filled site of each size; a larger one begins as a copy of the next smaller one."""
    sites, smaller = {}, None
    for size in sorted(sizes):
        site = Site(kind, size, home / f"{kind.name}-{size}-{kind.digest}")
        if not site.database.exists():
            fill(site, smaller)
        elif kind is OURS:
            site.run("django", "migrate", "--verbosity=0")
        if kind is OURS:
            collect_static(site, home)
        sites[size] = smaller = site
    return sites


def fill(site: Site, smaller: Site | None) -> None:
    """Fills a database beside its place, so that an interrupted run leaves none there."""
    print(f"Making {site.name}; the next run finds them.", flush=True)
    part = Site(site.kind, site.size, site.folder.with_suffix(".part"))
    shutil.rmtree(part.folder, ignore_errors=True)
    part.folder.mkdir(parents=True)
    if smaller:
        shutil.copy(smaller.database, part.database)
    part.run(site.kind.module, "fill", str(smaller.size if smaller else 0), str(site.size))
    part.folder.rename(site.folder)


def collect_static(site: Site, home: Path) -> None:
    """Static files, which are the same for all sizes."""
    collected = home / "static"
    link = site.folder / "static"
    if not link.is_symlink():
        collected.mkdir(exist_ok=True)
        link.symlink_to(collected)
    site.run("django", "collectstatic", "--noinput", "--verbosity=0")


def copied(site: Site, folder: Path) -> Site:
    """The same site in another folder, to be changed there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(site.database, folder / "db.sqlite3")
    return Site(site.kind, site.size, folder)
