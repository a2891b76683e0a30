"""How Redis is asked where nobody should wait for it (core.cache.hosts)."""

from redis.backoff import NoBackoff
from redis.retry import Retry

# The library itself tries three times more, with seconds in between.
IMPATIENT = {
    "retry": Retry(NoBackoff(), 0),
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
}
