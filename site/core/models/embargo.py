"""No version of a page is public before the dates that it bears, nor after it has expired.

Every route to publication (the editor, approval, bulk actions, the scheduled command, imports,
code) reads the version from its revision and saves the page: here is where both are kept safe.
"""

from datetime import datetime

from django.db import models
from django.utils import timezone


class EmbargoMixin(models.Model):
    """For page types; to be named before Page."""

    # Fields whose dates hold a version back while they lie ahead.
    embargo_fields = ("go_live_at",)

    class Meta:
        abstract = True

    def embargo(self) -> datetime | None:
        """The moment from which this version may be public, or None where it may be now."""
        return latest_ahead(getattr(self, name) for name in self.embargo_fields)

    def keep_embargo(self) -> None:
        """Schedules the version for its embargo, so that to publish it is to schedule it."""
        self.go_live_at = self.embargo() or self.go_live_at

    def with_content_json(self, content):
        version = super().with_content_json(content)
        version.keep_embargo()
        return version

    def save_revision(self, *args, **kwargs):
        self.keep_embargo()
        return super().save_revision(*args, **kwargs)

    def hold_back(self) -> datetime | None:
        """Before a page is saved as public: takes it down where it may not be. Returns the embargo,
        for which a revision is to be scheduled (schedule()).
        """
        until = self.embargo()
        is_over = self.expire_at is not None and self.expire_at <= timezone.now()
        if until or is_over:
            self.live, self.live_revision, self.has_unpublished_changes = False, None, True
            self.expired = is_over
        self.keep_embargo()
        return until

    def schedule(self, until: datetime) -> None:
        """Has the saved page go public at that moment as it is now."""
        self.revisions.update(approved_go_live_at=None)
        self.save_revision(approved_go_live_at=until, clean=False)


def latest_ahead(moments) -> datetime | None:
    """The latest of the moments that lie in the future."""
    now = timezone.now()
    return max((each for each in moments if each and each > now), default=None)
