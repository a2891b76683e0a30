"""A date within a stream."""

from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.widgets import AdminDateInput

from core.forms.moments import DayField


class DayBlock(blocks.DateBlock):
    """Wagtail's block, except that it reads dates in the site's language, not the editor's."""

    @cached_property
    def field(self):
        return DayField(widget=AdminDateInput(format=self.format), **self.field_options)

    # Migrations refer to Wagtail's block.

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.DateBlock", args, kwargs

    def deconstruct_with_lookup(self, lookup):
        _path, args, kwargs = super().deconstruct_with_lookup(lookup)
        return "wagtail.blocks.DateBlock", args, kwargs
