"""The form for comments on an article."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import visible
from news.models.comment import LONGEST_EMAIL, LONGEST_NAME, LONGEST_TEXT

LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
LINKS = re.compile(r"(?:https?://(?:www\.)?|\bwww\.)\S", re.IGNORECASE)
MOST_LINKS = 2
LETTER = re.compile(r"[^\W_]")


class VisibleField(forms.CharField):
    """Removes invisible characters instead of refusing them."""

    def to_python(self, value) -> str:
        return visible(super().to_python(value))


class CommentForm(forms.Form):
    """Name, e-mail and text of a reader. Cleaned texts are plain and fit into any database."""

    name = VisibleField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=LONGEST_EMAIL,
        help_text=gettext_lazy("Never published, never passed on."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = VisibleField(
        label=gettext_lazy("Reply"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    # A honeypot: readers do not see it, spam bots fill it in.
    website = VisibleField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    to = VisibleField(required=False, widget=forms.HiddenInput)
    token = VisibleField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="reply_%s", **kwargs)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that readers see."""
        return [self["name"], self["email"], self["text"]]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not LETTER.search(name):
            raise forms.ValidationError(_("Please say how you want to be called."))
        if "@" in name or LINK.search(name):
            raise forms.ValidationError(
                _("Your name will be published. Please leave addresses out of it.")
            )
        return name

    def clean_text(self) -> str:
        text = "\n".join(map(str.rstrip, self.cleaned_data["text"].split("\n")))
        text = re.sub(r"\n{3,}", "\n\n", text).strip()
        if not LETTER.search(text):
            raise forms.ValidationError(_("Please write what you want to say."))
        if len(LINKS.findall(text)) > MOST_LINKS:
            raise forms.ValidationError(
                _("At most %(number)d links, please.") % {"number": MOST_LINKS}
            )
        return text

    def clean(self):
        cleaned = super().clean()
        email, text = cleaned.get("email"), cleaned.get("text")
        if email and text and email.lower() in text.lower():
            self.add_error("text", _("Your e-mail address stands here, and would be published."))
        return cleaned
