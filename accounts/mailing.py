"""Mails the link with which an account gets a new password.

A background task does all of it: how long an answer takes must not tell whether an address belongs
to an account, and the link is never stored.
"""

from django.core.mail import EmailMultiAlternatives
from django.template import loader
from wagtail.admin.forms.auth import PasswordResetForm

from core.tasks import BEFORE_OTHERS, task


class ResetLetterForm(PasswordResetForm):
    """Django's form catches what goes wrong when it sends: then the task would not be repeated."""

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
        EmailMultiAlternatives("".join(subject.splitlines()), body, from_email, [to_email]).send()


@task(priority=BEFORE_OTHERS)
def mail_reset_link(
    email: str, host: str, use_https: bool, subject_template: str, email_template: str
) -> None:
    """Mails a link to every account with the address; `host`: where the link leads to."""
    form = ResetLetterForm({"email": email})
    if form.is_valid():
        form.save(
            domain_override=host,
            use_https=use_https,
            subject_template_name=subject_template,
            email_template_name=email_template,
        )
