"""A date within a stream."""

from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.widgets import AdminDateInput

from core.forms.moments import DayField


class DayBlock(blocks.DateBlock):
    """Wagtail's, which reads dates as the language of the editor has them, and not of the site."""

    @cached_property
    def field(self):
        return DayField(widget=AdminDateInput(format=self.format), **self.field_options)

    # To migrations it is Wagtail's.

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.DateBlock", args, kwargs

    def deconstruct_with_lookup(self, lookup):
        _path, args, kwargs = super().deconstruct_with_lookup(lookup)
        return "wagtail.blocks.DateBlock", args, kwargs
