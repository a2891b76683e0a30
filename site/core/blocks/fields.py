"""Fields of blocks that keep what an editor types.

Wagtail defers what is *required* until a text is published, and refuses a draft for everything
else. One bad address would stop autosave for the whole article. These fields keep in a draft what
was typed, and refuse it when the text is published.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

WEB_SCHEMES = ("http://", "https://")

# 1,200 and 1 200 and 1.200.000 are read differently by different people; 1,200 is how we print it.
GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, \u00a0\u2009\u202f'\u2019])\d{3})(?:\1\d{3})*(?:\.\d+)?")
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


class DraftFieldMixin:
    """For blocks of one field: a draft keeps what is invalid, and publishing refuses it.

    `in_draft` says what is kept of it. Subclasses deconstruct to a class that migrations know.
    """

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            if not self.is_deferred_validation:
                raise
            return self.in_draft(value)

    def in_draft(self, value):
        return value

    def deconstruct_with_lookup(self, lookup):
        return self.deconstruct()


class Address(str):
    """An address of the web, or "" where something else was `typed`, which only forms show."""

    typed: str

    def __new__(cls, typed: str):
        is_of_the_web = typed.lower().startswith(WEB_SCHEMES)
        made = super().__new__(cls, typed if is_of_the_web else "")
        made.typed = typed
        return made


class AddressBlock(DraftFieldMixin, blocks.URLBlock):
    """A URL. A template never meets one that does not begin with http:// or https://."""

    def to_python(self, value):
        return value if isinstance(value, Address) else Address(str(value or ""))

    normalize = to_python

    def get_prep_value(self, value):
        return getattr(value, "typed", value)

    value_for_form = get_prep_value

    def value_from_form(self, value):
        return self.to_python(value)

    in_draft = to_python

    def deconstruct(self):
        """As Wagtail's block: for the database they are the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.URLBlock", args, kwargs


# Beyond it a float no longer counts every unit.
LARGEST_WHOLE = 1e15


def whole(number):
    """The same number, without ".0" where it is a whole one; anything else as it is."""
    is_whole = isinstance(number, float) and number.is_integer() and abs(number) <= LARGEST_WHOLE
    return int(number) if is_whole else number


def read_number(typed: str) -> float | int:
    """1200, 1,200, 1 200, 12.5, -3 or 1e6. Raises ValueError for anything else."""
    text = typed.strip().translate(MINUS)
    if GROUPED.fullmatch(text):
        text = re.sub(r"[^\d.+-]", "", text)
    elif not PLAIN.fullmatch(text):
        raise ValueError(typed)
    return whole(float(text))


class NumberField(forms.FloatField):
    """A text field: one of type number would throw away whatever it cannot read."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {
        "invalid": _("“%(typed)s” is no number. Write it as 1200, 1,200 or 12.5.")
    }

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return read_number(str(value))
        except (ValueError, OverflowError):
            message, params = self.error_messages["invalid"], {"typed": value}
            raise ValidationError(message, code="invalid", params=params) from None

    def prepare_value(self, value):
        return whole(value)


class NumberBlock(DraftFieldMixin, blocks.FloatBlock):
    """A number that is shown again as it was typed: 1200, not 1200.0."""

    def __init__(self, required=True, help_text=None, **kwargs):
        super().__init__(required=required, help_text=help_text, **kwargs)
        self.field = NumberField(required=required, help_text=help_text)

    def to_python(self, value):
        try:
            return read_number(value) if isinstance(value, str) else whole(value)
        except ValueError:
            return value

    def deconstruct(self):
        """As Wagtail's block: for the database they are the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.FloatBlock", args, kwargs
