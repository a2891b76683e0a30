"""Mails password reset links, in a background task.

The task also looks up the account, so that the response time does not reveal whether an address
belongs to one, and the link is never stored.
"""

from django.core.mail import EmailMultiAlternatives
from django.template import loader
from wagtail.admin.forms.auth import PasswordResetForm

from core.tasks import BEFORE_OTHERS, task


class ResetLetterForm(PasswordResetForm):
    """Lets mail errors propagate, so that the task is retried: Django's form only logs them."""

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
    """Mails a link to every account with the address; `host` is the host of the link."""
    form = ResetLetterForm({"email": email})
    if form.is_valid():
        form.save(
            domain_override=host,
            use_https=use_https,
            subject_template_name=subject_template,
            email_template_name=email_template,
        )
