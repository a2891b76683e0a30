"""Closes gaps in the admin: views that let too many users in, or fail on bad input."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from wagtail import hooks
from wagtail_modeladmin.views import HistoryView, IndexView


@hooks.register("before_move_page")
def refuse_to_show_a_move(request, page, destination):
    """Checks the permission before the confirmation page of a move. Wagtail checks it only after
    the confirmation, and the page shows the title of any page."""
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied


@hooks.register("before_edit_user")
def protect_superusers(request, user):
    """Protects superusers from users who may change accounts. Otherwise these users could set
    the password of a superuser, or make themselves superusers."""
    if request.user.is_superuser:
        return
    if user.is_superuser or "is_superuser" in request.POST:
        raise PermissionDenied


@hooks.register("before_create_user")
def refuse_new_superusers(request):
    if "is_superuser" in request.POST and not request.user.is_superuser:
        raise PermissionDenied


@hooks.register("before_bulk_action")
def protect_superusers_in_bulk(request, action_type, objects, action):
    if not request.user.is_superuser and any(getattr(each, "is_superuser", 0) for each in objects):
        raise PermissionDenied


class ForgivingIndexView(IndexView):
    """Shows the whole list if the filters in the address are invalid."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(request.path)


class GuardedHistoryView(HistoryView):
    """Shows the history only to users who may change the object; modeladmin shows it to
    everybody."""

    def dispatch(self, request, *args, **kwargs):
        if not self.permission_helper.user_can_edit_obj(request.user, self.instance):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def nothing_here(request):
    """Answers 404 instead of a Wagtail view that only raises an exception, to test error pages."""
    raise Http404
