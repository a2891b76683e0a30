"""The article: structure that an editor composes, and every projection of it."""

import json
import math
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
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
from wagtail.models import Orderable
from wagtail.search import index

from core.blocks import plain_text
from core.cache.invalidation import ARTICLES, RECENT, noted_property
from core.languages import choices, language, own_code, speed
from core.models import BasePage, TracedModel
from core.models.alias import SourceForeignKey
from core.text import opening, word_count
from news.article_form import ArticleForm
from news.blocks import (
    ArticleStoryBlock,
    CorrectionStoryBlock,
    CorrectionValue,
    SourceStoryBlock,
    TakeawayStoryBlock,
)
from news.querysets import ArticleManager, section_paths
from news.statements import (
    credits_of,
    next_to,
    sections_above,
    tags_of,
)
from news.structure import outline, schema_org
from news.structure.anchors import assign_anchors, renamed
from news.structure.heads import hero_of

from .author import Author
from .topic import Topic

# Paragraphs that the opening is taken from, should the first ones be short.
MOST_OPENING = 4
# Names that cards print; of more, all but two are counted.
MOST_PRINTED = 3
STREAMS = ("body", "takeaways", "sources", "corrections")


class ArticlePage(BasePage):
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
    # What is kept of the page as it was rendered asks for none of them.
    deferred_fields = STREAMS
    embargo_fields = ("go_live_at", "published_at", "updated_at")
    # A copy is the start of another story.
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
    # The first sentences of the text: the summary of an article that has no other.
    opening = models.TextField(blank=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        choices=choices,
        help_text=_("Empty: the language of the site. It decides the direction of the text, too."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEWS)
    # For queries alone: drafts hold their topics in `article_topics`, in the editors' order.
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

    # Structure

    @property
    def body_data(self) -> list[dict]:
        """The body as stored: well-formed stream children with type, value and id."""
        return list(self.body.get_prep_value())

    def contents(self) -> list[outline.Entry]:
        """The table of contents."""
        return outline.contents(self.body_data)

    # What the passages were made of last, and the passages.
    made_passages: tuple[str, list[outline.Passage]] = "", []

    def passages(self) -> list[outline.Passage]:
        """Lead, sections and questions with their anchors and plain words, in reading order.

        Made once for the same words: saving an article asks for them again and again.
        """
        texts = [self.standfirst.strip(), *self.takeaway_texts()]
        lead, body = "\n".join(text for text in texts if text), self.body_data
        made_of = json.dumps([lead, body], default=str)
        if made_of != self.made_passages[0]:
            found = outline.passages(self.body.stream_block, body, lead)
            self.made_passages = made_of, list(found)
        return list(self.made_passages[1])

    def takeaway_texts(self) -> list[str]:
        return [
            plain_text(child["value"].get("text") or "")
            for child in self.takeaways.get_prep_value()
        ]

    @property
    def plain_body(self) -> str:
        """All words beneath the headline, for the admin's search."""
        return "\n".join(f"{passage.heading}\n{passage.text}" for passage in self.passages())

    def assign_anchors(self) -> None:
        """Settles the anchors of the body against what readers have, has the takeaways follow them,
        and counts the words.
        """
        data = assign_anchors(self.body_data, self.published_body_data())
        self.body = self.body.stream_block.to_python(data)
        takeaways = renamed(list(self.takeaways.get_prep_value()), data, self.drafted_body_data)
        self.takeaways = self.takeaways.stream_block.to_python(takeaways)
        self.word_count = word_count(self.plain_body)
        words = islice(filter(None, outline.first_words(data)), MOST_OPENING)
        self.opening = opening(" ".join(words))

    def published_body_data(self) -> list[dict]:
        """The body that was published last; nothing before the first time.

        Drafts do not count: while an editor types, autosave stores half a heading, of which no
        anchor must be made for good. (A form that is opened again sends the anchor that it shows.)
        """
        row = type(self).objects.filter(pk=self.pk).only("body", "live", "first_published_at")
        stored = row.first() if self.pk else None
        if stored is None or not (stored.live or stored.first_published_at):
            return []
        return list(stored.body.get_prep_value())

    def drafted_body_data(self) -> list[dict]:
        """The body of the newest draft; nothing before the first one."""
        revision = self.latest_revision if self.pk else None
        stored = json.loads(revision.content.get("body") or "[]") if revision else []
        return list(self.body.stream_block.to_python(stored).get_prep_value())

    def serve_preview(self, request, mode_name):
        """Of what a form holds, in which headings have no anchors yet."""
        self.assign_anchors()
        return super().serve_preview(request, mode_name)

    # Saving

    def clean(self):
        super().clean()
        refuse_feed_slug(self)

    def save(self, *args, **kwargs):
        updated = kwargs.get("update_fields")
        if updated is None or "body" in updated:
            self.assign_anchors()
        if self.live and not self.published_at and updated is None and not self.embargo():
            self.published_at = self.first_published_at or timezone.now()
            if self.updated_at and self.updated_at < self.published_at:
                self.updated_at = None
        if updated is None:
            self.follow_merged_topics()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if not self.is_unseen(updated):
                self.relist()

    def relist(self) -> None:
        """After the children, which are saved after the page, and before anybody sees it."""
        from news.projection.lists import relist

        # A list shows the source of an alias.
        relist([self.alias_of_id or self.pk])

    def shown_lists(self) -> set[str]:
        return {f"around:{self.pk}"}

    def stale_tags(self) -> set[str]:
        """The page itself and all that show it, the lists it is in, and the pages next to it."""
        if not (self.live or self.first_published_at):
            return set()
        sections = section_paths(self.path)
        beside = [key for path in sections for key in self.next_in(path, {self.pk}).values()]
        return {
            *(self.cache_tag, ARTICLES, RECENT),
            *(f"articles-in:{path}" for path in sections),
            *(f"articles-by:{credit.author_id}" for credit in self.article_authors.all()),
            *(f"articles-on:{tagged.topic_id}" for tagged in self.article_topics.all()),
            *(f"around:{key}" for key in beside),
        }

    def save_revision(self, *args, **kwargs):
        self.assign_anchors()
        return super().save_revision(*args, **kwargs)

    def follow_merged_topics(self) -> None:
        """Replaces topics that were merged since the draft was written."""
        topics = self.tagged_topics()
        if any(topic.merged_into_id for topic in topics):
            self.tag([topic.merged_into or topic for topic in topics])

    def tagged_topics(self) -> list[Topic]:
        """The topics of the article or draft, in the editors' order."""
        return [tag.topic for tag in self.related_rows("article_topics", tags_of)]

    @property
    def topic_names(self) -> str:
        """For the admin's search."""
        return ", ".join(topic.name for topic in self.tagged_topics())

    def tag(self, topics: list[Topic]) -> None:
        """Sets the topics of the draft, each once; saved with the page or a revision."""
        self.article_topics = [
            ArticleTopic(topic=topic, sort_order=order)
            for order, topic in enumerate(dict.fromkeys(topics))
        ]

    # What listings and pages show

    def related_rows(self, name: str, statement: Callable) -> Iterable:
        """The rows of a relation: what a draft holds, or else of the statement."""
        drafted = getattr(self, "_cluster_related_objects", {})
        return getattr(self, name).all() if name in drafted else statement(self.pk)

    @noted_property
    def sections(self) -> list:
        """The live sections that the article is in, the outermost first."""
        return sections_above(self.path)

    @property
    def section(self):
        """The NewsIndex that holds the article, or None for a page that is not in the tree yet."""
        return next((each for each in self.sections if each.depth == self.depth - 1), None)

    @property
    def kicker(self) -> str:
        """The section's title; listings get it from ArticleQuerySet.with_section()."""
        if "section_title" in self.__dict__:
            return self.section_title or ""
        return self.section.title if self.section else ""

    @property
    def credits(self) -> list["ArticleAuthor"]:
        return list(self.article_authors.all())

    @property
    def byline(self) -> str:
        """The names of those who wrote: "A", "A and B", "A, B and C"."""
        return join_names([credit.author.name for credit in self.written_by])

    @property
    def written_by(self) -> list["ArticleAuthor"]:
        return [credit for credit in self.credits if credit.role in ArticleAuthor.BYLINE_ROLES]

    @property
    def printed_byline(self) -> str:
        """The byline of a list, with names that no line breaks: three at most."""
        names = list(dict.fromkeys(unbroken(credit.author.name) for credit in self.written_by))
        if len(names) <= MOST_PRINTED:
            return join_names(names)
        shown, others = names[: MOST_PRINTED - 1], len(names) - MOST_PRINTED + 1
        return _("%(names)s and %(count)s others") % {"names": ", ".join(shown), "count": others}

    def part_of(self, author: Author) -> str:
        """What the author did for it: "with A", "Editing; written by A"; "" for writing alone."""
        roles = [credit for credit in self.credits if credit.author == author]
        others = [credit for credit in self.written_by if credit.author != author]
        names = join_names([unbroken(credit.author.name) for credit in others])
        if any(credit.role in ArticleAuthor.BYLINE_ROLES for credit in roles):
            return _("with %(names)s") % {"names": names} if names else ""
        did = ", ".join(str(credit.get_role_display()) for credit in roles)
        return _("%(did)s; written by %(names)s") % {"did": did, "names": names} if names else did

    @property
    def language_tag(self) -> str:
        """For lang attributes; "" for an article in the language of the site."""
        code = own_code(self.language)
        return language(code).tag if code else ""

    @property
    def reading_time(self) -> int:
        """Minutes, at least one."""
        return max(1, math.ceil(self.word_count / speed(self.language or settings.LANGUAGE_CODE)))

    @property
    def listing_summary(self) -> str:
        return self.promo_summary or self.standfirst or self.opening

    @property
    def listing_image(self):
        return self.promo_image or self.hero_image

    @property
    def share_picture(self):
        """The large picture rather than the small one, which is drawn for lists."""
        return self.social_image or self.hero_image or self.promo_image

    @property
    def share_alt(self) -> str:
        is_hero = self.hero_image_id and not self.social_image_id
        return (is_hero and self.hero_alt) or super().share_alt

    @property
    def hero(self):
        """The main picture as news.structure.heads.Hero, or None where there is none that can be
        shown.
        """
        return hero_of(self)

    @property
    def modified_at(self) -> datetime | None:
        """When the story last changed for readers."""
        return self.updated_at or self.published_at

    @noted_property
    def signed_by(self) -> list["ArticleAuthor"]:
        """The credits of the one article that a page shows, with their authors."""
        return list(self.related_rows("article_authors", credits_of))

    @noted_property
    def current_topics(self) -> list[Topic]:
        """The topics of the one article that a page shows, without those merged since."""
        return [topic for topic in self.tagged_topics() if not topic.merged_into_id]

    def questions(self) -> list[outline.Passage]:
        """The questions that are answered in the body."""
        return [
            passage
            for passage in self.passages()
            if passage.kind == "question" and passage.heading and passage.text
        ]

    def structured_data(self, about):
        return schema_org.article(self, about)

    def dated_corrections(self) -> list[CorrectionValue]:
        """Corrections, clarifications and updates, the newest first."""
        values = [child.value for child in self.corrections if child.value.get("text")]
        return sorted(values, key=lambda value: value.get("date") or date.min, reverse=True)

    # The page

    def get_context(self, request, *args, **kwargs):
        from news.pages.article import Reading

        context = super().get_context(request, *args, **kwargs)
        context["reading"] = reading = Reading(self, request)
        context["shown"] = lambda: reading.shown
        return context

    def own_tags(self) -> set[str]:
        """Of the row, and of the credits and pictures that were loaded with it."""
        loaded = [image for image in self._state.fields_cache.values() if image]
        if "article_authors" in getattr(self, "_prefetched_objects_cache", {}):
            loaded += [credit.author for credit in self.article_authors.all()]
        tagged = [each for each in loaded if isinstance(each, TracedModel)]
        return super().own_tags() | {each.cache_tag for each in tagged}

    def referred_tags(self) -> set[str]:
        """Of the pages, pictures and other rows that the text refers to."""
        return {
            f"{model.tag_name if issubclass(model, TracedModel) else 'page'}:{key}"
            for name in STREAMS
            for model, key, *_path in getattr(self, name).stream_block.extract_references(
                getattr(self, name)
            )
        }

    def refresh_from_db(self, using=None, fields=None, **kwargs):
        """Reads the deferred streams together: a page that shows one shows all."""
        if fields and set(fields) <= set(STREAMS):
            fields = [name for name in STREAMS if name in self.get_deferred_fields()]
        super().refresh_from_db(using=using, fields=fields, **kwargs)

    def neighbours(self, elsewhere: set[int]) -> dict[str, int]:
        """The keys of the `earlier` and the `later` article of the section, next to this one, where
        there are. Those that the page shows `elsewhere` are passed over.
        """
        return self.next_in(self.path[: -self.steplen], elsewhere)

    def next_in(self, section: str, without: set[int]) -> dict[str, int]:
        """The neighbours in the list of the section of that path."""
        if not (self.published_at and self.pk):
            return {}
        here = (self.published_at, self.pk)
        found = next_to(section, self.published_at, self.pk, without)
        return {"earlier" if each < here else "later": each[1] for each in found}


class ArticleAuthor(Orderable):
    """One name of a byline, with what the person did."""

    class Role(models.TextChoices):
        WORDS = "words", _("Words")
        PHOTOGRAPHS = "photographs", _("Photographs")
        ILLUSTRATION = "illustration", _("Illustration")
        GRAPHICS = "graphics", _("Graphics")
        DATA = "data", _("Data")
        EDITING = "editing", _("Editing")
        REVIEW = "review", _("Reviewed by")

    BYLINE_ROLES = (Role.WORDS, Role.DATA, Role.GRAPHICS)

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")
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
    """A topic of an article. The first one is printed above the headline in lists."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="article_topics"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("topic")
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="one_tag_a_topic")]


class ArticleRelation(Orderable):
    """An article chosen by hand to follow another."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_articles")
    article = SourceForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )


def refuse_feed_slug(page: BasePage) -> None:
    """Raises ValidationError for the slug that is the address of a section's feed."""
    if page.slug == "feed":
        raise ValidationError({"slug": _("“feed” is the address of the section's feed.")})


def unbroken(name: str) -> str:
    return name.replace(" ", "\N{NO-BREAK SPACE}")


def join_names(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
