"""The front-end login, and limits for shared passwords, which authenticate() does not see."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import LoginView
from wagtail.admin.views.account import LoginView as WagtailLoginView

from accounts import log, throttle
from accounts.forms import ReaderForm


class AdminLoginView(WagtailLoginView):
    """Wagtail's login to the admin, which goes on to paths alone.

    Wagtail hands `next` to redirect(), which fails for "a:b": it looks that up as a view.
    """

    def get_redirect_url(self) -> str:
        url = super().get_redirect_url()
        return url if url.startswith("/") else ""


# For readers of restricted pages.
login = LoginView.as_view(template_name="pages/login.html", authentication_form=ReaderForm)


def with_limit(view: Callable) -> Callable:
    """Limits a view that checks a shared password, by restriction and by address.

    The limit of the restriction is wide: its readers have no account that distinguishes them from
    somebody who guesses.
    """

    @wraps(view)
    def limited(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = kwargs.get("page_view_restriction_id", kwargs.get("restriction_id"))
        restriction = f"{request.resolver_match.url_name} {key}"
        limits = [
            *throttle.of_address(request, throttle.PAGE_ADDRESS),
            (throttle.PAGE_PASSWORD, restriction),
        ]
        attempt = throttle.attempt(request, limits)
        response = view(request, *args, **kwargs)
        if response.status_code == 302:
            attempt.succeeded()
            log.record("page_password_accepted", request)
        else:
            log.record("page_password_failed", request, is_warning=True)
        return response

    return limited
