from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from accounts import interrupted
from accounts.views.users import may_reset, reset_second_factor


@hooks.register("register_account_menu_item")
def security_menu_item(request):
    return {
        "url": reverse("account_security"),
        "label": _("Sign-in and security"),
        "help_text": _("Second factor, recovery codes, and the devices you are signed in on."),
    }


@hooks.register("register_user_listing_buttons")
def reset_button(user, request_user):
    if may_reset(request_user, user):
        yield Button(
            _("Reset second factor"),
            reverse("account_reset_second_factor", args=[user.pk]),
            icon_name="key",
            priority=60,
        )


@hooks.register("register_admin_urls")
def reset_url():
    return [
        path(
            "users/<int:user_id>/second-factor/",
            reset_second_factor,
            name="account_reset_second_factor",
        ),
        *interrupted.urls,
    ]


hooks.register("insert_global_admin_js", interrupted.script)
