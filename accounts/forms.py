"""Forms of the pages around signing in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.mail import EmailMultiAlternatives
from django.template import loader
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import PasswordResetForm

from accounts import devices, log, throttle
from accounts.mailing import send_later

LONGEST_NAME = 60


class ReaderForm(AuthenticationForm):
    """Does not take the focus: who comes by keyboard or hears the page begins at its beginning."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)


class ResetForm(PasswordResetForm):
    """Answers the same whether or not the address belongs to an account, and as quickly."""

    def save(self, *args, request=None, **kwargs):
        email = devices.normalised(self.cleaned_data["email"])
        limits = [
            *throttle.of_address(request, throttle.RESET_ADDRESS),
            (throttle.RESET_ACCOUNT, email),
        ]
        throttle.attempt(request, limits)
        log.record("password_reset_requested", request)
        super().save(*args, request=request, **kwargs)

    def send_mail(
        self,
        subject_template_name,
        email_template_name,
        context,
        from_email,
        to_email,
        html_email_template_name=None,
    ):
        subject = loader.render_to_string(subject_template_name, context)
        body = loader.render_to_string(email_template_name, context)
        send_later(
            EmailMultiAlternatives("".join(subject.splitlines()), body, from_email, [to_email])
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
