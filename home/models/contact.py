"""The contact page: a form whose messages are stored and mailed."""

import json
import logging
from datetime import timedelta

from django import forms
from django.db import models
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.mail import send_mail
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.forms import FormBuilder
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField

from accounts import log, throttle
from core.blocks import plain_text
from core.http.policy import is_cross_site
from core.models import BasePage
from core.tasks import BEFORE_OTHERS, after_commit, task
from core.text import visible

logger = logging.getLogger(__name__)

# The longest message that the form takes, in characters.
LONGEST = 10_000
LONGEST_MISSING = 256
# A field that readers do not see and programs fill in. Names of editors' fields have no hyphen.
TRAP = "your-website"
# Messages an hour; further ones are stored but not mailed.
MOST_MAILED = 60


class ContactFormBuilder(FormBuilder):
    def create_multiline_field(self, field, options):
        return forms.CharField(widget=forms.Textarea, max_length=LONGEST, **options)


class ContactField(AbstractFormField):
    page = ParentalKey("home.ContactPage", on_delete=models.CASCADE, related_name="form_fields")


class ContactPage(BasePage, AbstractEmailForm):
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    page_description = _("Address, e-mail and a form for readers.")
    # Not cached: a link from a search without results prefills the form.
    is_kept = False

    form_builder = ContactFormBuilder
    landing_page_template = "pages/contact_page_landing.html"

    introduction = RichTextField(
        _("introduction"), blank=True, features=["bold", "italic", "link", "ol", "ul"]
    )
    address = models.TextField(_("postal address"), blank=True)
    contact_email = models.EmailField(
        _("e-mail shown"), blank=True, help_text=_("Empty: the publication's contact e-mail.")
    )
    thank_you_text = RichTextField(
        _("thank-you text"), blank=True, features=["bold", "italic", "link"]
    )

    content_panels = [
        *BasePage.content_panels,
        FormSubmissionsPanel(),
        FieldPanel("introduction"),
        FieldPanel("address"),
        FieldPanel("contact_email"),
        InlinePanel("form_fields", heading=_("Form"), label=_("Field")),
        FieldPanel("thank_you_text"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("from_address"), FieldPanel("to_address")]),
                FieldPanel("subject"),
            ],
            heading=_("Mail to the newsroom"),
        ),
    ]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")

    schema_type = "ContactPage"

    @property
    def social_description(self) -> str:
        return super().social_description or plain_text(self.introduction)

    def serve(self, request, *args, **kwargs):
        """Prefills the message for readers who come from a search without results (`?missing=`)."""
        if request.method == "POST":
            return self.receive(request, *args, **kwargs)
        response = super().serve(request, *args, **kwargs)
        missing = visible(request.GET.get("missing", ""))[:LONGEST_MISSING]
        if missing and request.method == "GET":
            text = _("I searched for “%(words)s” and found nothing.\n\n") % {"words": missing}
            fields = self.form_fields.filter(field_type="multiline")
            initial = {field.clean_name: text for field in fields[:1]}
            form = self.get_form(initial=initial, page=self, user=request.user)
            response.context_data["form"] = form
        return response

    def receive(self, request, *args, **kwargs):
        """Stores and mails a message, once, and at most a few from one network.

        Cross-site and too frequent messages are shown again and not stored. If the hidden field is
        filled in or the same message is sent twice, the response is the usual one, and nothing is
        stored.
        """
        if is_cross_site(request):
            problem = _("This was sent from another site. Send it from here.")
            return self.again(request, problem, status=403)
        form = self.get_form(request.POST, request.FILES, page=self, user=request.user)
        if not form.is_valid():
            return super().serve(request, *args, **kwargs)
        if request.POST.get(TRAP):
            log.record("contact_trapped", request)
            return self.render_landing_page(request, None, *args, **kwargs)
        letter = json.dumps([self.pk, form.cleaned_data], sort_keys=True, default=str)
        if not throttle.is_first(throttle.CONTACT_LETTER, letter):
            return self.render_landing_page(request, None, *args, **kwargs)
        try:
            throttle.attempt(request, throttle.of_address(request, throttle.CONTACT_ADDRESS))
        except throttle.TooManyAttempts as refusal:
            throttle.clear(throttle.CONTACT_LETTER, letter)
            problem = _(
                "Too many letters came from where you are. Wait a while, and send it again."
            )
            response = self.again(request, problem, status=429)
            response.headers["Retry-After"] = str(refusal.retry_after)
            return response
        return super().serve(request, *args, **kwargs)

    def again(self, request, problem: str, status: int) -> TemplateResponse:
        """The form with the submitted values and an error."""
        form = self.get_form(request.POST, page=self, user=request.user)
        form.add_error(None, problem)
        context = {**self.get_context(request), "form": form}
        return TemplateResponse(request, self.get_template(request), context, status=status)

    def send_mail(self, form):
        """Enqueues the mail of the stored message, unless over MOST_MAILED came within an hour."""
        hour_ago = timezone.now() - timedelta(hours=1)
        letters = self.get_submission_class().objects.filter(page=self, submit_time__gt=hour_ago)
        if letters.count() > MOST_MAILED:
            logger.warning("More than %s letters within an hour: not mailed", MOST_MAILED)
            return
        recipients = [address.strip() for address in self.to_address.split(",")]
        after_commit(
            mail_letter, self.subject, self.render_email(form), recipients, self.from_address
        )


@task(priority=BEFORE_OTHERS)
def mail_letter(subject: str, text: str, recipients: list[str], sender: str) -> None:
    send_mail(subject, text, recipients, sender)
