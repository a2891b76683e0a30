"""Models whose rows are dependencies of the responses that show them (core.dependencies)."""

from collections.abc import Iterable

from django.db import models

from core.dependencies import ARTICLES, making, note
from core.models.change import changing


class TracedModel(models.Model):
    """A model whose rows add their tags to the response that reads them."""

    tag_name = ""
    # Fields that no reader sees: saving only these invalidates nothing.
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
        """The tags to invalidate when the row changes: its own, and those of its lists."""
        return {self.cache_tag, ARTICLES}

    def is_unseen(self, updated: Iterable[str] | None) -> bool:
        """Whether no reader sees any of the fields to be saved; None stands for all fields."""
        return updated is not None and self.unseen_fields.issuperset(updated)

    def save(self, *args, **kwargs):
        if self.is_unseen(kwargs.get("update_fields")):
            return super().save(*args, **kwargs)
        with changing(self):
            return super().save(*args, **kwargs)
