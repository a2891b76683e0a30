"""Statistics of searches, by query and day.

No data about readers is stored: no address, cookie, account or time of day, and no query that
looks personal. Counts are buffered in memory and written by a thread: a search never waits for a
write, and a database that refuses writes costs counts, not searches.
"""

import logging
import os
import re
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.util import Finalize

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from search.models import SearchDay
from search.query import QUERY_NAMES, normalise

logger = logging.getLogger(__name__)

RETENTION_DAYS = 90
# Different queries: for each day in the database, and for each process between two writes.
MOST_A_DAY = 5000
MOST_WAITING = 1000
LONGEST = 100
# Years and prices are shorter than telephone, account and card numbers.
MOST_DIGITS = 6
SECONDS_TO_STOP = 5

BROWSER = re.compile(r"(Mozilla|Opera)/")
# "Cubot" is a brand of phones.
ROBOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|fetch|preview|scan|monitor|headless|phantom|lighthouse"
    r"|archive|facebookexternalhit|https?:|@",
    re.IGNORECASE,
)
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")

UPSERT = """
    INSERT INTO search_searchday (day, query, searches, without_results, clicks)
    VALUES (%s, %s, %s, %s, 0)
    ON CONFLICT (day, query) DO UPDATE SET
        searches = search_searchday.searches + excluded.searches,
        without_results = search_searchday.without_results + excluded.without_results
"""
ADD_CLICKS = "UPDATE search_searchday SET clicks = clicks + %s WHERE day = %s AND query = %s"


@dataclass
class Count:
    searches: int = 0
    without_results: int = 0


Searches = dict[tuple[str, date], Count]
Clicks = dict[str, int]


def record_search(request, query_text: str, total: int) -> None:
    """Counts a search and whether it had results, if a person sent a new query."""
    query = countable(query_text)
    if query and is_new_question(request) and is_reader(request):
        recorder.add_search(query, is_found=total > 0)


def record_click(query_text: str) -> None:
    """Counts a click on a result, if the query was searched today or yesterday."""
    query = countable(query_text)
    if query:
        recorder.add_click(query)


def flush() -> None:
    """Writes the counts of this process. Never raises."""
    recorder.flush()


def countable(text: str) -> str:
    """The query as it is counted; empty if it is too long or looks personal."""
    query = normalise(text).lower()
    is_personal = "@" in query or sum(map(str.isdigit, query)) > MOST_DIGITS
    return "" if is_personal or len(query) > LONGEST else query


def is_new_question(request) -> bool:
    """False for another page, order or filter of the same results, and for a prefetch."""
    if request.method != "GET" or any(v for k, v in request.GET.items() if k not in QUERY_NAMES):
        return False
    return not any("prefetch" in request.headers.get(name, "") for name in PREFETCH_HEADERS)


def is_reader(request) -> bool:
    """False for robots and for signed-in users."""
    agent = request.headers.get("User-Agent", "")
    if not BROWSER.match(agent) or ROBOT.search(agent):
        return False
    # Without the cookie, request.user is not read: that would load the session and vary by it.
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return not (has_session and request.user.is_authenticated)


class Recorder:
    """Buffers the counts that this process has not written yet. Safe to use from any thread."""

    def __init__(self):
        self.reset()

    def reset(self) -> None:
        """Empties the buffer. A forked process has neither thread nor counts of its parent."""
        self.lock = threading.Lock()
        self.searches: Searches = {}
        self.clicks: Clicks = {}
        self.clicks_to_retry: Clicks = {}
        self.thread: threading.Thread | None = None
        self.wake = threading.Event()
        self.is_stopping = False

    def add_search(self, query: str, is_found: bool) -> None:
        key = (query, timezone.localdate())
        with self.lock:
            if self.has_room(self.searches, key):
                count = self.searches.setdefault(key, Count())
                count.searches += 1
                count.without_results += not is_found
            self.start()

    def add_click(self, query: str) -> None:
        with self.lock:
            if self.has_room(self.clicks, query):
                self.clicks[query] = self.clicks.get(query, 0) + 1
            self.start()

    def has_room(self, waiting: dict, key) -> bool:
        """False if the buffer is full: the count is dropped, and the thread is woken to write."""
        if key in waiting or len(waiting) < MOST_WAITING:
            return True
        self.wake.set()
        return False

    def start(self) -> None:
        """Starts the writing thread, unless it runs already or is switched off."""
        if self.thread or self.is_stopping or not settings.SEARCH_INSIGHT_SECONDS:
            return
        thread = threading.Thread(target=self.run, name="search-insight", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            logger.exception("Searches are not counted: no thread could be started.")
            return
        self.thread = thread
        # Not atexit: workers of multiprocessing do not run atexit handlers.
        Finalize(None, self.stop, exitpriority=1)

    def run(self) -> None:
        while not self.is_stopping:
            self.wake.wait(settings.SEARCH_INSIGHT_SECONDS)
            self.wake.clear()
            self.flush()
            connection.close()
        # Counts that were added during the last write.
        self.flush()
        connection.close()

    def stop(self) -> None:
        """Ends the thread after it has written all counts."""
        self.is_stopping = True
        self.wake.set()
        if self.thread:
            self.thread.join(SECONDS_TO_STOP)

    def flush(self) -> None:
        """Writes the buffered counts. Never raises: logs and drops what cannot be written."""
        with self.lock:
            searches, self.searches = self.searches, {}
            clicks, self.clicks = self.clicks, {}
            clicks_to_retry, self.clicks_to_retry = self.clicks_to_retry, {}
        try:
            write_searches(searches)
            write_clicks(clicks_to_retry)
            # Another process may still have the search in its buffer; it writes it by the next try.
            self.clicks_to_retry = write_clicks(clicks)
        except Exception:
            logger.exception("Counts of searches could not be written.")


def delete_old(sender=None, **kwargs) -> None:
    """A receiver of `housekeeping` that deletes counts older than RETENTION_DAYS."""
    SearchDay.objects.filter(day__lt=timezone.localdate() - timedelta(days=RETENTION_DAYS)).delete()


def write_searches(searches: Searches) -> None:
    """Adds to the rows of the days, sorted by query, so that processes never deadlock."""
    if not searches:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        rows = [
            (day, query, count.searches, count.without_results)
            for (query, day), count in sorted(within_limits(searches).items(), key=by_key)
        ]
        cursor.executemany(UPSERT, rows)


def by_key(item) -> tuple[str, date]:
    return item[0]


def within_limits(searches: Searches) -> Searches:
    """The searches without the rarest new queries beyond the limit of a day."""
    allowed = dict(searches)
    for day in {day for _, day in searches}:
        asked = {query: count for (query, each), count in searches.items() if each == day}
        rows = SearchDay.objects.filter(day=day)
        room = max(0, MOST_A_DAY - rows.count())
        if room >= len(asked):
            continue
        known = set(rows.filter(query__in=asked).values_list("query", flat=True))
        new = sorted(asked.keys() - known, key=lambda query: -asked[query].searches)
        for query in new[room:]:
            del allowed[query, day]
    return allowed


def write_clicks(clicks: Clicks) -> Clicks:
    """Adds clicks to the latest day of each query; returns those whose query was not searched."""
    if not clicks:
        return {}
    today = timezone.localdate()
    rows = SearchDay.objects.filter(day__in=(today, today - timedelta(days=1)), query__in=clicks)
    latest = dict(rows.values_list("query").annotate(Max("day")))
    additions = [(clicks[query], latest[query], query) for query in sorted(latest)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(ADD_CLICKS, additions)
    return {query: number for query, number in clicks.items() if query not in latest}


recorder = Recorder()
os.register_at_fork(after_in_child=recorder.reset)
