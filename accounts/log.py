"""The security log: one line for each event, on the logger `masthead.security`.

    login_failed user="editor" address="192.0.2.1" path="/admin/login/"

Values are quoted as JSON, so that no input can start a new line. Passwords, codes, tokens and
session keys are never logged.
"""

import json
import logging
import re
from contextvars import ContextVar

from django.contrib.auth import get_user_model

from accounts.addresses import client_address

logger = logging.getLogger("masthead.security")

LONGEST = 200
RESET_LINK = re.compile(r"(/password_reset/confirm/).+")

# For signals and validators, which do not receive the request (set by accounts.middleware).
current_request: ContextVar = ContextVar("current_request", default=None)


def record(event: str, request=None, user=None, *, is_warning: bool = False, **details) -> None:
    """Logs an event. `user`: an account, a name, or None for the user of the request."""
    request = request or current_request.get()
    if user is None and request is not None:
        user = getattr(request, "user", None)
    values = {"user": name_of(user)}
    if request is not None:
        values |= {
            "address": client_address(request),
            "path": RESET_LINK.sub(r"\1...", request.path),
        }
    values |= details
    line = " ".join(f"{key}={quoted(value)}" for key, value in values.items() if value != "")
    logger.log(logging.WARNING if is_warning else logging.INFO, "%s %s", event, line)


def name_of(user) -> str:
    if user is None or isinstance(user, str):
        return user or ""
    return user.get_username() if user.is_authenticated else ""


def name_if_known(username: str) -> str:
    """The name if an account has it: any other may be a password in the wrong field."""
    people = get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: username})
    return username if people.exists() else "(unknown)"


def quoted(value) -> str:
    return json.dumps(str(value)[:LONGEST])
