"""The second step of signing in."""

import json

from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import factors, log, passkeys, throttle
from accounts.forms import CodeForm
from accounts.views.access import account_view, admit, destination, page

STATE = "passkey_check"
LONGEST_CREDENTIAL = 20_000


@account_view(factors.VERIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Accepts a code of the app, a recovery code, or the response of a passkey."""
    if not request.pending:
        return redirect(destination(request))
    form = CodeForm(request.POST if "code" in request.POST else None)
    problem = ""
    if request.method == "POST":
        kind, problem = "", ""
        if "credential" in request.POST:
            kind, problem = with_passkey(request)
        elif form.is_valid():
            kind, problem = with_code(request, form)
        if kind:
            admit(request, request.person)
            log.record("login", request, request.person, second_factor=kind)
            return redirect(destination(request))
    context = {
        "form": form,
        "problem": problem,
        "next": destination(request),
        "has_passkey": passkeys.usable(request, request.person).exists(),
    }
    return page(request, "verify", _("Second factor"), context)


def with_code(request, form) -> tuple[str, str]:
    """(kind of the factor, "") if the code was accepted, otherwise ("", error message)."""
    attempt = count_attempt(request)
    kind = factors.check(request.person, form.cleaned_data["code"])
    if kind:
        attempt.succeeded()
        return kind, ""
    log_failure(request, "code")
    return "", _("That code is not right, or it was used before.")


def with_passkey(request) -> tuple[str, str]:
    attempt = count_attempt(request)
    # A challenge is valid once.
    state = request.session.pop(STATE, None)
    answer = credential(request)
    if state and answer and passkeys.check(request, request.person, state, answer):
        attempt.succeeded()
        return "passkey", ""
    log_failure(request, "passkey")
    return "", _("The passkey was not accepted.")


@account_view(factors.VERIFY)
@require_POST
def passkey_options(request):
    """Options for the browser, as JSON; the challenge is stored in the session."""
    options, request.session[STATE] = passkeys.begin_check(request, request.person)
    return JsonResponse(options)


def count_attempt(request) -> throttle.Attempt:
    name = request.person.get_username()
    return throttle.attempt(request, throttle.code_limits(request, name), name)


def log_failure(request, kind: str) -> None:
    log.record("second_factor_failed", request, request.person, is_warning=True, kind=kind)


def credential(request) -> dict:
    """The browser's response, which the script sends as JSON; {} if it is missing or invalid."""
    text = request.POST.get("credential", "")[: LONGEST_CREDENTIAL + 1]
    try:
        answer = json.loads(text) if len(text) <= LONGEST_CREDENTIAL else None
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
