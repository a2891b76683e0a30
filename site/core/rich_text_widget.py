"""The form widget of rich texts."""

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.rich_text.editors.draftail import (
    DraftailRichTextArea,
    DraftailRichTextAreaAdapter,
)
from wagtail.admin.telepath import register


class LateRichTextArea(DraftailRichTextArea):
    """Within streams shows the text alone at first, and gets its editor a moment later.

    A long article is then open before the editors of all its texts are made (rich_text.js).
    """

    @cached_property
    def media(self):
        return super().media + forms.Media(js=["core/admin/rich_text.js"])


class LateRichTextAreaAdapter(DraftailRichTextAreaAdapter):
    js_constructor = "core.widgets.LateRichTextArea"


register(LateRichTextAreaAdapter(), LateRichTextArea)
