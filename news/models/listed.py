"""Which public article stands in which list. Written by news.projection.lists, and made again from
the pages by `manage.py rebuild_lists`.

A list is that of a `place`: of a section with all beneath it, or of EVERYWHERE; of what is there on
a `topic`; or of what is there by an `author`. They are keys, 0 for none.
"""

from django.db import models
from django.db.models import Index

EVERYWHERE = 0


class ListedQuerySet(models.QuerySet):
    def of(self, place: int = EVERYWHERE, topic: int = 0, author: int = 0):
        """The newest first; the order of the index, whatever the length of the list."""
        found = self.filter(place=place, topic=topic, author=author)
        return found.order_by("-published_at", "-article")


class Listed(models.Model):
    """That a public article stands in a list."""

    article = models.ForeignKey(
        "news.ArticlePage", on_delete=models.CASCADE, related_name="listed", db_index=False
    )
    place = models.IntegerField()
    topic = models.IntegerField(default=0)
    author = models.IntegerField(default=0)
    published_at = models.DateTimeField()

    objects = ListedQuerySet.as_manager()

    # An article is not "in use" because it is listed.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "place", "topic", "author"], name="listed_once"
            )
        ]
        indexes = [
            Index(
                fields=["place", "topic", "author", "-published_at", "-article"],
                name="listed_newest_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.place}, {self.topic}, {self.author}"


class Tally(models.Model):
    """How many articles a list has; of a place also how many of a `month` (202611), 0 for all."""

    place = models.IntegerField()
    topic = models.IntegerField(default=0)
    author = models.IntegerField(default=0)
    month = models.IntegerField(default=0)
    articles = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "topic", "author", "month"], name="one_tally")
        ]

    def __str__(self) -> str:
        return f"{self.articles} in {self.place}, {self.topic}, {self.author}, {self.month}"
