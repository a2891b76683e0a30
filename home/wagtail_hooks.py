"""Adds the style guide to the settings menu."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.styleguide import PERMISSION


class StyleGuideMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm(PERMISSION)


@hooks.register("register_settings_menu_item")
def style_guide_menu_item() -> MenuItem:
    return StyleGuideMenuItem(
        _("Style guide"), reverse_lazy("styleguide"), icon_name="view", order=9000
    )
