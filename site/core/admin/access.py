"""Where views and hooks of the admin let in more people, or fail more often, than they should."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from wagtail import hooks
from wagtail_modeladmin.views import HistoryView, IndexView


@hooks.register("before_move_page")
def refuse_to_show_a_move(request, page, destination):
    """Wagtail asks who may move a page only once the move is confirmed: the question before that
    shows the title of any page.
    """
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied


@hooks.register("before_edit_user")
def protect_superusers(request, user):
    """Whoever may change accounts could set the password of a superuser, or make themselves one."""
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
    """Shows the whole list where the filters in the address are nonsense."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(request.path)


class GuardedHistoryView(HistoryView):
    """For those who may change the object; modeladmin shows the history to everybody."""

    def dispatch(self, request, *args, **kwargs):
        if not self.permission_helper.user_can_edit_obj(request.user, self.instance):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def nothing_here(request):
    """In place of an address that only raises an exception, for tests of error pages."""
    raise Http404
