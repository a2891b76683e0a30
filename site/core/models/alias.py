"""Aliases: second addresses of a page, their source.

The address of an alias shows the source itself, to whoever may read the source (core.http.routing),
and lists show the source alone.
"""

from django.db import models
from wagtail.models import Page


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
