"""Several hosts of one site tell each other what went stale."""

import os
import time
from uuid import uuid4

import pytest
from redis import Redis

from core.cache import hosts
from core.cache.hosts import Listener, tell
from core.cache.invalidation import EVERYTHING, Journal, purge
from core.cache.pages import PageCache

REDIS_URL = os.environ.get("REDIS_URL", "")
# Nobody listens there.
NOWHERE = "redis://127.0.0.1:1/0"

pytestmark = pytest.mark.skipif(
    not REDIS_URL and not os.environ.get("CI"), reason="REDIS_URL is not set: Redis left out"
)


def eventually(is_so, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not (so := is_so()) and time.monotonic() < end:
        time.sleep(0.02)
    return bool(so)


def said(journal: Journal) -> list[tuple[str, frozenset[str]]]:
    """Verb and tags of the journal's lines, without the drop of everything at the start."""
    _seen, lines = journal.read((0, 0), journal.look())
    return [(line.verb, line.tags) for line in lines if line.key != hosts.ALONE]


@pytest.fixture
def stream(monkeypatch):
    assert REDIS_URL, "CI needs Redis"
    name = f"masthead-test:{uuid4().hex}"
    monkeypatch.setattr(hosts, "STREAM", name)
    yield name
    Redis.from_url(REDIS_URL).delete(name)


@pytest.fixture
def listening(stream):
    """A function that has a journal follow the stream."""
    listeners = []

    def listen(journal: Journal, url: str = REDIS_URL) -> Listener:
        listener = Listener(journal, url, stream)
        listeners.append(listener)
        listener.start()
        return listener

    yield listen
    for listener in listeners:
        listener.stop()


@pytest.fixture
def here(settings, tmp_path, stream):
    """The journal of the host that publishes."""
    settings.PAGE_CACHE, settings.PAGE_CACHE_REDIS = True, REDIS_URL
    settings.PAGE_CACHE_JOURNAL = tmp_path / "here" / "journal"
    journal = Journal(settings.PAGE_CACHE_JOURNAL)
    journal.begin()
    return journal


@pytest.fixture
def there(tmp_path):
    journal = Journal(tmp_path / "there" / "journal")
    journal.begin()
    return journal


def is_listening(journal: Journal) -> bool:
    return times_begun(journal) > 0


def times_begun(journal: Journal) -> int:
    return journal.path.read_text().count(f"drop {hosts.ALONE} ")


def test_what_goes_stale_on_one_host_goes_stale_on_the_others(here, there, listening):
    listening(there)
    assert eventually(lambda: is_listening(there))
    for verb in ("hold", "drop"):
        tell(verb, "k", ("page:1", "recent"))
    tags = frozenset({"page:1", "recent"})
    assert eventually(lambda: said(there) == [("hold", tags), ("drop", tags)])


@pytest.mark.django_db
def test_a_purge_reaches_another_host(here, there, listening, django_capture_on_commit_callbacks):
    listening(there)
    assert eventually(lambda: is_listening(there))
    with django_capture_on_commit_callbacks(execute=True):
        purge("page:7")
    tags = frozenset({"page:7"})
    assert eventually(lambda: said(there) == [("hold", tags), ("drop", tags)])
    assert said(here) == said(there)


def test_a_host_does_not_hear_itself(here, there, listening):
    listening(here)
    listening(there)
    assert eventually(lambda: is_listening(here) and is_listening(there))
    tell("drop", "k", ("page:1",))
    assert eventually(lambda: said(there))
    assert not said(here)


def test_one_process_of_a_host_listens_and_another_when_it_ends(there, here, listening):
    first = listening(there)
    assert eventually(lambda: is_listening(there))
    listening(there)
    tell("drop", "k", ("page:1",))
    assert eventually(lambda: said(there))
    time.sleep(hosts.SECONDS)
    assert len(said(there)) == 1
    assert times_begun(there) == 1
    first.stop()
    assert eventually(lambda: times_begun(there) == 2)
    tell("drop", "k", ("page:2",))
    assert eventually(lambda: len(said(there)) == 2)


def test_a_host_that_cannot_listen_keeps_no_page(there, listening, caplog):
    listening(there, NOWHERE)
    assert eventually(lambda: f"hold {hosts.ALONE} " in there.path.read_text())
    assert EVERYTHING in there.path.read_text()
    assert "no page is kept" in caplog.text


def test_a_host_that_hears_again_drops_what_it_kept_and_keeps_pages(
    there, listening, monkeypatch, caplog
):
    monkeypatch.setattr(hosts, "SECONDS_BETWEEN_TRIES", 0.1)
    listener = listening(there, NOWHERE)
    assert eventually(lambda: f"hold {hosts.ALONE} " in there.path.read_text())
    listener.url = REDIS_URL
    assert eventually(lambda: is_listening(there))
    assert there.path.read_text().splitlines()[-1].startswith(f"drop {hosts.ALONE} ")


def test_what_could_not_be_told_is_made_up_for(here, there, listening, settings, caplog):
    settings.PAGE_CACHE_REDIS = NOWHERE
    tell("drop", "k", ("page:1",))
    assert "could not be told" in caplog.text
    settings.PAGE_CACHE_REDIS = REDIS_URL
    listening(there)
    assert eventually(lambda: is_listening(there))
    before = there.look()
    listening(here)
    assert eventually(lambda: there.look() != before)
    assert there.path.read_text().splitlines()[-1].split()[-1] == EVERYTHING
    assert eventually(lambda: not hosts.untold(here).exists())


def test_publishing_succeeds_without_redis(here, settings, caplog):
    settings.PAGE_CACHE_REDIS = NOWHERE
    began = time.monotonic()
    tell("drop", "k", ("page:1",))
    assert time.monotonic() - began < 5


def test_after_a_failure_nobody_waits_for_redis_again_at_once(here, settings, monkeypatch, caplog):
    settings.PAGE_CACHE_REDIS = NOWHERE
    asked = []
    monkeypatch.setattr(hosts, "teller", lambda url: asked.append(url) or hosts.connected(url))
    for _turn in range(3):
        tell("drop", "k", ("page:1",))
    assert len(asked) == 1
    monkeypatch.setattr(hosts, "SECONDS_BETWEEN_TRIES", 0)
    tell("drop", "k", ("page:1",))
    assert len(asked) == 2


def test_a_kept_page_is_dropped_on_another_host(here, there, listening):
    listening(there)
    assert eventually(lambda: is_listening(there))
    cache = PageCache(None, there.path, megabytes=1)
    cache.by_tag["page:1"] = {("key",)}
    dropped = []
    cache.forget = dropped.append
    tell("drop", "k", ("page:1",))
    assert eventually(lambda: cache.catch_up() or dropped)
    assert dropped == [("key",)]


def test_the_name_of_a_host_stays(here, there):
    assert hosts.name_of(here) == hosts.name_of(here) != hosts.name_of(there)
