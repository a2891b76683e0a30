"""Settings > Users: administrators remove the second factors of a user who lost the device."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_denied

from accounts import factors, log
from accounts.views.access import page


def may_reset(actor, user) -> bool:
    """Users cannot reset the factors of an account with more permissions than their own."""
    if not actor.has_perm("auth.change_user") or actor.pk == user.pk:
        return False
    return actor.is_superuser or not user.is_superuser


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request, user_id: int):
    if not request.user.has_perm("auth.change_user"):
        return permission_denied(request)
    user = get_object_or_404(get_user_model(), pk=user_id)
    if not may_reset(request.user, user):
        return permission_denied(request)
    if request.method == "POST":
        if factors.reset(user):
            log.record("second_factor_reset", request, is_warning=True, account=user.get_username())
        messages.success(request, _("%(name)s signs in with the password alone.") % {"name": user})
        return redirect("wagtailusers_users:index")
    return page(
        request,
        "reset",
        _("Reset second factor"),
        {"person": user, "has_factor": factors.has_factor(user)},
    )
