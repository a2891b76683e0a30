"""Which comments readers see, and in which order."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from wagtail.permission_policies.pages import PagePermissionPolicy


class CommentQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status="approved")

    def held(self):
        return self.filter(status="held")

    def visible(self):
        """The published ones, unless the comment that they answer is not."""
        return self.approved().filter(Q(parent=None) | Q(parent__status="approved"))

    def in_threads(self):
        """Thread by thread, each with its replies beneath it, the oldest first."""
        began = Coalesce(F("parent_id"), F("id"))
        return self.annotate(thread_id=began).order_by("thread_id", "pk")

    def for_reading(self):
        """What a page shows, thread by thread. No further query a comment."""
        return self.visible().in_threads().select_related("parent", "author")

    def moderated_by(self, user):
        """Those that a user may moderate: on articles that the user may publish."""
        pages = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
        return self.filter(Exists(pages.order_by().filter(pk=OuterRef("article_id"))))
