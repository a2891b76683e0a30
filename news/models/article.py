"""The article page: fields, editing and saving."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core.compiled import compiled
from core.languages import choices
from core.models import BasePage, publishing
from core.sharing import ARTICLES
from news.article_form import ArticleForm
from news.blocks import (
    ArticleStoryBlock,
    CorrectionStoryBlock,
    SourceStoryBlock,
    TakeawayStoryBlock,
)
from news.querysets import ArticleManager, section_paths, sections_above
from news.signals import article_saved
from news.structure import schema_org

from .article_display import ArticleDisplay
from .article_text import STREAMS, ArticleText
from .credits import ArticleAuthor, ArticleTopic
from .slugs import refuse_feed_slug
from .topic import Topic


class ArticlePage(ArticleText, ArticleDisplay, BasePage):
    """A story of any length, from a brief to a long explainer with questions and answers."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        EXPLAINER = "explainer", _("Explainer")
        ANALYSIS = "analysis", _("Analysis")
        OPINION = "opinion", _("Opinion")
        INTERVIEW = "interview", _("Interview")
        FEATURE = "feature", _("Feature")
        REVIEW = "review", _("Review")

    class Discussion(models.TextChoices):
        SITE = "site", _("As on the whole site")
        CLOSED = "closed", _("Closed: what was said stays")
        OFF = "off", _("None")

    base_form_class = ArticleForm
    parent_page_types = ["news.NewsIndex"]
    subpage_types = []
    context_builder = "news.pages.article.ArticleContext"
    embargo_fields = ("go_live_at", "published_at", "updated_at")
    # A copy becomes another story.
    exclude_fields_in_copy = [
        "corrections",
        "expire_at",
        "expired",
        "first_published_at",
        "go_live_at",
        "last_published_at",
        "published_at",
        "updated_at",
    ]
    page_description = _("A story: sections, questions and answers, takeaways, sources.")

    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        help_text=_("One to three sentences beneath the headline: why read on."),
    )
    # The first sentences of the text: the summary of an article without standfirst.
    opening = models.TextField(blank=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        choices=choices,
        help_text=_("Empty: the language of the site. It decides the direction of the text, too."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEWS)
    # Only for queries: drafts store their topics in `article_topics`, in the order of the editors.
    topics = models.ManyToManyField(
        Topic, through="news.ArticleTopic", related_name="articles", editable=False
    )
    published_at = models.DateTimeField(
        _("published"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "What readers see. Empty: the moment of the first publication. A date ahead holds the "
            "article back until then."
        ),
    )
    updated_at = models.DateTimeField(
        _("updated"),
        null=True,
        blank=True,
        help_text=_("Set it when the story changes; a corrected typo need not show."),
    )

    hero_image = models.ForeignKey(
        "core.EditorialImage",
        verbose_name=_("main picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_alt = models.CharField(
        _("alt text"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, in this article. Empty: the picture's own alt text."),
    )
    hero_caption = models.CharField(
        _("caption"), max_length=500, blank=True, help_text=_("Empty: the picture's own caption.")
    )
    hero_credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Empty: the picture's own credit.")
    )

    takeaways = StreamField(
        TakeawayStoryBlock(required=False, max_num=8),
        verbose_name=_("key takeaways"),
        blank=True,
        help_text=_("What a reader should remember who reads nothing else."),
    )
    body = StreamField(ArticleStoryBlock(required=False), verbose_name=_("body"), blank=True)
    sources = StreamField(SourceStoryBlock(required=False), verbose_name=_("sources"), blank=True)
    corrections = StreamField(
        CorrectionStoryBlock(required=False),
        verbose_name=_("corrections and updates"),
        blank=True,
        help_text=_("Shown at the end, the newest first. A correction is announced at the top."),
    )
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    discussion = models.CharField(
        _("comments"), max_length=10, choices=Discussion, default=Discussion.SITE
    )

    objects = ArticleManager()

    content_panels = [
        TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline"), help_text=" "),
        FieldPanel("standfirst"),
        MultipleChooserPanel(
            "article_authors",
            chooser_field_name="author",
            heading=_("Byline"),
            label=_("Author"),
            panels=[FieldRowPanel([FieldPanel("author"), FieldPanel("role")])],
        ),
        MultiFieldPanel(
            [
                FieldPanel("hero_image"),
                FieldPanel("hero_alt"),
                FieldRowPanel([FieldPanel("hero_caption"), FieldPanel("hero_credit")]),
            ],
            heading=_("Main picture"),
            classname="collapsed",
        ),
        FieldPanel("takeaways"),
        FieldPanel("body"),
        FieldPanel("sources"),
        FieldPanel("corrections"),
    ]
    filing_panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("published_at"), FieldPanel("updated_at")]),
        FieldPanel("language"),
        MultipleChooserPanel(
            "article_topics",
            chooser_field_name="topic",
            heading=_("Topics"),
            label=_("Topic"),
            help_text=_("The first one stands above the headline in lists."),
            panels=[FieldPanel("topic")],
        ),
        InlinePanel(
            "related_articles",
            heading=_("Related articles"),
            label=_("Article"),
            max_num=4,
            help_text=_("Empty: articles that share topics."),
            panels=[PageChooserPanel("article")],
        ),
    ]
    promote_panels = [
        panel
        for panel in BasePage.promote_panels
        if getattr(panel, "field_name", "") != "show_in_menus"
    ]
    settings_panels = [*BasePage.settings_panels, FieldPanel("discussion")]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Story")),
            ObjectList(filing_panels, heading=_("Filing")),
            ObjectList(promote_panels, heading=_("Lists and sharing")),
            ObjectList(settings_panels, heading=_("Settings")),
        ]
    )

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst", boost=2),
        index.SearchField("plain_body"),
        index.SearchField("topic_names"),
        index.FilterField("published_at"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    # Reading

    @classmethod
    def routed(cls):
        """With the row of the projection (news.projection.rows.read), which saves a query, and
        without the streams, of which the row has what readers get.
        """
        return (
            super()
            .routed()
            .defer(*STREAMS)
            .annotate(
                row_release=F("projection__release"),
                row_listing=F("projection__listing"),
                row_related=F("projection__related"),
                row_is_chosen=F("projection__is_chosen"),
                row_linked=F("projection__linked"),
                row_built=F("projection_state__built"),
                row_wanted=F("projection_state__wanted"),
                row_packed=F("projection_text__packed"),
            )
        )

    # Saving

    def clean(self):
        super().clean()
        refuse_feed_slug(self)

    def save(self, *args, **kwargs):
        """Sends `article_saved` after the children are saved, in the same transaction, unless no
        reader can see any of the saved fields.
        """
        updated = kwargs.get("update_fields")
        if updated is None or "body" in updated:
            self.assign_anchors()
        if self.live and not self.published_at and updated is None and not self.embargo():
            self.published_at = self.first_published_at or timezone.now()
            if self.updated_at and self.updated_at < self.published_at:
                self.updated_at = None
        if updated is None:
            self.follow_merged_topics()
        with publishing():
            super().save(*args, **kwargs)
            if not self.is_unseen(updated):
                article_saved.send(sender=type(self), article=self)

    def save_revision(self, *args, **kwargs):
        self.assign_anchors()
        return super().save_revision(*args, **kwargs)

    def serve_preview(self, request, mode_name):
        """Assigns anchors first: headings in an unsaved form have none."""
        self.assign_anchors()
        return super().serve_preview(request, mode_name)

    # Topics, credits and sections

    def follow_merged_topics(self) -> None:
        """Replaces topics that were merged after the draft was written."""
        topics = self.tagged_topics()
        if any(topic.merged_into_id for topic in topics):
            self.tag([topic.merged_into or topic for topic in topics])

    def tagged_topics(self) -> list[Topic]:
        """The topics of the article or draft, in the order of the editors."""
        return [tag.topic for tag in self.related_rows("article_topics", tags_of)]

    @property
    def topic_names(self) -> str:
        """For the admin's search."""
        return ", ".join(topic.name for topic in self.tagged_topics())

    def tag(self, topics: list[Topic]) -> None:
        """Sets the topics of the draft, without duplicates. Saving the page or a revision stores
        them.
        """
        self.article_topics = [
            ArticleTopic(topic=topic, sort_order=order)
            for order, topic in enumerate(dict.fromkeys(topics))
        ]

    def related_rows(self, name: str, query: Callable) -> Iterable:
        """The rows of a relation: those of the draft if there are any, else those of the query."""
        drafted = getattr(self, "_cluster_related_objects", {})
        return getattr(self, name).all() if name in drafted else query(self.pk)

    @cached_property
    def signed_by(self) -> list[ArticleAuthor]:
        """The credits with their authors. For the page of one article: lists prefetch `credits`."""
        return list(self.related_rows("article_authors", credits_of))

    @cached_property
    def current_topics(self) -> list[Topic]:
        """The topics without merged ones. For the page of one article: a query each."""
        return [topic for topic in self.tagged_topics() if not topic.merged_into_id]

    @cached_property
    def sections(self) -> list[Page]:
        """The live sections that contain the article, the outermost first."""
        return sections_above(self.path)

    @property
    def section(self) -> Page | None:
        """The parent section, or None for a page that is not in the tree yet."""
        return next((each for each in self.sections if each.depth == self.depth - 1), None)

    def neighbours_in(self, section: str, without: set[int]) -> dict[str, int]:
        """The keys of the `earlier` and the `later` article in the list of the section at that
        path, if they exist. Articles `without` are skipped.
        """
        if not (self.published_at and self.pk):
            return {}
        here = (self.published_at, self.pk)
        found = listed_beside(section, self.published_at, self.pk, without)
        return {"earlier" if each < here else "later": each[1] for each in found}

    def structured_data(self, about):
        return schema_org.article(self, about)

    # Cache tags

    def shown_lists(self) -> set[str]:
        return set()

    def list_tags(self) -> set[str]:
        """The tags of the lists that contain it, and of its neighbours."""
        sections = section_paths(self.path)
        beside = [key for path in sections for key in self.neighbours_in(path, {self.pk}).values()]
        return {
            ARTICLES,
            *(f"articles-in:{path}" for path in sections),
            *(f"articles-by:{credit.author_id}" for credit in self.article_authors.all()),
            *(f"articles-on:{tagged.topic_id}" for tagged in self.article_topics.all()),
            *(f"page:{key}" for key in beside),
        }


def credits_of(article: int):
    return ArticleAuthor.objects.filter(page=article).select_related("author")


def tags_of(article: int):
    return ArticleTopic.objects.filter(page=article).select_related("topic")


@compiled
def listed_beside(section: str, moment: datetime, key: int, without: list[int]):
    """Time and key of the neighbours of an article: ArticleQuerySet.beside."""
    neighbours = ArticlePage.objects.beside(section, moment, key, without)
    return neighbours.values_list("published_at", "pk")
