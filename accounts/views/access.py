"""Access to the views of accounts, and their layout."""

import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import sessions

# How long after the password the pages of one's own account do not ask for it again.
FRESH_SECONDS = 900


def account_view(*pending: str, fresh: bool = False) -> Callable:
    """Requires a signed-in user, as `request.person`, or one who still lacks a step of `pending`.

    `fresh`: the password must have been entered recently; otherwise the view asks for it first.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            request.person = request.user if request.user.is_authenticated else None
            if request.person is None and request.pending in pending:
                request.person = request.pending_user
            if request.person is None:
                return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
            if fresh and not is_fresh(request.session):
                back = request.path if request.method == "GET" else reverse("account_security")
                return redirect(f"{reverse('account_confirm')}?next={back}")
            return view(request, *args, **kwargs)

        return never_cache(sensitive_post_parameters()(guarded))

    return decorate


def is_fresh(session) -> bool:
    return time.time() - session.get(sessions.CONFIRMED, 0) <= FRESH_SECONDS


def page(request, template: str, heading: str, context: dict):
    """Renders in the admin's layout for users who may enter the admin, otherwise in a bare one."""
    is_full = request.user.has_perm("wagtailadmin.access_admin")
    layout = "wagtailadmin/base.html" if is_full else "accounts/bare.html"
    around = {"layout": layout, "is_bare": not is_full, "heading": heading}
    return render(request, f"accounts/{template}.html", {**around, **context})


def destination(request) -> str:
    """The path in `next`; otherwise the admin or the site, whichever the user may enter.

    Only absolute paths count: redirect() would take "a:b" for the name of a view.
    """
    target = request.POST.get("next") or request.GET.get("next", "")
    is_on_site = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    if is_on_site and target.startswith("/"):
        return target
    person = getattr(request, "person", request.user)
    is_staff = person.has_perm("wagtailadmin.access_admin")
    return reverse("wagtailadmin_home") if is_staff else settings.LOGIN_REDIRECT_URL


def admit(request, person) -> None:
    """Marks the second factor as passed in this session."""
    request.session.cycle_key()
    request.session[sessions.SECOND_FACTOR] = True
    request.session[sessions.CONFIRMED] = time.time()
    request.signed_in = person
