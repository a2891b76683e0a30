"""Models whose rows are tags of the pages that they were read for (core.cache.invalidation)."""

from collections.abc import Iterable

from django.db import models

from core.cache.invalidation import ARTICLES, changing, making, note


class TracedModel(models.Model):
    """A model whose rows are noted when they are read for a page."""

    tag_name = ""
    # What no reader sees: to save nothing else makes nothing stale.
    unseen_fields: frozenset[str] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        if making.get():
            note(instance.cache_tag)
        return instance

    @property
    def cache_tag(self) -> str:
        return f"{self.tag_name}:{self.pk}"

    def stale_tags(self) -> set[str]:
        """What goes stale when this changes: pages that show it, and lists it is or was in."""
        return {self.cache_tag, ARTICLES}

    def is_unseen(self, updated: Iterable[str] | None) -> bool:
        """Whether no reader sees any of the fields that are saved; None stands for all fields."""
        return updated is not None and self.unseen_fields.issuperset(updated)

    def save(self, *args, **kwargs):
        if self.is_unseen(kwargs.get("update_fields")):
            return super().save(*args, **kwargs)
        with changing(self):
            return super().save(*args, **kwargs)
