"""A cache that cannot be reached."""

import pytest
from django.core.cache import caches

from core.cache.redis import ForgivingRedisCache

DEAD = {
    "default": {
        "BACKEND": "core.cache.redis.ForgivingRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1},
    }
}


@pytest.fixture
def dead_cache(settings):
    settings.CACHES = DEAD
    assert isinstance(caches["default"], ForgivingRedisCache)


def test_it_has_nothing_and_keeps_nothing(dead_cache, caplog):
    cache = caches["default"]
    cache.set("a", 1)
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    assert cache.get("a", 7) == 7 and cache.get_many(["a"]) == {} and "a" not in cache
    assert not cache.add("a", 1) and not cache.touch("a") and not cache.delete("a")
    assert cache.get_or_set("a", lambda: 5) in (None, 5)
    assert not cache.clear()
    assert "cannot be reached" in caplog.text


def test_it_is_tried_once(dead_cache):
    """The library tries three times more, with seconds in between."""
    assert caches["default"]._cache.get_client().get_retry().get_retries() == 0


@pytest.mark.parametrize("path", ["/", "/search/?q=sleep", "/health/sleep-diary/"])
def test_readers_do_not_notice(client, article, dead_cache, path):
    assert client.get(path).status_code == 200
