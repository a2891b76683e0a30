"""Determines the user of a request; logs denials and answers too many attempts with 429."""

from functools import partial
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user, logout
from django.contrib.auth.models import AnonymousUser
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import devices, factors, log, sessions
from accounts.throttle import TooManyAttempts

# Time for the second factor after the password.
PENDING_SECONDS = 1800
# An open editor requests these by itself, which is no use of the session.
BACKGROUND = {"wagtailadmin_editing_sessions"}
LOGINS = {"wagtailadmin_login", "wagtailcore_login"}
# Views open before the second factor, besides those for entering or adding one (PENDING_VIEWS).
UNGUARDED = {
    "account_leave",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
PENDING_VIEWS = {
    factors.VERIFY: {"second_factor", "second_factor_passkey"},
    factors.ENROL: {
        "account_security",
        "account_authenticator",
        "account_passkey",
        "account_passkey_options",
        "account_recovery_codes",
        "account_confirm",
    },
}
ENTRANCES = {factors.VERIFY: "second_factor", factors.ENROL: "account_security"}


class Accounts:
    """Must come directly after AuthenticationMiddleware.

    `request.user` is the person who has passed every step that the account requires. A session that
    has only passed the password is anonymous: `request.pending_user` is the person, and
    `request.pending` the missing step, for the views of accounts alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.pending, request.pending_user = "", None
        request.user = SimpleLazyObject(lambda: effective_user(request))
        request.auser = partial(sync_to_async(effective_user), request)
        token = log.current_request.set(request)
        try:
            response = self.get_response(request)
            if response.status_code == 403 or getattr(request, "is_denied", False):
                log.record("permission_denied", request, is_warning=True)
        finally:
            log.current_request.reset(token)
        signed_in = getattr(request, "signed_in", None)
        if signed_in is not None:
            devices.remember(request, response, signed_in.get_username())
        return response

    def process_view(self, request, view, args, kwargs):
        """Redirects from every admin URL to the second factor if it is missing."""
        match = request.resolver_match
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if not (is_admin or match.url_name in LOGINS) or match.url_name in UNGUARDED:
            return None
        if request.user.is_authenticated or not request.pending:
            return None
        is_login = match.url_name in LOGINS
        if match.url_name in PENDING_VIEWS[request.pending] or (is_login and is_post(request)):
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"error": _("A second factor is missing.")}, status=403)
        own = request.GET.get("next", "") if is_login else request.get_full_path()
        query = f"?next={quote(own, safe='/')}" if own and not is_post(request) else ""
        return redirect(f"{reverse(ENTRANCES[request.pending])}{query}")

    def process_exception(self, request, exception):
        if not isinstance(exception, TooManyAttempts):
            return None
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        template = "accounts/too_many.html" if is_admin else "429.html"
        response = render(
            request, template, {"minutes": -(-exception.retry_after // 60)}, status=429
        )
        response.headers["Retry-After"] = str(exception.retry_after)
        response.headers["Cache-Control"] = "no-store"
        return response


def is_post(request) -> bool:
    return request.method == "POST"


def effective_user(request):
    """The user of the session, or AnonymousUser while a step is missing."""
    if hasattr(request, "effective_user"):
        return request.effective_user
    request.effective_user = user = AnonymousUser()
    person = get_user(request)
    if person.is_authenticated:
        user = checked_user(request, person)
    request.effective_user = user
    return user


def checked_user(request, person):
    session = request.session
    if sessions.is_over(session):
        return end_session(request, person, "absolute limit")
    match = request.resolver_match
    if sessions.is_due(session) and not (match and BACKGROUND & set(match.namespaces)):
        sessions.touch(request)
    if session.get(sessions.SECOND_FACTOR):
        return person
    request.pending = factors.missing_step(person)
    if not request.pending:
        return person
    if request.pending == factors.VERIFY and sessions.is_older(session, PENDING_SECONDS):
        return end_session(request, person, "second factor not given")
    request.pending_user = person
    return AnonymousUser()


def end_session(request, person, reason: str):
    log.record("session_ended", request, person, reason=reason)
    request.pending = ""
    logout(request)
    return AnonymousUser()
