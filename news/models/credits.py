"""Rows of an article: its credits, its topics, and the articles chosen to follow it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from core.models.alias import SourceForeignKey

from .author import Author
from .topic import Topic


class ArticleAuthor(Orderable):
    """A name of the byline, with what the person did."""

    class Role(models.TextChoices):
        WORDS = "words", _("Words")
        PHOTOGRAPHS = "photographs", _("Photographs")
        ILLUSTRATION = "illustration", _("Illustration")
        GRAPHICS = "graphics", _("Graphics")
        DATA = "data", _("Data")
        EDITING = "editing", _("Editing")
        REVIEW = "review", _("Reviewed by")

    BYLINE_ROLES = (Role.WORDS, Role.DATA, Role.GRAPHICS)

    page = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="article_authors")
    author = models.ForeignKey(
        Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="credits"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.WORDS)

    class Meta(Orderable.Meta):
        verbose_name = _("credit")
        constraints = [
            models.UniqueConstraint(fields=["page", "author", "role"], name="one_credit_a_role")
        ]


class ArticleTopic(Orderable):
    """A topic of an article. Lists print the first one above the headline."""

    page = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="article_topics"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("topic")
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="one_tag_a_topic")]


class ArticleRelation(Orderable):
    """An article that an editor chose to follow another."""

    page = ParentalKey(
        "news.ArticlePage", on_delete=models.CASCADE, related_name="related_articles"
    )
    article = SourceForeignKey(
        "news.ArticlePage", verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )
