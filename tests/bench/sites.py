"""The measured sites: a folder each, with a filled database that the next run reuses.

The name of a folder has a digest of its inputs: other articles are in other folders.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
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

    @cached_property
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
            **more,
        }

    def start(self, *command: str, **environment: str) -> subprocess.Popen:
        """A Python module in the site's environment, with pipes to it and from it."""
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment(**environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, **environment: str) -> str:
        """What a Python module prints in the site's environment."""
        with self.start(*command, **environment) as process:
            printed, _errors = process.communicate()
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed for {self.name}")
        return printed

    def article_paths(self) -> list[str]:
        """Articles from all over the archive; the same ones for every system of this size."""
        step = max(1, self.size // PATHS)
        numbers = range(0, self.size, step)[:PATHS]
        return [f"/news/{made_up.article(number).slug}/" for number in numbers]


def prepare(kind: Kind, sizes: list[int], home: Path) -> dict[int, Site]:
    """A filled site of each size; a larger one begins as a copy of the next smaller one.

    Each run brings tables, static files and projections up to those of the running code.
    """
    sites, smaller = {}, None
    for size in sorted(sizes):
        site = Site(kind, size, home / f"{kind.name}-{size}-{kind.digest}")
        if not site.database.exists():
            fill(site, smaller, home)
        elif kind is OURS:
            site.run("django", "migrate", "--verbosity=0")
        if kind is OURS:
            # First: projections show the names of static files.
            site.run("django", "collectstatic", "--noinput", "--verbosity=0")
            print(f"Bringing the projections of {site.name} up to date.", flush=True)
            site.run(kind.module, "project")
        sites[size] = smaller = site
    return sites


def fill(site: Site, smaller: Site | None, home: Path) -> None:
    """Fills a database beside its place, so that an interrupted run leaves none there."""
    print(f"Making {site.name}; the next run finds them.", flush=True)
    part = Site(site.kind, site.size, site.folder.with_suffix(".part"))
    shutil.rmtree(part.folder, ignore_errors=True)
    part.folder.mkdir(parents=True)
    link(part, home)
    if smaller:
        shutil.copy(smaller.database, part.database)
    first, last = smaller.size if smaller else 0, site.size
    # Renditions are made of all pictures at once.
    part.run(site.kind.module, "fill", str(first), str(last), MAKE_RENDITIONS="0")
    part.folder.rename(site.folder)


def link(site: Site, home: Path) -> None:
    """Uploads and static files, which are the same for all sizes."""
    media = home / f"media-{site.kind.name}-{site.kind.digest}"
    for name, shared in {"media": media, "static": home / "static"}.items():
        shared.mkdir(parents=True, exist_ok=True)
        (site.folder / name).symlink_to(shared)


def copied(site: Site, folder: Path, home: Path) -> Site:
    """The same site in another folder, to be changed there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(site.database, folder / "db.sqlite3")
    copy = Site(site.kind, site.size, folder)
    link(copy, home)
    return copy
