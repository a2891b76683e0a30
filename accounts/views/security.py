"""Account > Sign-in and security: one's own factors, sessions and recovery codes."""

import base64
import time

import qrcode
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from qrcode.image.svg import SvgPathImage

from accounts import factors, log, passkeys, sessions
from accounts.agents import device_of
from accounts.forms import LONGEST_NAME, CodeForm, PasswordForm
from accounts.models import Authenticator, Passkey, RecoveryCode
from accounts.views.access import account_view, admit, destination, page
from accounts.views.second_factor import credential, log_failure
from core.sites import publication_or_none
from core.text import visible

MAX_DIGITS = 18
SECRET, STATE = "authenticator_secret", "passkey_adding"


@account_view(factors.ENROL)
def security(request):
    """One's own factors and sessions; only the ways to add a factor if one is missing."""
    person = request.person
    if request.pending:
        return page(request, "enrol", _("Add a second factor"), ways(request))
    own_key = request.session.session_key
    context = {
        **ways(request),
        "authenticator": Authenticator.objects.filter(user=person).first(),
        "passkeys": Passkey.objects.filter(user=person),
        "codes_left": factors.codes_left(person),
        "sessions": [
            {
                "handle": sessions.handle(row.session_key),
                "device": device_of(row.agent),
                "address": row.address,
                "signed_in_at": row.signed_in_at,
                "seen_at": row.seen_at,
                "is_own": row.session_key == own_key,
            }
            for row in sessions.of_person(person)
        ],
    }
    return page(request, "security", _("Sign-in and security"), context)


def ways(request) -> dict:
    return {"may_use_passkeys": passkeys.are_possible(request)}


@account_view(factors.ENROL, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def authenticator(request):
    """Shows a secret, and stores it once a code proves that an app has it."""
    secret = pending_secret(request.session)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        had = factors.has_factor(request.person)
        if factors.add_authenticator(request.person, secret, form.cleaned_data["code"]):
            del request.session[SECRET]
            return factor_added(request, had, "authenticator")
        form.add_error(
            "code", _("That is not the code of this secret. Wait for the next, and try it.")
        )
    address = factors.address_of(secret, request.person.get_username(), issuer(request))
    context = {"form": form, "qr": qr_svg(address), "secret": factors.spelled(secret)}
    return page(request, "authenticator", _("Add an authenticator app"), context)


def pending_secret(session) -> bytes:
    """The same secret until it is used, so that reloading the page does not invalidate the app."""
    if SECRET not in session:
        session[SECRET] = base64.b64encode(factors.make_secret()).decode()
    return base64.b64decode(session[SECRET])


def issuer(request) -> str:
    publication = publication_or_none(request)
    return publication.name if publication else request.get_host()


def qr_svg(text: str) -> str:
    """A QR code as an SVG element."""
    code = qrcode.make(text, image_factory=SvgPathImage, border=2)
    return code.to_string(encoding="unicode")


def factor_added(request, had: bool, kind: str):
    """With the first factor, creates recovery codes and ends the other sessions, which lack it."""
    log.record("second_factor_added", request, request.person, kind=kind)
    admit(request, request.person)
    if had:
        messages.success(request, _("Added."))
        return redirect("account_security")
    sessions.end_others(request.person, request.session.session_key)
    return show_codes(request)


def show_codes(request):
    codes = factors.make_recovery_codes(request.person)
    log.record("recovery_codes_made", request, request.person)
    return page(
        request,
        "recovery_codes",
        _("Your recovery codes"),
        {"codes": codes, "next": destination(request)},
    )


@account_view(fresh=True)
@require_POST
def recovery_codes(request):
    if not factors.has_factor(request.person):
        return redirect("account_security")
    return show_codes(request)


@account_view(factors.ENROL, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request):
    """Adds a passkey; POST contains its name and the browser's response."""
    problem = ""
    if request.method == "POST":
        # A challenge is valid once.
        state, answer = request.session.pop(STATE, None), credential(request)
        had = factors.has_factor(request.person)
        name = visible(request.POST.get("name", ""))
        name = name or device_of(request.META.get("HTTP_USER_AGENT", ""))
        is_taken = state and answer and may_add(request.person)
        if is_taken and passkeys.add(request, request.person, name[:LONGEST_NAME], state, answer):
            return factor_added(request, had, "passkey")
        log_failure(request, "passkey")
        problem = _("The passkey could not be added.")
    context = {"longest": LONGEST_NAME, "problem": problem, **ways(request)}
    return page(request, "passkey", _("Add a passkey"), context)


@account_view(factors.ENROL, fresh=True)
@require_POST
def passkey_options(request):
    """Options for the browser, as JSON; the challenge is stored in the session."""
    if not passkeys.are_possible(request) or not may_add(request.person):
        return JsonResponse({"error": _("No passkey can be added here.")}, status=400)
    options, request.session[STATE] = passkeys.begin_adding(request, request.person)
    return JsonResponse(options)


def may_add(person) -> bool:
    return Passkey.objects.filter(user=person).count() < passkeys.MOST


@account_view(fresh=True)
@require_POST
def remove(request):
    """Removes the authenticator app ("app") or the passkey with that id."""
    chosen = request.POST.get("factor", "")
    rows = Passkey.objects.none()
    if chosen == "app":
        rows = Authenticator.objects.filter(user=request.user)
    elif chosen.isascii() and chosen.isdigit() and len(chosen) <= MAX_DIGITS:
        rows = Passkey.objects.filter(user=request.user, pk=int(chosen))
    if rows.delete()[0]:
        kind = "authenticator" if chosen == "app" else "passkey"
        log.record("second_factor_removed", request, is_warning=True, kind=kind)
        messages.success(request, _("Removed."))
        if not factors.has_factor(request.user):
            RecoveryCode.objects.filter(user=request.user).delete()
            sessions.end_others(request.user, request.session.session_key)
            # If a factor is required, the next page asks for a new one.
            request.session.pop(sessions.SECOND_FACTOR, None)
    return redirect("account_security")


@account_view()
@require_POST
def end_sessions(request):
    """Ends the session with the handle `session`, or all others ("others")."""
    chosen, own_key = request.POST.get("session", ""), request.session.session_key
    if chosen == "others":
        ended = sessions.end_others(request.user, own_key)
    else:
        rows = sessions.of_person(request.user).exclude(session_key=own_key)
        keys = [row.session_key for row in rows if sessions.handle(row.session_key) == chosen]
        ended = rows.filter(session_key__in=keys).delete()[0]
    if ended:
        log.record("sessions_ended", request, number=ended)
        text = ngettext("%(number)d session ended.", "%(number)d sessions ended.", ended)
        messages.success(request, text % {"number": ended})
    return redirect("account_security")


@account_view(factors.ENROL)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request):
    """Asks for the password again."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = request.person.get_username()
        if authenticate(request, username=name, password=form.cleaned_data["password"]):
            request.session[sessions.CONFIRMED] = time.time()
            return redirect(destination(request))
        form.add_error("password", _("That is not the password of this account."))
    return page(
        request, "confirm", _("Confirm your password"), {"form": form, "next": destination(request)}
    )
