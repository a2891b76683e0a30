"""Forms of the admin that are submitted after the session has ended.

An editor signs out in another tab, or the session ends, and then presses Publish. The submitted
values must not be lost: the response is a page that contains them, to submit again after login.
"""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as refuse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ENTRANCES
from core.http.policy import is_cross_site

# The name of Django's form field for the CSRF token.
CSRF_FIELD = "csrfmiddlewaretoken"


class PreservePosts:
    """Answers a form that a redirect to the login would lose with a page that contains it.

    Must come before AuthenticationMiddleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            redirects_to_login(response)
            and can_be_preserved(request)
            and not request.user.is_authenticated
        ):
            return preserved_form(request)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Preserves forms of the admin: signing in rotates the token, so older forms are refused."""
    return preserved_form(request) if can_be_preserved(request) else refuse(request, reason)


def redirects_to_login(response: HttpResponse) -> bool:
    if response.status_code != 302:
        return False
    names = ("wagtailadmin_login", *ENTRANCES.values())
    return urlsplit(response["Location"]).path in {reverse(name) for name in names}


def can_be_preserved(request: HttpRequest) -> bool:
    """Whether this is a form of the admin that a person submitted from one of our pages.

    Requests from other sites are never offered for submission again, and passwords are never
    written into a page.
    """
    return (
        request.method == "POST"
        and request.path_info.startswith(reverse("wagtailadmin_home"))
        and request.accepts("text/html")
        and request.headers.get("X-Requested-With") != "XMLHttpRequest"
        and not is_cross_site(request)
        and not any("password" in name for name in request.POST)
        and request.path_info != reverse("wagtailadmin_logout")
        and has_data(request)
    )


def has_data(request: HttpRequest) -> bool:
    """Whether the form contains anything besides the token."""
    return bool(request.FILES or set(request.POST) - {CSRF_FIELD})


def preserved_form(request: HttpRequest) -> HttpResponse:
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        if name != CSRF_FIELD
        for value in values
    ]
    context = {
        "posted": posted,
        "files": [file.name for file in request.FILES.values()],
        "login": login_address(),
        "is_signed_in": request.user.is_authenticated if hasattr(request, "user") else False,
    }
    response = render(request, "accounts/preserved_form.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def login_address() -> str:
    return f"{reverse('wagtailadmin_login')}?{urlencode({'next': reverse('account_back')})}"


@never_cache
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """For the script of open pages: the signed-in user, and a CSRF token for their forms."""
    return JsonResponse({"name": request.user.get_username(), "token": get_token(request)})


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """The page after a login in a new tab, which tells the user to return to the first tab."""
    return render(request, "accounts/back.html")


def script() -> str:
    return format_html(
        '<script src="{}" data-address="{}" data-login="{}" data-title="{}" data-why="{}" '
        'data-sign-in="{}" data-later="{}" data-again="{}"></script>',
        static("accounts/session.js"),
        reverse_lazy("account_session"),
        login_address(),
        _("You are signed out"),
        _(
            "Everything on this page is still here, and nothing can be saved until you sign in "
            "again. Sign in in a new tab, then come back to this one."
        ),
        _("Sign in in a new tab"),
        _("Not now"),
        _("You are signed in as %s. Go on where you were."),
    )


urls = [
    path("account/session/", session, name="account_session"),
    path("account/back/", back, name="account_back"),
]
