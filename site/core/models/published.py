"""Models whose rows readers see."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import models

from core.models.change import publishing
from core.sharing import ARTICLES


class PublishedModel(models.Model):
    """A model of which saving a row changes what readers see."""

    tag_name = ""
    # Fields that no reader sees: saving only these changes nothing.
    unseen_fields: frozenset[str] = frozenset()
    # False if a new row is shown nowhere until something else refers to it.
    is_shown_at_once = True

    class Meta:
        abstract = True

    @property
    def cache_tag(self) -> str:
        """The name of the row in Change.names."""
        return f"{self.tag_name}:{self.pk}"

    def list_tags(self) -> set[str]:
        """The names of what shows the row, besides its own page. Computed for a CDN alone."""
        return {ARTICLES}

    def is_seen(self) -> bool:
        """Whether readers see the row, or have seen it."""
        return True

    def is_unseen(self, updated: Iterable[str] | None) -> bool:
        """Whether no reader sees any of the fields to be saved; None stands for all fields."""
        return updated is not None and self.unseen_fields.issuperset(updated)

    def save(self, *args, **kwargs):
        if self.is_unseen(kwargs.get("update_fields")):
            return super().save(*args, **kwargs)
        with changing(self):
            return super().save(*args, **kwargs)


@contextmanager
def changing(instance: PublishedModel) -> Iterator[None]:
    """Surrounds code that saves the instance. Records a change of the site under the names that the
    row has before, and again under those that it has afterwards.
    """
    with publishing() as change:
        is_new = instance.pk is None
        if not is_new and instance.is_seen():
            change.site()
            change.expect(*names_of(instance))
        yield
        if instance.is_seen() and (instance.is_shown_at_once or not is_new):
            is_withdrawn = not getattr(instance, "live", True)
            change.site(*names_of(instance), withdraws=is_withdrawn)


def names_of(instance: PublishedModel) -> set[str]:
    lists = instance.list_tags() if settings.WAGTAILFRONTENDCACHE else set()
    return {instance.cache_tag, *lists}
