"""The base of all content blocks."""

from django.utils.translation import gettext_lazy as _

INLINE = ["bold", "italic", "link", "document-link"]
PROSE = [*INLINE, "ol", "ul"]
WORDS, PICTURES, DATA, LINKS = _("Words"), _("Pictures"), _("Data"), _("Links and media")
PREVIEW_TEMPLATE = "blocks/preview.html"
