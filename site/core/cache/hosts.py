"""Several hosts of one site: what is written to the journal of one, the others hear through Redis.

Every line of a journal (core.cache.invalidation) is told to a stream that all hosts share. On each
host one of its processes listens and writes what others say into the journal there, which all
processes look at. A host that cannot listen keeps no page: for all it knows, others publish.

What a host could not tell it makes up for: once Redis is there again, all hosts drop everything.
"""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from core.cache.invalidation import EVERYTHING, Journal, journal
from core.cache.redis import IMPATIENT

logger = logging.getLogger(__name__)

STREAM = "masthead:journal"
# Far more than are told while a listener looks away.
MOST_LINES = 10_000
# Whoever publishes waits no longer for a connection; the listener asks again as often.
SECONDS = 1
# While Redis cannot be reached; a hold lasts longer (core.cache.invalidation.HOLD_SECONDS).
SECONDS_BETWEEN_TRIES = 5
# The key of the hold of a host that cannot listen.
ALONE = "alone"


def connected(url: str) -> Redis:
    # A listener's question waits for SECONDS on purpose.
    return Redis.from_url(url, **{**IMPATIENT, "socket_timeout": 2 * SECONDS})


teller = cache(connected)


def tell(verb: str, key: str, tags: tuple[str, ...]) -> None:
    """Tells the other hosts. Publishing succeeds whether or not they hear it."""
    here = journal()
    mark = untold(here)
    if is_young(mark):
        return
    try:
        client = teller(settings.PAGE_CACHE_REDIS)
        make_up(client, STREAM, here)
        send(client, STREAM, name_of(here), verb, key, tags)
    except RedisError:
        logger.exception("The other hosts could not be told what changed")
        mark.touch()


def make_up(client: Redis, stream: str, here: Journal) -> None:
    """Has all hosts drop everything, where there is something that this one could not tell."""
    mark = untold(here)
    if mark.exists():
        # Before it is sent: what cannot be told from now on makes a mark of its own.
        mark.unlink(missing_ok=True)
        try:
            send(client, stream, name_of(here), "drop", ALONE, [EVERYTHING])
        except RedisError:
            mark.touch()
            raise


def is_young(mark: Path) -> bool:
    """Whether it was made just now: it says all there is to tell, and spares asking Redis."""
    try:
        return time.time() - mark.stat().st_mtime < SECONDS_BETWEEN_TRIES
    except OSError:
        return False


def send(client: Redis, stream: str, host: str, verb: str, key: str, tags) -> None:
    line = {"host": host, "verb": verb, "key": key, "tags": " ".join(tags)}
    client.xadd(stream, line, maxlen=MOST_LINES, approximate=True)


def name_of(here: Journal) -> str:
    """The name of this host, which all its processes find beside its journal."""
    path = here.path.with_suffix(".host")
    try:
        with path.open("x") as file:
            file.write(uuid4().hex)
    except FileExistsError:
        pass
    return path.read_text()


def untold(here: Journal) -> Path:
    """A file that is there while other hosts have to be told to drop everything."""
    return here.path.with_suffix(".untold")


class Listener(Thread):
    """Writes what other hosts tell into the journal of this one. The first process of a host
    listens, the others are there in case it ends.
    """

    def __init__(self, here: Journal, url: str, stream: str = STREAM):
        super().__init__(name="hosts", daemon=True)
        self.here, self.url, self.stream = here, url, stream
        self.stopped = Event()

    def run(self) -> None:
        with self.turn() as has_come:
            while has_come and not self.stopped.is_set():
                try:
                    self.listen()
                except Exception:
                    # Whatever it is: a host that does not listen must not keep anything.
                    logger.exception("The other hosts cannot be heard: no page is kept")
                    self.here.write("hold", ALONE, [EVERYTHING])
                    self.stopped.wait(SECONDS_BETWEEN_TRIES)

    def stop(self) -> None:
        self.stopped.set()
        self.join()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Waits until no other process of the host listens; the system ends the turn of one that
        is killed.
        """
        with self.here.path.with_suffix(".listener").open("w") as file:
            while not self.stopped.is_set():
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self.stopped.wait(SECONDS)
                else:
                    yield True
                    return
            yield False

    def listen(self) -> None:
        host = name_of(self.here)
        with closing(connected(self.url)) as client:
            newest = client.xrevrange(self.stream, count=1)
            last = newest[0][0] if newest else "0-0"
            # What was told before this moment is made up for; this also ends the hold.
            self.here.write("drop", ALONE, [EVERYTHING])
            while not self.stopped.is_set():
                make_up(client, self.stream, self.here)
                told = client.xread({self.stream: last}, count=1000, block=1000 * SECONDS)
                lines = told[0][1] if told else []
                for _number, line in lines:
                    self.hear(host, {name.decode(): text.decode() for name, text in line.items()})
                last = lines[-1][0] if lines else last

    def hear(self, host: str, line: dict[str, str]) -> None:
        if line["host"] != host:
            self.here.write(line["verb"], line["key"], line["tags"].split())
