"""Citations in rich text: how an editor sees, stores and prints them (see news.structure.notes)."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text import EmbedHandler

from news.structure.notes import FEATURE, note_anchor, place_anchor

ENTITY = "SOURCE"
# Represents a citation in the editor: Draft.js needs a character for each entity.
DAGGER = "†"


LINK = '<sup class="citation"><a href="#{}" id="{}" role="doc-noteref" aria-label="{}">{}</a></sup>'


class CitationHandler(EmbedHandler):
    """Renders a link to the note if the citation has a number, else nothing."""

    identifier = FEATURE

    @staticmethod
    def expand_db_attributes(attrs: dict) -> str:
        number, place = attrs.get("number", ""), attrs.get("place", "")
        if not (number.isdecimal() and place.isdecimal()):
            return ""
        return format_html(
            LINK,
            note_anchor(number),
            place_anchor(number, place),
            _("Source %(number)s") % {"number": number},
            number,
        )


class CitationElementHandler(InlineEntityElementHandler):
    """Converts the stored tag, which has no text, to an entity on one character."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs):
        return {"id": attrs.get("id", "")}

    def handle_endtag(self, name, state, contentstate):
        state.current_block.text += DAGGER
        state.leading_whitespace = KEEP_WHITESPACE
        super().handle_endtag(name, state, contentstate)


def stored_citation(props):
    return DOM.create_element("embed", {"embedtype": FEATURE, "id": props.get("id")})


def register(features) -> None:
    """Registers the feature that lets editors cite sources in a rich text block."""
    control = {
        "type": ENTITY,
        "icon": "clipboard-list",
        "description": gettext_lazy("Source"),
        "attributes": ["id"],
        "allowlist": {"id": True},
        "mark": DAGGER,
        "words": {
            "title": gettext_lazy("Cite a source"),
            "none": gettext_lazy("The article has no sources yet."),
            "new": gettext_lazy("A new source"),
            "name": gettext_lazy("Title"),
            "address": gettext_lazy("Address"),
            "add": gettext_lazy("Add and cite"),
            "cancel": gettext_lazy("Cancel"),
        },
    }
    plugin = EntityFeature(
        control,
        js=["wagtailadmin/js/draftail.js", "core/admin/citations.js"],
        css={"all": ["core/admin/citations.css"]},
    )
    features.register_embed_type(CitationHandler)
    features.register_editor_plugin("draftail", FEATURE, plugin)
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {
                f'embed[embedtype="{FEATURE}"]': CitationElementHandler(ENTITY)
            },
            "to_database_format": {"entity_decorators": {ENTITY: stored_citation}},
        },
    )
