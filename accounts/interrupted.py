"""Forms of the admin that are sent while nobody is signed in any more.

Somebody signs out in another tab, or a session ends, and then presses Publish. What was posted must
not be lost: the answer is a page that holds it, to be sent again after signing in.
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

# The name of the field that Django looks for.
PROOF = "csrfmiddlewaretoken"


class KeepPosts:
    """Belongs before AuthenticationMiddleware: answers a form that would be lost in a redirect to
    the login with a page that holds it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_to_login(response) and may_be_kept(request) and not request.user.is_authenticated:
            return kept(request)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Signing in gives a new token, so forms of before are refused: those of the admin are kept."""
    return kept(request) if may_be_kept(request) else refuse(request, reason)


def is_to_login(response: HttpResponse) -> bool:
    if response.status_code != 302:
        return False
    names = ("wagtailadmin_login", *ENTRANCES.values())
    return urlsplit(response["Location"]).path in {reverse(name) for name in names}


def may_be_kept(request: HttpRequest) -> bool:
    """Whether this is a form of the admin that a person sent from one of our own pages.

    What another site made the browser send is never offered to be sent again, and a password is
    never written into a page.
    """
    return (
        request.method == "POST"
        and request.path_info.startswith(reverse("wagtailadmin_home"))
        and request.accepts("text/html")
        and request.headers.get("X-Requested-With") != "XMLHttpRequest"
        and not is_cross_site(request)
        and not any("password" in name for name in request.POST)
        and request.path_info != reverse("wagtailadmin_logout")
        and has_words(request)
    )


def has_words(request: HttpRequest) -> bool:
    """Whether anything but the token was posted, which could be lost."""
    return bool(request.FILES or set(request.POST) - {PROOF})


def kept(request: HttpRequest) -> HttpResponse:
    posted = [
        (name, value) for name, values in request.POST.lists() if name != PROOF for value in values
    ]
    context = {
        "posted": posted,
        "files": [file.name for file in request.FILES.values()],
        "login": login_address(),
        "is_signed_in": request.user.is_authenticated if hasattr(request, "user") else False,
    }
    response = render(request, "accounts/kept_post.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def login_address() -> str:
    return f"{reverse('wagtailadmin_login')}?{urlencode({'next': reverse('account_back')})}"


@never_cache
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """For the script of open pages: who is signed in, and the token for their forms."""
    return JsonResponse({"name": request.user.get_username(), "token": get_token(request)})


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where signing in leads to when it was done for the sake of another tab."""
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
