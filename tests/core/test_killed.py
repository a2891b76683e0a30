"""Nothing is torn or stale after a process is killed in the middle of publishing.

A real process changes an article (title, address, section, withdrawal) and gets SIGKILL at many
moments. Two more processes serve the site from their page caches all the while.
"""

import json
import os
import random
import re
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from wagtail.models import PageLogEntry

from core.models import Change
from news.models import ArticlePage, Listed
from news.projection.lists import rows_of
from tests.factories import ArticlePageFactory, NewsIndexFactory

# On each database: every other one while a child makes its first change, which it may not finish;
# the others while it makes a later one.
KILLS = 100
# What PostgreSQL has been sent before the kill is committed a moment after it.
PATIENCE_SECONDS = 60


@pytest.fixture
def article(transactional_db, django_db_serialized_rollback):
    from home.models import HomePage

    home = HomePage.objects.get()
    sections = [NewsIndexFactory(parent=home, title=name, slug=name) for name in ("sea", "land")]
    for section in sections:
        ArticlePageFactory(parent=section, title="Always here")
    return ArticlePageFactory(parent=sections[0], title="Tides", slug="tides")


@pytest.fixture
def start(article, tmp_path):
    """Starts a process of tests.killing; returns a function that sends it a line and reads one."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}/{NAME}".format(**database)
    else:
        url = f"sqlite:///{database['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": os.pathsep.join([".", "site"]),
    }
    started = []

    def run(*arguments):
        process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-m", "tests.killing", *map(str, arguments)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)

        def ask(line: str) -> str:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            return process.stdout.readline()

        return ask

    yield run
    for process in started:
        process.stdin.close()
        process.wait(30)


def titles(text: str) -> set[str]:
    """Of the article, as far as the page shows it in its own part."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return set(re.findall(r"Tides(?: [\d-]+)?(?=\s*<)", main))


def is_shown(readers, page: ArticlePage, old: set[str]) -> bool:
    """Whether all readers get what is in the database, at this and at former addresses."""
    path = page.url
    for read in readers:
        status, text, _hits = json.loads(read(path))
        if page.live and (status != 200 or titles(text) != {page.title}):
            return False
        if not page.live and status != 410:
            return False
        for section in ("/sea/", "/land/"):
            shown = titles(json.loads(read(section))[1])
            if shown != ({page.title} if page.live and path.startswith(section) else set()):
                return False
        for former in old - {path}:
            if json.loads(read(former))[0] == 200:
                return False
    return True


def assert_whole(page: ArticlePage) -> None:
    listed = Listed.objects.filter(article=page.pk)
    rows = set(listed.values_list("article", "place", "topic", "author", "published_at"))
    assert rows == set(rows_of([page.pk]))
    if page.live:
        assert page.live_revision.content["title"] == page.title
    assert page.get_parent().url_path + page.slug + "/" == page.url_path


@pytest.mark.timeout(900)
def test_nothing_is_torn_or_stale_after_kills(article, start):
    sections = ArticlePage.objects.get(pk=article.pk).get_parent().get_siblings()
    publisher = start("publish", article.pk, *sections.values_list("pk", flat=True))
    readers = [start("read"), start("read")]
    for read in readers:
        # They load the site with their first answer.
        read("/sea/")
    moments, old = random.Random(7), set()
    before = Change.objects.count()
    finished = in_transaction = 0
    for seed in range(KILLS):
        when = ("later", "first")[seed % 2]
        kill = json.loads(publisher(f"{seed} {when} {moments.random()}"))
        finished += kill["finished"]
        in_transaction += kill["in_transaction"]
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            page = ArticlePage.objects.get(pk=article.pk)
            if is_shown(readers, page, old):
                break
            assert time.monotonic() < end, (page.url, page.title, page.live)
            time.sleep(0.02)
        assert_whole(page)
        old = {*sorted(old)[-2:], page.url}
    # The search index is updated after the commit; what a kill leaves out is mended.
    call_command("check_search", repair=True)
    call_command("check_search")
    # Enough changes were committed, and enough were interrupted.
    assert finished >= KILLS / 2
    assert Change.objects.count() >= before + finished
    assert in_transaction >= KILLS / 5
    # Readers were served from caches.
    assert PageLogEntry.objects.filter(page=article.pk).exists()
    for read in readers:
        read("/sea/")
        hits = json.loads(read("/sea/"))[2]
        assert hits > 0
