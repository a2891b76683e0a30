"""`manage.py background` as a process of its own, beside the database of the tests."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.serving.worker import default_worker_id
from core.tasks import run_command
from news.models import Projection
from tests.factories import ArticlePageFactory

PATIENCE = 90

# Without the manifest of `collectstatic`, which would take longer than the tests.
SETTINGS = """
from config.settings.demo import *

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
"""


def database_url() -> str:
    """That of the database of this test."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = f"{values['USER']}:{quote(values['PASSWORD'], safe='')}"
    return f"postgres://{login}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@pytest.fixture
def background(transactional_db, django_db_serialized_rollback, tmp_path, settings):
    """Starts the command, with options."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    (tmp_path / "settings_of_the_test.py").write_text(SETTINGS)
    started = []

    def start(*options: str) -> subprocess.Popen:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", "background", *options],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "settings_of_the_test",
                "PYTHONPATH": os.pathsep.join([".", "site", str(tmp_path)]),
                "DATABASE_URL": database_url(),
                "VAR_DIR": str(tmp_path),
            },
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(condition) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def scheduled_article(section):
    article = ArticlePageFactory(parent=section, publish=False)
    article.go_live_at = timezone.now() + timedelta(seconds=1)
    article.save_revision().publish()
    assert not article.live
    return article


def is_live(article) -> bool:
    article.refresh_from_db()
    return article.live


def finished(job) -> bool:
    """Whether the task has succeeded, and so was deleted."""
    return not DBTaskResult.objects.filter(pk=job.id).exists()


def test_it_publishes_what_is_due_and_runs_tasks_and_a_signal_ends_it(background, health):
    article = scheduled_article(health)
    job = run_command.enqueue("prune")
    DBTaskResult.objects.get(pk=job.id).claim(default_worker_id())  # by a worker that was killed
    time.sleep(1)
    process = background()
    assert wait_until(lambda: is_live(article) and finished(job))
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def test_the_scheduler_alone_publishes_and_runs_no_task(background, health):
    article = scheduled_article(health)
    job = run_command.enqueue("prune")
    time.sleep(1)
    process = background("--no-worker")
    assert wait_until(lambda: is_live(article))
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    assert not finished(job)


def test_the_worker_alone_runs_tasks_and_publishes_nothing(background, health):
    article = scheduled_article(health)
    job = run_command.enqueue("prune")
    time.sleep(1)
    background("--no-scheduler")
    assert wait_until(lambda: finished(job))
    assert not is_live(article)


def test_the_worker_builds_the_rows_that_an_upgrade_has_left(background, health):
    article = ArticlePageFactory(parent=health)
    # The task of the publication.
    DBTaskResult.objects.all().delete()
    background("--no-scheduler")
    assert wait_until(lambda: Projection.objects.filter(pk=article.pk).exists())


def test_neither_worker_nor_scheduler_is_refused():
    with pytest.raises(CommandError, match="nothing to run"):
        call_command("background", "--no-worker", "--no-scheduler")


def test_tests_run_tasks_in_the_caller():
    assert "Immediate" in settings.TASKS["default"]["BACKEND"]
