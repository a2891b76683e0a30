"""The index of public articles by list. news.projection.lists writes it, `manage.py rebuild_lists`
rebuilds it from the pages.

A list belongs to a `place` (a section with everything beneath it, or EVERYWHERE), and perhaps to a
`topic` or an `author` there. All three are primary keys; 0 stands for none.
"""

from django.db import models
from django.db.models import Index

from news.querysets import ListedQuerySet


class Listed(models.Model):
    """A public article in a list."""

    article = models.ForeignKey(
        "news.ArticlePage", on_delete=models.CASCADE, related_name="listed", db_index=False
    )
    place = models.IntegerField()
    topic = models.IntegerField(default=0)
    author = models.IntegerField(default=0)
    published_at = models.DateTimeField()

    objects = ListedQuerySet.as_manager()

    # A row here does not count as a use of the article.
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
    """The number of articles in a list. For a place also by `month` (202611); 0 is all months."""

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
