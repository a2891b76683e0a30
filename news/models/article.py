"""The article: structure that an editor composes, and every projection of it."""

import json
import math
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
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
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Orderable, Revision
from wagtail.search import index

from core.blocks import plain_text
from core.image_pool import (
    attach_images,
    image_ids,
    lending,
    load_images,
    stored_image_ids,
)
from core.models import BasePage
from core.page_links import with_page_links
from core.purging import ARTICLES, RECENT
from news import outline, structured
from news.anchors import assign_anchors, headings, settle_sections
from news.blocks import (
    ArticleStoryBlock,
    CorrectionStoryBlock,
    CorrectionValue,
    SourceStoryBlock,
    TakeawayStoryBlock,
)
from news.comments.discussion import discussion_of
from news.notes import Notes
from news.querysets import ArticleManager

from .author import Author
from .topic import Topic

# Average silent reading speed of English non-fiction, words a minute: Brysbaert (2019), "How many
# words do we read per minute?", Journal of Memory and Language 109.
WORDS_PER_MINUTE = 238
MOST_RELATED = 4


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

    parent_page_types = ["news.NewsIndex"]
    subpage_types = []
    page_description = _("A story: sections, questions and answers, takeaways, sources.")

    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        help_text=_("One to three sentences beneath the headline: why read on."),
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
            "What readers see. Empty: the moment of the first publication. To publish later, set "
            "a schedule instead."
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
        index.RelatedFields(
            "article_topics", [index.RelatedFields("topic", [index.SearchField("name")])]
        ),
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

    def passages(self) -> list[outline.Passage]:
        """Lead, sections and questions with their anchors and plain words, in reading order."""
        lead = [self.standfirst.strip(), *self.takeaway_texts()]
        return list(
            outline.passages(
                self.body.stream_block,
                self.body_data,
                "\n".join(text for text in lead if text),
            )
        )

    def takeaway_texts(self) -> list[str]:
        return [
            plain_text(child["value"].get("text") or "")
            for child in self.takeaways.get_prep_value()
        ]

    @property
    def plain_body(self) -> str:
        """All words beneath the headline, for the admin's search."""
        return "\n".join(f"{passage.heading}\n{passage.text}" for passage in self.passages())

    def assign_anchors(self, replaced: Revision | None = None) -> None:
        """Settles the anchors of the body against the version saved last, has the takeaways follow
        them, and counts the words.

        `replaced` is the revision that is about to be overwritten. It does not count as a version:
        while an editor types, autosave overwrites one revision again and again, and an anchor must
        not be made of half a heading.
        """
        data = assign_anchors(self.body_data, self.stored_body_data(replaced))
        self.body = self.body.stream_block.to_python(data)
        takeaways = settle_sections(list(self.takeaways.get_prep_value()), data)
        self.takeaways = self.takeaways.stream_block.to_python(takeaways)
        self.word_count = len(self.plain_body.split())

    def stored_body_data(self, replaced: Revision | None = None) -> list[dict]:
        """The body of the revision saved last, but for `replaced`, or else of the published row."""
        if not self.pk:
            return []
        revision = self.latest_revision
        if replaced:
            revision = self.revisions.exclude(pk=replaced.pk).order_by("-created_at", "-pk").first()
        if revision:
            stored = revision.content.get("body") or "[]"
        elif replaced and not self.first_published_at:
            return []
        else:
            rows = type(self).objects.filter(pk=self.pk)
            stored = next((row.body.get_prep_value() for row in rows.only("body")), [])
        data = json.loads(stored) if isinstance(stored, str) else stored
        return list(self.body.stream_block.to_python(data).get_prep_value())

    # Saving

    def clean(self):
        super().clean()
        refuse_feed_slug(self)

    def save(self, *args, **kwargs):
        updated = kwargs.get("update_fields")
        if updated is None or "body" in updated:
            self.assign_anchors()
        if self.live and not self.published_at and updated is None:
            self.published_at = self.first_published_at or timezone.now()
            if self.updated_at and self.updated_at < self.published_at:
                self.updated_at = None
        if updated is None:
            self.follow_merged_topics()
        super().save(*args, **kwargs)

    def shown_lists(self) -> set[str]:
        return {f"around:{self.pk}"}

    def stale_tags(self) -> set[str]:
        """The page itself and all that show it, the lists it is in, and the pages next to it."""
        if not (self.live or self.first_published_at):
            return set()
        above = range(self.steplen * 3, len(self.path), self.steplen)
        beside = self.neighbours({self.pk}).values() if self.pk else []
        return {
            *(self.cache_tag, ARTICLES, RECENT),
            *(f"articles-in:{self.path[:length]}" for length in above),
            *(f"articles-by:{credit.author_id}" for credit in self.article_authors.all()),
            *(f"articles-on:{tagged.topic_id}" for tagged in self.article_topics.all()),
            *(f"around:{article.pk}" for article in beside),
        }

    def save_revision(self, *args, **kwargs):
        self.assign_anchors(replaced=kwargs.get("overwrite_revision"))
        return super().save_revision(*args, **kwargs)

    def follow_merged_topics(self) -> None:
        """Replaces topics that were merged since the draft was written."""
        topics = self.tagged_topics()
        if any(topic.merged_into_id for topic in topics):
            self.tag([topic.merged_into or topic for topic in topics])

    def tagged_topics(self) -> list[Topic]:
        """The topics of the article or draft, in the editors' order."""
        return [tag.topic for tag in self.article_topics.select_related("topic")]

    def tag(self, topics: list[Topic]) -> None:
        """Sets the topics of the draft, each once; saved with the page or a revision."""
        self.article_topics = [
            ArticleTopic(topic=topic, sort_order=order)
            for order, topic in enumerate(dict.fromkeys(topics))
        ]

    # What listings and pages show

    @cached_property
    def sections(self) -> list:
        """The live sections that the article is in, the outermost first."""
        from .index import NewsIndex

        if not self.path:
            return []
        return list(NewsIndex.objects.ancestor_of(self).live().order_by("depth"))

    @cached_property
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
        """The byline, with names that no line breaks."""
        return join_names([unbroken(credit.author.name) for credit in self.written_by])

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
    def reading_time(self) -> int:
        """Minutes, at least one."""
        return max(1, math.ceil(self.word_count / WORDS_PER_MINUTE))

    @property
    def listing_summary(self) -> str:
        return self.promo_summary or self.standfirst

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
    def modified_at(self) -> datetime | None:
        """When the story last changed for readers."""
        return self.updated_at or self.published_at

    @cached_property
    def signed_by(self) -> list["ArticleAuthor"]:
        """The credits of the one article that a page shows, with their authors."""
        return list(self.article_authors.select_related("author"))

    @cached_property
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
        return structured.article(self, about)

    def dated_corrections(self) -> list[CorrectionValue]:
        """Corrections, clarifications and updates, the newest first."""
        values = [child.value for child in self.corrections if child.value.get("text")]
        return sorted(values, key=lambda value: value.get("date") or date.min, reverse=True)

    # The page

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        credits, topics = self.signed_by, self.current_topics
        chosen = [relation.article_id for relation in self.related_articles.all()]
        linked = self.linked_articles(chosen)
        related = self.related(chosen, linked, topics)
        elsewhere = {self.pk, *linked, *(article.pk for article in related)}
        neighbours = self.neighbours(elsewhere)
        # Numbers are written into the streams before load_pictures() makes blocks of them.
        context.update(self.reading_aids())
        self.load_pictures([credit.author for credit in credits], [*related, *linked.values()])
        context["credits"] = credits
        context["writers"] = list(
            {c.author: None for c in credits if c.role == ArticleAuthor.Role.WORDS}
        )
        context["topics"] = topics
        context["related"] = related
        context["linked_articles"] = linked
        context["neighbours"] = neighbours
        context["shown"] = {*elsewhere, *(article.pk for article in neighbours.values())}
        context["discussion"] = discussion_of(self, request)
        context["notice"] = self.section.inherited_notice() if self.section else ""
        return context

    def reading_aids(self) -> dict[str, Any]:
        """Contents, notes, the headings that takeaways lead to, and corrections.

        Numbers the citations in the streams of this object.
        """
        corrections = self.dated_corrections()
        return {
            "contents": self.contents(),
            "headings": headings(self.body_data),
            "notes": self.number_citations(),
            "corrections": corrections,
            "correction": next((each for each in corrections if each.is_correction), None),
        }

    def linked_articles(self, chosen: list[int]) -> dict[int, "ArticlePage"]:
        """The public articles among the chosen ones and those the body points to, by key."""
        keys = {*chosen, *stored_article_ids(self.body_data)}
        return ArticlePage.objects.live().public().for_cards().in_bulk(keys) if keys else {}

    def related(
        self, chosen: list[int], linked: dict[int, "ArticlePage"], topics: list[Topic]
    ) -> list["ArticlePage"]:
        """The articles chosen by hand, or else the newest that share most topics."""
        if chosen:
            return [linked[pk] for pk in chosen if pk in linked][:MOST_RELATED]
        if not topics:
            return []
        others = ArticlePage.objects.live().public().exclude(pk__in=[self.pk, *linked])
        sharing = others.filter(topics__in=topics)
        return list(
            sharing.annotate(shared=models.Count("topics", distinct=True))
            .for_cards()
            .order_by("-shared", "-published_at", "-pk")[:MOST_RELATED]
        )

    def neighbours(self, elsewhere: set[int]) -> dict[str, "ArticlePage"]:
        """The `earlier` and the `later` article of the section, next to this one, where there are.

        Those that the page shows `elsewhere` are passed over.
        """
        if not self.published_at:
            return {}
        section = ArticlePage.objects.sibling_of(self).live().public().exclude(pk__in=elsewhere)
        same_moment = {"published_at": self.published_at}
        before = section.filter(published_at__lte=self.published_at)
        before = before.exclude(**same_moment, pk__gt=self.pk).order_by("-published_at", "-pk")
        after = section.filter(published_at__gte=self.published_at)
        after = after.exclude(**same_moment, pk__lt=self.pk).order_by("published_at", "pk")
        ends = [models.Q(pk=models.Subquery(each.values("pk")[:1])) for each in (before, after)]
        found = ArticlePage.objects.for_headlines().filter(ends[0] | ends[1])
        here = (self.published_at, self.pk)
        return {
            "earlier" if (article.published_at, article.pk) < here else "later": article
            for article in found
        }

    def number_citations(self) -> Notes:
        """Numbers the citations of the page that is being shown, in the order they are read."""
        notes = Notes(self.sources)
        for name in ("takeaways", "body"):
            stream = getattr(self, name)
            raw = notes.numbered(stream.stream_block, list(stream.get_prep_value()))
            setattr(self, name, StreamValue(stream.stream_block, raw, is_lazy=True))
        return notes

    def load_pictures(self, authors: list[Author], articles: list["ArticlePage"]) -> None:
        """Loads every picture of the page at once: its own, those of people, cards and the body."""
        body = self.body_data
        cards, people = ["hero_image", "promo_image"], ["portrait"]
        own = [*cards, "social_image"]
        images = load_images(
            image_ids([self], own)
            | image_ids(articles, cards)
            | image_ids(authors, people)
            | set(stored_image_ids(body))
        )
        attach_images([self], own, images)
        attach_images(articles, cards, images)
        attach_images(authors, people, images)
        with lending(images):
            self.body = self.body.stream_block.bulk_to_python(with_page_links([body]))[0]


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
    article = models.ForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )


def refuse_feed_slug(page: BasePage) -> None:
    """Raises ValidationError for the slug that is the address of a section's feed."""
    if page.slug == "feed":
        raise ValidationError({"slug": _("“feed” is the address of the section's feed.")})


def stored_article_ids(raw: list[dict]) -> set[int]:
    """The keys of the articles that related_article blocks of a stored body point to."""
    keys = set()
    for child in raw:
        if child["type"] == "related_article":
            keys.add(child["value"].get("article"))
        elif child["type"] == "section":
            keys |= stored_article_ids(child["value"].get("content") or [])
    return keys - {None}


def unbroken(name: str) -> str:
    return name.replace(" ", "\N{NO-BREAK SPACE}")


def join_names(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
