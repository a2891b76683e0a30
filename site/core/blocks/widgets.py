"""The form widget of streams."""

from functools import cache

from django.utils.translation import get_language
from wagtail.blocks.base import BlockWidget


class StreamWidget(BlockWidget):
    """Describes its blocks to the browser once per language; Wagtail does it for every form.

    So the description of a block must not differ between requests.
    """

    def __init__(self, block_def, attrs=None):
        super().__init__(block_def, attrs)
        # Each form copies the widget shallowly, so all copies share this dictionary.
        self._descriptions = {}

    def _build_block_json(self):
        language = get_language()
        if language not in self._descriptions:
            super()._build_block_json()
            self._descriptions[language] = self._js_context, self._block_json
        self._js_context, self._block_json = self._descriptions[language]


@cache
def stream_form_field(field) -> dict:
    """Arguments for the form field of a StreamField, which always share one widget."""
    return {"widget": StreamWidget(field.stream_block)}
