"""A shared cache that readers never depend on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


@contextmanager
def forgiven() -> Iterator[None]:
    try:
        yield
    except RedisError:
        logger.warning("The cache cannot be reached", exc_info=True)


class ForgivingRedisCache(RedisCache):
    """A cache that cannot be reached has nothing and keeps nothing, which is logged."""

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
