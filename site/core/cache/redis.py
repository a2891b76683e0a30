"""A shared cache that readers never depend on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# The library itself tries three times more, with seconds in between, while somebody waits.
IMPATIENT = {
    "retry": Retry(NoBackoff(), 0),
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
}


@contextmanager
def forgiven() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        # A page asks a dozen times: a line each is enough.
        logger.warning("The cache cannot be reached: %s", error)


class ForgivingRedisCache(RedisCache):
    """A cache that cannot be reached has nothing and keeps nothing, which is logged."""

    def __init__(self, server, params):
        options = {**IMPATIENT, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})

    def add(self, *args, **kwargs) -> bool:
        with forgiven():
            return super().add(*args, **kwargs)
        return False

    def get(self, key, default=None, version=None):
        with forgiven():
            return super().get(key, default, version)
        return default

    def set(self, *args, **kwargs) -> None:
        with forgiven():
            super().set(*args, **kwargs)

    def touch(self, *args, **kwargs) -> bool:
        with forgiven():
            return super().touch(*args, **kwargs)
        return False

    def delete(self, *args, **kwargs) -> bool:
        with forgiven():
            return super().delete(*args, **kwargs)
        return False

    def get_many(self, *args, **kwargs) -> dict:
        with forgiven():
            return super().get_many(*args, **kwargs)
        return {}

    def set_many(self, data, *args, **kwargs) -> list:
        with forgiven():
            return super().set_many(data, *args, **kwargs)
        return list(data)

    def delete_many(self, *args, **kwargs) -> None:
        with forgiven():
            super().delete_many(*args, **kwargs)

    def has_key(self, *args, **kwargs) -> bool:
        with forgiven():
            return super().has_key(*args, **kwargs)
        return False

    def clear(self) -> bool:
        with forgiven():
            return super().clear()
        return False
