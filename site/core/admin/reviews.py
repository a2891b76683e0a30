"""Messages of the admin about reviews: requested changes, and the effect of an approval."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import Page, TaskState, WorkflowState

from core.admin.schedules import report_schedule


def show_request_for_changes(request, page) -> None:
    """Shows at the top of the page who requested changes, when, and with which comment.

    Wagtail shows the comment only in a dialog behind "View details", below the name of its author.
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


def report_review(request, page) -> None:
    """Adds a message after a workflow action in the editor, for which Wagtail only confirms the
    save."""
    if request.POST.get("action-workflow-action"):
        report_action(request, page, request.POST.get("workflow-action-name"))


class ReviewActionView(WorkflowActionView):
    """The actions of the list "Awaiting your review", for which Wagtail shows no message."""

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        task_state = TaskState.objects.get(pk=self.task_state.pk)
        # An invalid comment form is shown again.
        if task_state.status != TaskState.STATUS_IN_PROGRESS:
            report_action(request, self.object, self.action_name, task_state.revision_id)
        return response


def report_action(request, page, action: str | None, revision_id: int | None = None) -> None:
    """Adds the message. `revision_id` is the reviewed revision; None means the latest one."""
    page = Page.objects.get(pk=page.pk).specific
    words = {"title": page.get_admin_display_title()}
    if action == "reject":
        messages.success(request, _("You asked for changes to “%(title)s”.") % words)
    elif action != "approve":
        return
    elif page.workflow_in_progress:
        words["task"] = page.current_workflow_task.name
        messages.success(request, _("“%(title)s” is approved, and waits for: %(task)s.") % words)
    elif page.scheduled_revision:
        messages.success(request, _("“%(title)s” is approved.") % words)
        report_schedule(request, page)
    elif page.live and page.live_revision_id == (revision_id or page.latest_revision_id):
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
        view = messages.button(page.url, _("View live"), new_window=False)
        buttons = [view, edit] if page.url else [edit]
        messages.success(request, _("“%(title)s” has been published.") % words, buttons=buttons)
    elif page.expired:
        expired = _("“%(title)s” is not public: its expiry date has passed.") % words
        messages.warning(request, expired)
