"""Statistics of searches, by query and day.

No data about readers is stored: no address, cookie, account or time of day, and no query that
looks personal. Each search writes one row. Where the database refuses that, the count is lost and
the search is answered.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from search.models import SearchDay
from search.query import QUERY_NAMES, normalise

logger = logging.getLogger(__name__)

RETENTION_DAYS = 90
# Different queries of a day. A few more where several are new at the same moment.
MOST_A_DAY = 5000
LONGEST = 100
# Years and prices are shorter than telephone, account and card numbers.
MOST_DIGITS = 6
# How long a search may wait for another process that writes to SQLite.
MOST_MILLISECONDS = 50

BROWSER = re.compile(r"(Mozilla|Opera)/")
# "Cubot" is a brand of phones.
ROBOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|fetch|preview|scan|monitor|headless|phantom|lighthouse"
    r"|archive|facebookexternalhit|https?:|@",
    re.IGNORECASE,
)
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")


def record_search(request, query_text: str, total: int) -> None:
    """Counts a search and whether it had results, if a person sent a new query."""
    query = countable(query_text)
    if query and is_new_question(request) and is_reader(request):
        with writing():
            add_search(query, is_found=total > 0)


def record_click(query_text: str) -> None:
    """Counts a click on a result, if the query was searched today or yesterday."""
    query = countable(query_text)
    if query:
        with writing():
            add_click(query)


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


@contextmanager
def writing() -> Iterator[None]:
    """Surrounds the writing of a count. A database that refuses it is logged."""
    try:
        with short_wait():
            yield
    except DatabaseError as error:
        logger.warning("A search was not counted: %s", error)


@contextmanager
def short_wait() -> Iterator[None]:
    """Has SQLite, which has one writer at a time, wait for the others MOST_MILLISECONDS only. On
    PostgreSQL counts wait for those of the same query alone.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {MOST_MILLISECONDS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def add_search(query: str, is_found: bool) -> None:
    day = timezone.localdate()
    today = SearchDay.objects.filter(day=day)
    row = today.filter(query=query)
    more = {
        "searches": F("searches") + 1,
        "without_results": F("without_results") + int(not is_found),
    }
    if row.update(**more):
        return
    with transaction.atomic():
        if today.count() < MOST_A_DAY:
            new = SearchDay(day=day, query=query)
            # Another process may have added it in the meantime.
            SearchDay.objects.bulk_create([new], ignore_conflicts=True)
            row.update(**more)


def add_click(query: str) -> None:
    """Adds a click to the latest day of the query, if that is today or yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    days = SearchDay.objects.filter(query=query, day__gte=yesterday).order_by("-day")
    SearchDay.objects.filter(pk__in=days.values("pk")[:1]).update(clicks=F("clicks") + 1)


def delete_old(sender=None, **kwargs) -> None:
    """A receiver of `housekeeping` that deletes counts older than RETENTION_DAYS."""
    SearchDay.objects.filter(day__lt=timezone.localdate() - timedelta(days=RETENTION_DAYS)).delete()
