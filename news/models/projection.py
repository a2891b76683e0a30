"""What readers get of a public article, rendered when it is published (news.projection.build).

A row is current if its release is that of the running
code and its state says that nothing has changed since it was built. Anything else is rendered live.
"""

from dataclasses import dataclass

import brotli
from django.db import models
from django.db.models import F, Index, Q

# The pieces of the page of an article: templates/pages/article/.
PIECES = ("meta", "head", "rail", "contents", "story", "end", "bar")
# How many articles to read next a page shows.
MOST_RELATED = 4
# No text that is stored in a database has this character.
SEPARATOR = "\0"
# Of 11: higher ones save 2 % in eight times the time.
QUALITY = 5


class Projection(models.Model):
    """The facts of an article that lists need, and the articles that its page shows.

    `listing` is described at news.projection.facts.listing_of. `related` are the keys of the
    articles to read next: those that an editor chose (`is_chosen`), or else those that share topics
    or words. `linked` are the keys of the public ones among the chosen articles and those in the
    body.
    """

    article = models.OneToOneField(
        "news.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="projection"
    )
    release = models.CharField(max_length=32)
    listing = models.JSONField()
    related = models.JSONField()
    is_chosen = models.BooleanField(default=False)
    linked = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.article_id} by {self.release}"


class ProjectionUse(models.Model):
    """Something that the build of an article has read: a change of it makes the row stale.

    `kind` is one of "page", "image", "author", "topic", "document" and "settings", and `key` the
    primary key. For "related" it is an article of `Projection.related`.
    """

    article = models.ForeignKey(
        "news.ArticlePage", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10)
    key = models.IntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "key"], name="projection_use_once")
        ]
        indexes = [Index(fields=["kind", "key", "article"], name="projection_used_by")]

    def __str__(self) -> str:
        return f"{self.article_id} uses {self.kind} {self.key}"


class ProjectionState(models.Model):
    """Counts the changes of an article and of everything that it uses.

    A change increments `wanted`. A build stores the number that it read first as `built`, unless a
    change came in between. The state outlives the other rows of an article that is withdrawn, so
    that a build which began before that cannot store its result afterwards.
    """

    article = models.OneToOneField(
        "news.ArticlePage",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="projection_state",
    )
    wanted = models.PositiveIntegerField(default=1)
    built = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            Index(fields=["article"], condition=~Q(built=F("wanted")), name="projection_stale")
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.built} of {self.wanted}"


class ProjectionRelease(models.Model):
    """The releases that have built rows, in the order in which they began."""

    fingerprint = models.CharField(max_length=32, unique=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.fingerprint


class ProjectionText(models.Model):
    """The long texts of an article. Only its page, its feed entry and exports read them.

    They repeat each other, so they are compressed together; to unpack them takes .2 ms.
    """

    article = models.OneToOneField(
        "news.ArticlePage",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="projection_text",
    )
    packed = models.BinaryField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.article_id)

    @classmethod
    def of(cls, article: int, texts: "Texts") -> "ProjectionText":
        return cls(article_id=article, packed=pack(texts))

    def texts(self) -> "Texts":
        return unpack(bytes(self.packed))


@dataclass(frozen=True)
class Texts:
    """`html` has the pieces of the page by name (PIECES), `feed` is the XML element of the feed
    entry, and `graph` what news.projection.facts.graph_of returns, as JSON.
    """

    html: dict[str, str]
    feed: str
    graph: str


def pack(texts: Texts) -> bytes:
    parts = [*(texts.html[name] for name in PIECES), texts.feed, texts.graph]
    return brotli.compress(SEPARATOR.join(parts).encode(), quality=QUALITY)


def unpack(packed: bytes) -> Texts:
    """Raises ValueError for bytes that pack() has not made."""
    try:
        parts = brotli.decompress(packed).decode().split(SEPARATOR)
    except brotli.error as error:
        raise ValueError("The texts are not compressed") from error
    *pieces, feed, graph = parts
    return Texts(dict(zip(PIECES, pieces, strict=True)), feed, graph)
