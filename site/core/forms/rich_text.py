"""The form widget of rich text fields."""

from django import forms
from django.core.exceptions import BadRequest
from django.utils.functional import cached_property
from wagtail.admin.rich_text.editors.draftail import (
    DraftailRichTextArea,
    DraftailRichTextAreaAdapter,
)
from wagtail.admin.telepath import register


class LazyRichTextArea(DraftailRichTextArea):
    """Shows the plain text first within streams, and starts the editor a moment later.

    So a long article opens before the editors of all its texts have started (rich_text.js).
    """

    def value_from_datadict(self, data, files, name):
        """Raises BadRequest if the value is not the editor's content, but JSON of another shape."""
        try:
            return super().value_from_datadict(data, files, name)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise BadRequest(f"The rich text {name} cannot be read") from error

    @cached_property
    def media(self):
        names = ["rich_text", "paste_tables", "paste_blocks", "paste"]
        return super().media + forms.Media(js=[f"core/admin/{name}.js" for name in names])


class LazyRichTextAreaAdapter(DraftailRichTextAreaAdapter):
    js_constructor = "core.widgets.LazyRichTextArea"


register(LazyRichTextAreaAdapter(), LazyRichTextArea)
