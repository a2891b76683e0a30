"""The form widget of streams."""

from functools import cache

from django.utils.translation import get_language
from wagtail.blocks.base import BlockWidget


class StreamWidget(BlockWidget):
    """Describes its blocks to the browser once a language; Wagtail does it for every form anew.

    So no block may describe itself differently from one request to the next.
    """

    def __init__(self, block_def, attrs=None):
        super().__init__(block_def, attrs)
        # Each form works with a shallow copy of the widget, which shares this.
        self._descriptions = {}

    def _build_block_json(self):
        language = get_language()
        if language not in self._descriptions:
            super()._build_block_json()
            self._descriptions[language] = self._js_context, self._block_json
        self._js_context, self._block_json = self._descriptions[language]


@cache
def stream_form_field(field) -> dict:
    """What the form field of a StreamField is made with: always with the same widget."""
    return {"widget": StreamWidget(field.stream_block)}
