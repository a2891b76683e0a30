"""Dates in the admin: how a typed date is read, and when a page goes live."""

from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.models import Page

from core.forms.moments import reading_of
from core.moments import in_words

# A message names at most this many titles; beyond that it gives their number.
MOST_NAMED = 5


@require_safe
def reading(request):
    """How a date is read while it is typed: the JSON of core.forms.moments.reading_of()."""
    return JsonResponse(reading_of(request.GET.get("typed", "")))


url = path("newsroom/moments/", reading, name="newsroom_moment")


def script() -> str:
    """The script must run before the date pickers start, because they take their options from
    it."""
    return format_html(
        '<script src="{}" data-address="{}" data-publish="{}" data-schedule="{}"></script>',
        static("core/admin/moments.js"),
        reverse_lazy("newsroom_moment"),
        _("Publish"),
        _("Schedule to publish"),
    )


def report_schedule(request, page) -> None:
    """Adds the date after publishing or approving, because Wagtail's message names none."""
    if revision := page.scheduled_revision:
        until = in_words(revision.approved_go_live_at)
        messages.info(request, _("It goes live on %s.") % until)


class PublishOrSchedule(PublishBulkAction):
    """Wagtail's action, except that its message does not call scheduled pages published."""

    def get_success_message(self, num_parent_objects, num_child_objects):
        keys = [page.pk for page in self.actionable_objects]
        pages = list(Page.objects.filter(pk__in=keys).annotate_approved_schedule())
        waiting = [page for page in pages if page.approved_schedule]
        expired = [page for page in pages if page.expired]
        said = []
        if number := num_parent_objects - len(waiting) - len(expired):
            said.append(super().get_success_message(number, num_child_objects))
        for page in waiting[:MOST_NAMED]:
            until = in_words(page.scheduled_revision.approved_go_live_at)
            said.append(
                _("“%(title)s” goes live on %(until)s") % {"title": page.title, "until": until}
            )
        if more := len(waiting[MOST_NAMED:]):
            said.append(
                ngettext("%d more page is scheduled", "%d more pages are scheduled", more) % more
            )
        for page in expired[:MOST_NAMED]:
            said.append(_("“%s” is not public: its expiry date has passed") % page.title)
        return ". ".join(str(each) for each in said)
