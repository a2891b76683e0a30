"""Which jobs the scheduler runs, and when."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from core.serving.scheduler import JOBS, Job, Scheduler, due_jobs, this_minute
from tests.factories import ArticlePageFactory

# A Sunday in winter, when London has UTC.
NIGHT = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
ALWAYS = Job("always", lambda: None)
NIGHTLY = Job("nightly", lambda: None, at=time(4, 17))
WEEKLY = Job("weekly", lambda: None, at=time(4, 47), weekday=6)
ALL = (ALWAYS, NIGHTLY, WEEKLY)


def names(since: datetime, until: datetime) -> list[str]:
    return [job.name for job in due_jobs(ALL, since, until)]


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (16, ["always"]),
        (17, ["always", "nightly"]),
        (18, ["always"]),
        (47, ["always", "weekly"]),
    ],
)
def test_a_job_is_due_in_its_minute(minute, expected):
    now = NIGHT + timedelta(minutes=minute)
    assert names(now - timedelta(minutes=1), now) == expected


def test_nothing_is_due_twice_in_a_minute():
    assert names(NIGHT, NIGHT) == []
    assert names(NIGHT, NIGHT - timedelta(hours=1)) == []  # the clock was set back


def test_minutes_that_were_missed_are_made_up_for_once():
    assert names(NIGHT, NIGHT + timedelta(hours=1)) == ["always", "nightly", "weekly"]
    assert names(NIGHT - timedelta(days=900), NIGHT) == ["always", "nightly", "weekly"]


def test_a_weekly_job_is_due_on_its_day_alone():
    days = [NIGHT + timedelta(days=number) for number in range(7)]
    found = [names(day, day + timedelta(hours=1)) for day in days]
    assert [("weekly" in each) for each in found] == [True] + 6 * [False]


def test_the_time_of_day_is_the_local_one(settings):
    settings.TIME_ZONE = "America/New_York"
    local = datetime(2026, 11, 30, 9, 17, tzinfo=UTC)
    assert names(local - timedelta(minutes=1), local) == ["always", "nightly"]


@pytest.fixture
def _open_connection(monkeypatch):
    """The scheduler closes its connections; here they hold the transaction of the test."""
    monkeypatch.setattr("core.serving.scheduler.connections.close_all", lambda: None)


def run_for_minutes(monkeypatch, jobs, count: int) -> None:
    """Runs the scheduler as if each wait took until the next minute."""
    minutes = iter([this_minute() + timedelta(minutes=number) for number in range(count)])
    monkeypatch.setattr("core.serving.scheduler.this_minute", lambda: next(minutes))
    scheduler = Scheduler(jobs)
    monkeypatch.setattr(scheduler.stopping, "wait", lambda seconds: None)
    with pytest.raises(StopIteration):
        scheduler.run()


def test_a_job_that_fails_is_logged_and_the_others_still_run(monkeypatch, caplog):
    ran = []
    jobs = (Job("broken", lambda: 1 / 0), Job("sound", lambda: ran.append(1)))
    run_for_minutes(monkeypatch, jobs, 4)
    # At once, and in each minute that follows.
    assert len(ran) == 3
    assert caplog.text.count("The scheduled job broken failed") == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_connection")
def test_a_scheduled_page_is_published_at_the_first_run(monkeypatch, client, health):
    article = ArticlePageFactory(parent=health, publish=False)
    article.go_live_at = timezone.now() + timedelta(seconds=30)
    article.save_revision().publish()
    assert client.get(article.url).status_code == 404
    publish = tuple(job for job in JOBS if job.name == "publish_scheduled")
    later = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    run_for_minutes(monkeypatch, publish, 2)
    assert client.get(article.url).status_code == 200


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
@pytest.mark.django_db
def test_every_job_of_the_site_can_be_run(job):
    """Tasks are run at once in tests, and an error of theirs is logged."""
    outcome = job.run()
    assert not getattr(outcome, "errors", None)
