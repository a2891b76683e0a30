"""Fields of blocks that store what an editor typed, even if it is invalid.

Wagtail defers only the check for *required* values until a page is published; any other error makes
it refuse the draft. One bad address would stop autosave for the whole article. These fields accept
invalid values in a draft, and refuse them on publication.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

WEB_SCHEMES = ("http://", "https://")

# People read 1,200 and 1 200 and 1.200.000 differently; we print 1,200.
GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, \u00a0\u2009\u202f'\u2019])\d{3})(?:\1\d{3})*(?:\.\d+)?")
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


class DraftFieldMixin:
    """For blocks with one field: drafts may hold invalid values, which publishing refuses.

    `in_draft` returns the form of the invalid value that a draft stores. Subclasses must
    deconstruct to a class that migrations know.
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
    """A web address. It is "" if something else was `typed`; only forms show that text."""

    typed: str

    def __new__(cls, typed: str):
        is_of_the_web = typed.lower().startswith(WEB_SCHEMES)
        made = super().__new__(cls, typed if is_of_the_web else "")
        made.typed = typed
        return made


class AddressBlock(DraftFieldMixin, blocks.URLBlock):
    """A URL. Templates receive only values that begin with http:// or https://."""

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
        """Deconstructs to Wagtail's block, because their stored values have the same form."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.URLBlock", args, kwargs


# Above this, a float cannot represent every integer.
LARGEST_WHOLE = 1e15


def whole(number):
    """An integral float as an int, so that it has no ".0"; any other value unchanged."""
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
    """Uses a text input, because a number input discards what it cannot read."""

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
    """A number that is shown as it was typed: 1200, not 1200.0."""

    def __init__(self, required=True, help_text=None, **kwargs):
        super().__init__(required=required, help_text=help_text, **kwargs)
        self.field = NumberField(required=required, help_text=help_text)

    def to_python(self, value):
        try:
            return read_number(value) if isinstance(value, str) else whole(value)
        except ValueError:
            return value

    def deconstruct(self):
        """Deconstructs to Wagtail's block, because their stored values have the same form."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.FloatBlock", args, kwargs
