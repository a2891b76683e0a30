"""The index. It holds public articles only; everything in it can be made again from the pages."""

from django.db import models


class SearchDocument(models.Model):
    """What is searched of one article: folded words by field, and the labels that facets count.

    `sections`, `topics` and `authors` are lists of [slug, label]. The long texts come last: SQLite
    reads a row from its start, and lists of hits need the short columns only.
    """

    page = models.OneToOneField(
        "news.ArticlePage",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_document",
    )
    published_at = models.DateTimeField(null=True, db_index=True)
    year = models.PositiveSmallIntegerField(null=True)
    sections = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    authors = models.JSONField(default=list)
    title = models.TextField()
    summary = models.TextField()
    headings = models.TextField()
    meta = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A part of an article that a hit can point to, in its readers' words.

    A long section is several passages with one anchor.
    """

    class Kind(models.TextChoices):
        LEAD = "lead"
        SECTION = "section"
        QUESTION = "question"

    document = models.ForeignKey(
        SearchDocument, on_delete=models.CASCADE, related_name="passages", db_index=False
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    anchor = models.CharField(max_length=255, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="one_passage_a_position")
        ]

    def __str__(self) -> str:
        return self.heading or self.anchor
