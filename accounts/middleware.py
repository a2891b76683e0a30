"""Who a request is made by, and what is logged, remembered and refused around it."""

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

# Who gave a password and no second factor has half an hour for the second.
PENDING_SECONDS = 1800
# An open editor asks these by itself: they are no sign that somebody is there.
BACKGROUND = {"wagtailadmin_editing_sessions"}
LOGINS = {"wagtailadmin_login", "wagtailcore_login"}
# What a person may open before the second factor, beside the pages for just that (PENDING_VIEWS).
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
    """Belongs directly after AuthenticationMiddleware.

    `request.user` is the person who has passed everything that the account demands. A session that
    has only passed the password is anonymous everywhere: `request.pending_user` names the person,
    `request.pending` what is missing, for the views of accounts alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.pending, request.pending_user = "", None
        request.user = SimpleLazyObject(lambda: admitted(request))
        request.auser = partial(sync_to_async(admitted), request)
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
        """Leads whoever owes a second factor to it, from every address of the admin."""
        match = request.resolver_match
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if not (is_admin or match.url_name in LOGINS) or match.url_name in UNGUARDED:
            return None
        if request.user.is_authenticated or not request.pending:
            return None
        is_login = match.url_name in LOGINS
        if match.url_name in PENDING_VIEWS[request.pending] or (is_login and is_sent(request)):
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"error": _("A second factor is missing.")}, status=403)
        own = request.GET.get("next", "") if is_login else request.get_full_path()
        query = f"?next={quote(own, safe='/')}" if own and not is_sent(request) else ""
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


def is_sent(request) -> bool:
    return request.method == "POST"


def admitted(request):
    """The person of the session, or an anonymous one where something is missing still."""
    if hasattr(request, "_admitted"):
        return request._admitted
    request._admitted = user = AnonymousUser()
    person = get_user(request)
    if person.is_authenticated:
        user = judged(request, person)
    request._admitted = user
    return user


def judged(request, person):
    session = request.session
    if sessions.is_over(session):
        return ended(request, person, "absolute limit")
    match = request.resolver_match
    if sessions.is_due(session) and not (match and BACKGROUND & set(match.namespaces)):
        sessions.see(request)
    if session.get(sessions.SECOND_FACTOR):
        return person
    request.pending = factors.what_is_missing(person)
    if not request.pending:
        return person
    if request.pending == factors.VERIFY and sessions.is_older(session, PENDING_SECONDS):
        return ended(request, person, "second factor not given")
    request.pending_user = person
    return AnonymousUser()


def ended(request, person, reason: str):
    log.record("session_ended", request, person, reason=reason)
    request.pending = ""
    logout(request)
    return AnonymousUser()
