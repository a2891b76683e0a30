"""What is done with sessions: beginning, dating, showing and ending them."""

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
# How exact "last used" and the idle limit are: a session is written this often at most.
EXACTNESS = 300


def begin(request) -> None:
    """For a person who has just given the password; the second factor has to be given anew."""
    session = request.session
    session.pop(SECOND_FACTOR, None)
    session[SIGNED_IN] = session[CONFIRMED] = time.time()
    see(request)


def see(request) -> None:
    session = request.session
    session[SEEN] = time.time()
    session[ADDRESS] = client_address(request)[:LONGEST_ADDRESS]
    session[AGENT] = request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:LONGEST_AGENT]


def is_over(session) -> bool:
    """Whether the person signed in too long ago, however much they did since."""
    return is_older(session, settings.SESSION_ABSOLUTE_AGE)


def is_older(session, seconds: int) -> bool:
    return time.time() - session.get(SIGNED_IN, 0) > seconds


def is_due(session) -> bool:
    """Whether it is time to write down that the session is in use."""
    return time.time() - session.get(SEEN, 0) > min(EXACTNESS, settings.SESSION_COOKIE_AGE / 10)


def handle(session_key: str) -> str:
    """What a page may call a session: its key would let whoever reads it take the session over."""
    return salted_hmac("accounts.session", session_key, algorithm="sha256").hexdigest()[:32]


def of_person(user):
    return Session.objects.filter(user_key=user.pk, expire_date__gt=datetime.now(UTC)).order_by(
        "-seen_at"
    )


def end_others(user, own_key: str | None) -> int:
    others = Session.objects.filter(user_key=user.pk).exclude(session_key=own_key)
    return others.delete()[0]
