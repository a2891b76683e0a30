"""Topics, the subjects of articles."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from core.blocks import plain_text
from core.models import PublishedModel, publishing
from core.sharing import EVERYTHING
from news.querysets import TopicQuerySet
from news.signals import topic_merged
from news.structure import schema_org

from .slugs import unique_slug


class Topic(index.Indexed, PublishedModel):
    """A subject with a public page. A merged topic remains: its page redirects to the target."""

    tag_name = "topic"

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        max_length=90,
        unique=True,
        blank=True,
        help_text=_("The end of the page's address. Empty: made from the name."),
    )
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_topics",
    )

    objects = TopicQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("introduction"), FieldPanel("slug")]

    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.FilterField("merged_into_id"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def clean(self):
        others = Topic.objects.exclude(pk=self.pk)
        if self.name and others.filter(name__iexact=self.name.strip()).exists():
            raise ValidationError({"name": _("There is a topic of this name already.")})

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = unique_slug(self, self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def social_title(self) -> str:
        return self.name

    @property
    def social_description(self) -> str:
        return plain_text(self.introduction)

    def structured_data(self, about):
        return schema_org.topic(self, about)

    def list_tags(self) -> set[str]:
        """Everything: cards show the name of a topic."""
        return {EVERYTHING}

    def merge_into(self, target: "Topic") -> int:
        """Moves every article of this topic to `target`, and sends `topic_merged`.

        Returns the number of articles moved. Raises ValueError for a merge into itself or into a
        merged topic. Drafts that still have this topic are published under the target: see
        ArticlePage.save.
        """
        if target.pk == self.pk or target.merged_into_id:
            raise ValueError("A topic is merged into another one that is not merged itself.")
        with publishing():
            moved = list(self.article_topics.values_list("page_id", flat=True))
            already = set(target.article_topics.values_list("page_id", flat=True))
            self.article_topics.filter(page_id__in=already).delete()
            self.article_topics.update(topic=target)
            self.merged_topics.update(merged_into=target)
            self.merged_into = target
            self.save(update_fields=["merged_into"])
            topic_merged.send(sender=Topic, topic=self, target=target, articles=moved)
        return len(moved)
