"""Begins, dates, lists and ends sessions."""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.addresses import client_address
from accounts.models import Session
from accounts.session_store import ADDRESS, AGENT, SEEN, SIGNED_IN

CONFIRMED, SECOND_FACTOR = "confirmed_at", "second_factor"
LONGEST_AGENT = 300
LONGEST_ADDRESS = 64
# In seconds: a session is written at most this often, which limits how exact "last used" is.
EXACTNESS = 300


def begin(request) -> None:
    """Begins a session after the password; the second factor is required again."""
    session = request.session
    session.pop(SECOND_FACTOR, None)
    session[SIGNED_IN] = session[CONFIRMED] = time.time()
    touch(request)


def touch(request) -> None:
    session = request.session
    session[SEEN] = time.time()
    session[ADDRESS] = client_address(request)[:LONGEST_ADDRESS]
    session[AGENT] = request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:LONGEST_AGENT]


def is_over(session) -> bool:
    """Whether the sign-in is too long ago, regardless of activity."""
    return is_older(session, settings.SESSION_ABSOLUTE_AGE)


def is_older(session, seconds: int) -> bool:
    return time.time() - session.get(SIGNED_IN, 0) > seconds


def is_due(session) -> bool:
    """Whether the session's last use must be written again."""
    return time.time() - session.get(SEEN, 0) > min(EXACTNESS, settings.SESSION_COOKIE_AGE / 10)


def handle(session_key: str) -> str:
    """An identifier of the session for pages: with the key itself, a reader of the page could take
    the session over."""
    return salted_hmac("accounts.session", session_key, algorithm="sha256").hexdigest()[:32]


def of_person(user):
    return Session.objects.filter(user_key=user.pk, expire_date__gt=datetime.now(UTC)).order_by(
        "-seen_at"
    )


def end_others(user, own_key: str | None) -> int:
    others = Session.objects.filter(user_key=user.pk).exclude(session_key=own_key)
    return others.delete()[0]
