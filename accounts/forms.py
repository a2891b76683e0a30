"""Forms of the pages around signing in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import PasswordResetForm

from accounts import devices, log, throttle
from accounts.mailing import mail_reset_link
from core.tasks import after_commit

LONGEST_NAME = 60


class ReaderForm(AuthenticationForm):
    """Has no autofocus: users of keyboards and screen readers start at the top of the page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)


class ResetForm(PasswordResetForm):
    """Gives the same answer, after the same time, whether or not the address has an account."""

    def save(self, *, request, use_https, subject_template_name, email_template_name, **kwargs):
        email = devices.normalised(self.cleaned_data["email"])
        limits = [
            *throttle.of_address(request, throttle.RESET_ADDRESS),
            (throttle.RESET_ACCOUNT, email),
        ]
        throttle.attempt(request, limits)
        log.record("password_reset_requested", request)
        after_commit(
            mail_reset_link,
            *(self.cleaned_data["email"], request.get_host(), use_https),
            *(subject_template_name, email_template_name),
        )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "spellcheck": "false",
                "autofocus": "",
            }
        ),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
