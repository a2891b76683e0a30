"""The admin's menu item and URLs of the import page; news/wagtail_hooks.py registers them."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.pages import PagePermissionPolicy

from . import views

urls = [
    path("newsroom/import/", views.upload, name="newsroom_import"),
    path("newsroom/import/review/", views.review, name="newsroom_import_review"),
]


class ImportMenuItem(MenuItem):
    """Shown to users who may create pages somewhere."""

    def is_shown(self, request) -> bool:
        return PagePermissionPolicy().user_has_permission(request.user, "add")


menu_item = ImportMenuItem(
    _("Import"),
    reverse_lazy("newsroom_import"),
    name="newsroom-import",
    icon_name="upload",
    order=900,
)
