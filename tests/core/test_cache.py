"""The cache that several hosts share."""

import os

import pytest
from django.core.cache.backends.redis import RedisCache

REDIS_URL = os.environ.get("REDIS_URL", "")


@pytest.mark.skipif(
    not REDIS_URL and not os.environ.get("CI"), reason="REDIS_URL is not set: Redis left out"
)
def test_what_one_host_keeps_in_redis_another_finds():
    assert REDIS_URL, "CI needs Redis"
    here, there = (RedisCache(REDIS_URL, {"KEY_PREFIX": "masthead-test"}) for _host in range(2))
    here.set("lead", {"title": "Night trains"}, timeout=5)
    assert there.get("lead") == {"title": "Night trains"}
    here.delete("lead")
    assert there.get("lead") is None
