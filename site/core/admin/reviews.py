"""What the editor of a page says to whoever was asked for changes."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.models import TaskState, WorkflowState


def show_request_for_changes(request, page) -> None:
    """Shows at the head of the page who asked for changes, when, and with which note.

    Wagtail shows the note in a dialog behind "View details", beneath the name of the writer.
    """
    state = page.current_workflow_state
    if request.method != "GET" or state is None:
        return
    task_state = state.current_task_state
    if (
        state.status != WorkflowState.STATUS_NEEDS_CHANGES
        or task_state is None
        or task_state.status != TaskState.STATUS_REJECTED
    ):
        return
    moment = timezone.localtime(task_state.finished_at)
    words = {
        "name": user_display_name(task_state.finished_by) or _("Somebody"),
        "when": date_format(moment, "DATETIME_FORMAT"),
    }
    asked = _("%(name)s asked for changes on %(when)s") % words
    note = task_state.specific.get_comment()
    said = format_html("<strong>{}</strong>: “{}”", asked, note) if note else asked
    messages.warning(request, said)
