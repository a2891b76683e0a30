"""The form field and widget of every date with a time in the admin.

The typed text stays unchanged. It is parsed (core.moments) or refused, and the field shows below it
how it was parsed, and in which time zone.
"""

import json
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.admin.widgets import AdminDateTimeInput

from core.moments import (
    Unreadable,
    example_day,
    in_words,
    is_repeated,
    name_of,
    read_day,
    read_moment,
    zone_in_words,
)

STORED_FORM = "%Y-%m-%d %H:%M"


class MomentInput(AdminDateTimeInput):
    """Wagtail's date picker. It offers days and times, and never changes the typed text."""

    template_name = "core/admin/moment_input.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        typed, key = widget["value"], widget["attrs"].get("id", name)
        widget["attrs"]["data-moment"] = f"{key}-reading"
        # The picker opens below the text about the date. The option takes a selector.
        widget["config_json"] = json.dumps({**self.get_config(), "parentID": f"#{key}-picker"})
        context["moment"] = {
            "key": key,
            "reading": reading_of(typed)["reading"] if typed else "",
            "example": f"{example_day()} 10:00",
            "zone": zone_in_words(),
        }
        return context


class MomentField(forms.DateTimeField):
    """Accepts the notations of core.moments. Shows a repeated hour with its time zone."""

    widget = MomentInput

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, (datetime, date)):
            return super().to_python(value)
        try:
            return read_moment(str(value).strip()) if str(value).strip() else None
        except Unreadable as error:
            raise ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value):
        return as_typed(value) if isinstance(value, datetime) else value

    def has_changed(self, initial, data):
        """Ignores the seconds, because the field does not show them."""
        if isinstance(initial, datetime) and as_typed(initial) == str(data or "").strip():
            return False
        return super().has_changed(initial, data)


def as_typed(moment: datetime) -> str:
    """2026-12-25 10:00 in the current time zone: how the field shows the stored value."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else timezone.make_aware(moment)
    text = local.strftime(STORED_FORM)
    return f"{text} {name_of(local)}" if is_repeated(local) else text


def reading_of(typed: str) -> dict:
    """How the text is parsed: `reading` in words, `error`, and whether the date lies `ahead`."""
    try:
        moment = read_moment(typed)
    except Unreadable as error:
        return {"reading": "", "error": str(error), "ahead": False}
    return {"reading": in_words(moment), "error": "", "ahead": moment > timezone.now()}


class SchedulePanel(PublishingPanel):
    """Wagtail's panel, with fields that show how they were parsed. The typed text survives when
    the dialog closes: a save conflict closes the dialog, and the answer saves the form."""

    def __init__(self, **kwargs):
        fields = [
            FieldPanel("go_live_at", help_text=_("Empty: as soon as it is published.")),
            FieldPanel("expire_at", help_text=_("Empty: it stays.")),
        ]
        super().__init__(**{"children": fields, **kwargs})


class DayField(forms.DateField):
    """Accepts the notations of core.moments, independent of the editor's language."""

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return read_day(str(value))
        except Unreadable as error:
            raise ValidationError(str(error), code="invalid") from None
