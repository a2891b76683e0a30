"""Autosave never takes the place of what was saved after it was sent.

Wagtail looks whether a newer draft is there when the request comes, and saves a moment later. What
an editor saves by a button in between would be lost, since the autosave was sent with less in it.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page


class AutosaveMixin(models.Model):
    """For page types; to be named before Page."""

    # Of a page that is autosaved: when its newest draft was saved as the request came.
    autosaved_after: datetime | None = None

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            self.refuse_if_overtaken()
            super().save(*args, **kwargs)

    def save_revision(self, *args, **kwargs):
        with transaction.atomic():
            self.refuse_if_overtaken()
            return super().save_revision(*args, **kwargs)

    def refuse_if_overtaken(self) -> None:
        """Raises PermissionDenied, which the editor's view answers, where the newest draft is
        another one by now. To the end of the transaction no other can be saved.
        """
        expected, self.autosaved_after = self.autosaved_after, None
        if expected is None:
            return
        row = Page.objects.select_for_update(no_key=True).filter(pk=self.pk)
        if row.values_list("latest_revision_created_at", flat=True).first() != expected:
            raise PermissionDenied(_("A newer version was saved meanwhile."))
