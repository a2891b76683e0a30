"""URLs beneath the admin and before Wagtail's, also open without a second factor."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.doors import AdminLoginView
from accounts.views import second_factor, security

urlpatterns = [
    path("login/", AdminLoginView.as_view(), name="wagtailadmin_login"),
    path("second-factor/", second_factor.verify, name="second_factor"),
    path("second-factor/passkey/", second_factor.passkey_options, name="second_factor_passkey"),
    # Wagtail's own logout is only for users who may enter the admin.
    path(
        "second-factor/leave/",
        LogoutView.as_view(next_page="wagtailadmin_login"),
        name="account_leave",
    ),
    path("account/security/", security.security, name="account_security"),
    path("account/security/app/", security.authenticator, name="account_authenticator"),
    path("account/security/codes/", security.recovery_codes, name="account_recovery_codes"),
    path("account/security/passkey/", security.passkey, name="account_passkey"),
    path(
        "account/security/passkey/options/",
        security.passkey_options,
        name="account_passkey_options",
    ),
    path("account/security/remove/", security.remove, name="account_remove_factor"),
    path("account/security/sessions/", security.end_sessions, name="account_end_sessions"),
    path("account/security/confirm/", security.confirm, name="account_confirm"),
]
