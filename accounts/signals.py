"""Receivers for signing in and out."""

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from accounts import factors, log, sessions
from accounts.session_store import SessionStore
from core.tasks import housekeeping


def logged_in(sender, request, user, **kwargs):
    """Begins the session. The device cookie is set once every required step is passed."""
    sessions.begin(request)
    missing = factors.missing_step(user)
    if missing:
        log.record("password_accepted", request, user, missing=missing)
    else:
        request.signed_in = user
        log.record("login", request, user)


def logged_out(sender, request, user, **kwargs):
    if user is not None:
        log.record("logout", request, user)


def login_failed(sender, credentials, request=None, **kwargs):
    name = credentials.get("username") or credentials.get(get_user_model().USERNAME_FIELD)
    log.record("login_failed", request, log.name_if_known(str(name or "")), is_warning=True)


def delete_expired_sessions(sender, **kwargs) -> None:
    """A receiver of `housekeeping` that deletes expired sessions."""
    SessionStore.clear_expired()


def connect() -> None:
    housekeeping.connect(delete_expired_sessions, dispatch_uid="accounts.delete_expired_sessions")
    user_logged_in.connect(logged_in, dispatch_uid="accounts.logged_in")
    user_logged_out.connect(logged_out, dispatch_uid="accounts.logged_out")
    user_login_failed.connect(login_failed, dispatch_uid="accounts.login_failed")
