"""The contact page: a form that stores and mails what readers write."""

import logging

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.forms import FormBuilder
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField

from core.blocks import plain_text
from core.models import BasePage

logger = logging.getLogger(__name__)

# The longest message that the form takes, in characters.
LONGEST = 10_000
LONGEST_MISSING = 256


class ContactFormBuilder(FormBuilder):
    def create_multiline_field(self, field, options):
        return forms.CharField(widget=forms.Textarea, max_length=LONGEST, **options)


class ContactField(AbstractFormField):
    page = ParentalKey("home.ContactPage", on_delete=models.CASCADE, related_name="form_fields")


class ContactPage(BasePage, AbstractEmailForm):
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    page_description = _("Address, e-mail and a form for readers.")

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
        """A reader who comes from a search without results finds the letter begun."""
        response = super().serve(request, *args, **kwargs)
        missing = request.GET.get("missing", "").replace("\x00", "")[:LONGEST_MISSING]
        if missing and request.method == "GET":
            begun = _("I searched for “%(words)s” and found nothing.\n\n") % {"words": missing}
            letters = self.form_fields.filter(field_type="multiline")
            initial = {field.clean_name: begun for field in letters[:1]}
            form = self.get_form(initial=initial, page=self, user=request.user)
            response.context_data["form"] = form
        return response

    def send_mail(self, form):
        """Mails the letter to the newsroom; it is stored already, so a dead server is logged."""
        try:
            return super().send_mail(form)
        except OSError:  # smtplib's errors and the socket's
            logger.exception("A letter to %s was stored but not mailed", self.to_address)
            return 0

    def get_landing_page_template(self, request, *args, **kwargs) -> str:
        return self.landing_page_template
