"""The thread that tells a CDN what was changed."""

import threading

import pytest

from core.cache import cdn
from core.models import Change, invalidate

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def backend(address: str) -> dict:
    return {"default": {"BACKEND": "core.cache.cdn_backends.HTTPCache", "LOCATION": address}}


@pytest.fixture
def waiting(settings, monkeypatch, db):
    """A CDN that is never asked, and what the sender passes on to it."""
    settings.WAGTAILFRONTENDCACHE = backend("http://127.0.0.1:1")
    monkeypatch.setattr(cdn, "PAUSE_SECONDS", 0.05)
    told = []
    monkeypatch.setattr(cdn, "tell", lambda tags, before: told.append(tags))
    monkeypatch.setattr(cdn, "sender", cdn.Sender())
    return told


def ended(sender) -> bool:
    if thread := sender.thread:
        thread.join(5)
    return sender.thread is None


def test_who_publishes_does_not_wait_for_the_cdn(waiting, monkeypatch):
    """The thread tells what several changes made stale together, and ends."""
    go_on = threading.Event()
    monkeypatch.setattr(cdn, "tell", lambda tags, before: go_on.wait(5) and waiting.append(tags))
    for tag in ("page:1", "page:2"):
        invalidate(tag)
    assert not waiting
    go_on.set()
    assert ended(cdn.sender)
    assert set().union(*waiting) == {"page:1", "page:2"}


def test_what_a_killed_process_left_is_passed_on_by_the_next_one(waiting):
    Change.objects.create(tags="page:1", names="", is_passed_on=False)
    cdn.sender.wake()
    assert ended(cdn.sender) and waiting == [{"page:1"}]
    assert not Change.objects.filter(is_passed_on=False).exists()


def test_what_another_process_leaves_is_passed_on_after_a_while(waiting, monkeypatch):
    monkeypatch.setattr(cdn, "RESCUE_SECONDS", 0.1)
    Change.objects.create(tags="page:1", names="", is_passed_on=False)
    cdn.rows_seen.send(sender=None)
    cdn.sender.rescue.join(5)
    assert ended(cdn.sender) and waiting == [{"page:1"}]


def test_what_fails_to_be_passed_on_still_waits(waiting, monkeypatch, caplog):
    def fail(tags, before):
        raise RuntimeError

    monkeypatch.setattr(cdn, "tell", fail)
    invalidate("page:1")
    assert ended(cdn.sender) and "could not be passed on" in caplog.text
    monkeypatch.setattr(cdn, "tell", lambda tags, before: waiting.append(tags))
    invalidate("page:2")
    assert ended(cdn.sender) and waiting == [{"page:1", "page:2"}]


def test_the_thread_survives_what_goes_wrong(waiting, settings, monkeypatch, caplog):
    monkeypatch.undo()
    monkeypatch.setattr(cdn, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(cdn, "sender", cdn.Sender())
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": "core.nowhere.Backend"}}
    invalidate("articles")
    assert ended(cdn.sender)
    assert "could not be told" in caplog.text
