from django.db import models
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.menu import MenuItem
from wagtail.fields import StreamField

from core.admin import reviews, schedules
from core.blocks.rich_text import LivePageLinkHandler
from core.blocks.widgets import stream_form_field
from core.cache import report
from core.compat import set_workflow_states
from core.forms.moments import MomentField, MomentInput
from core.forms.pages import mark_autosave

register_form_field_override(StreamField, override=stream_form_field)
register_form_field_override(
    models.DateTimeField, override={"form_class": MomentField, "widget": MomentInput}
)

hooks.register("insert_global_admin_js", schedules.script)
hooks.register("after_publish_page", schedules.report_schedule)
# Must run after read_workflow_state_once.
hooks.register("before_edit_page", reviews.show_request_for_changes, order=10)
hooks.register("after_edit_page", reviews.report_review)
# Must run after Wagtail's hook with the same name, to replace its action.
hooks.register("register_bulk_action", schedules.PublishOrSchedule, order=10)


# Must run after Wagtail's hook, to replace its handler of the same links.
@hooks.register("register_rich_text_features", order=10)
def replace_page_link_handler(features):
    features.register_link_type(LivePageLinkHandler)


@hooks.register("before_edit_page")
def read_workflow_state_once(request, page):
    """Stores the workflow states on the page; otherwise Wagtail queries them a dozen times per
    form."""
    if request.method == "GET":
        states = page.workflow_states.active().select_related("current_task_state__task")
        set_workflow_states(page, list(states))


@hooks.register("before_edit_page")
def let_autosave_know_its_place(request, page):
    if request.method == "POST" and not request.accepts("text/html"):
        page.autosaved_after = page.latest_revision_created_at


@hooks.register("before_create_page")
def mark_autosave_of_new_page(request, parent, _page_class):
    mark_autosave(request, parent)


@hooks.register("before_edit_page")
def mark_autosave_of_page(request, page):
    mark_autosave(request, page)


@hooks.register("insert_editor_js")
def save_what_is_typed_during_autosave():
    return format_html('<script src="{}"></script>', static("core/admin/autosave.js"))


@hooks.register("insert_global_admin_css")
def admin_stylesheet():
    return format_html_join(
        "",
        '<link rel="stylesheet" href="{}">',
        ((static(f"core/admin/{name}.css"),) for name in ("admin", "moments")),
    )


class PageCacheMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return report.may_empty(request.user)


@hooks.register("register_newsroom_menu_item")
def page_cache_menu_item():
    return PageCacheMenuItem(
        _("Page cache"),
        reverse_lazy("newsroom_page_cache"),
        name="newsroom-page-cache",
        icon_name="bars",
        order=990,
    )


@hooks.register("register_admin_urls")
def register_page_cache_url():
    return [
        path("newsroom/page-cache/", report.page_cache, name="newsroom_page_cache"),
        schedules.url,
    ]
