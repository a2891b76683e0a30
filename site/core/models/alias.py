"""Aliases: second addresses of a page, their source.

The address of an alias shows the source itself, to whoever may read the source (core.http.routing),
and lists show the source alone. An alias that is chosen as a story counts as its source.
"""

from django.db import models
from wagtail.models import Page


def source_key(key: int | None) -> int | None:
    """The key of the source where the page of that key is an alias; else the key itself."""
    if key is None:
        return None
    sources = Page.objects.filter(pk=key, alias_of__isnull=False).values_list("alias_of", flat=True)
    return sources.first() or key


class SourceForeignKey(models.ForeignKey):
    """A link to a page that lists show: saved for an alias, it leads to the source of the alias.

    For Django's migrations it is a ForeignKey.
    """

    def clean(self, value, model_instance):
        return source_key(super().clean(value, model_instance))

    def pre_save(self, model_instance, add):
        setattr(model_instance, self.attname, source_key(getattr(model_instance, self.attname)))
        return super().pre_save(model_instance, add)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class AliasMixin(models.Model):
    """For page types; to be named before Page."""

    class Meta:
        abstract = True

    def follow_first_source(self) -> None:
        """Has the alias of an alias follow the source itself, so that one step leads there."""
        seen = {self.pk}
        while self.alias_of_id and self.alias_of_id not in seen:
            seen.add(self.alias_of_id)
            above = Page.objects.filter(pk=self.alias_of_id).values_list("alias_of", flat=True)
            if (source := above.first()) is None:
                return
            self.alias_of_id = source

    def update_aliases(self, **kwargs) -> None:
        """Publishes the aliases with the page. Wagtail calls it for pages that are scheduled too,
        whose aliases stay as they are.
        """
        if self.live:
            super().update_aliases(**kwargs)
