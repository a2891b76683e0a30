"""The context of an article page.

Everything is lazy: cached fragments of the page need no query.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.blocks.stream_block import StreamValue

from core.blocks.page_links import with_page_links
from core.cache.fragments import part
from core.dependencies import note, noted_property
from core.media.image_pool import attach_images, image_ids, lending, load_images, stored_image_ids
from core.prepared import prepared
from news.comments.discussion import discussion_of
from news.models import ArticleAuthor, ArticlePage, ArticleRelation, Listed
from news.pages.cards import Articles, Card, cards
from news.pages.heads import Head, head_of, people_of, take_opener
from news.querysets import PICTURE_FIELDS
from news.structure.anchors import headings
from news.structure.notes import Notes

MOST_RELATED = 4
# In the contents list: the place of the line with the number of comments, which is never stored.
REPLIES_SLOT = mark_safe("<!--replies-->")


@dataclass(frozen=True)
class ArticleStory:
    """The article itself, prepared for its templates."""

    article: ArticlePage
    notes: Notes
    head: Head
    opening: StreamValue
    story: StreamValue


class ArticleContext:
    """What templates/pages/article_page.html shows of an article, for a request."""

    def __init__(self, article: ArticlePage, request):
        self.article, self.request = article, request

    def variables(self) -> dict:
        """`reading` is this object, and `shown` the keys of the articles that the page shows."""
        return {"reading": self, "shown": lambda: self.shown}

    # Pieces: the parts of the page that the article alone decides

    replies_slot = REPLIES_SLOT

    def piece(self, name: str) -> str:
        """The HTML of a piece of the page."""
        html = self.rendered(name)
        return self.with_replies(html) if name == "contents" else html

    def rendered(self, name: str) -> str:
        """The HTML of a piece as it is stored: in the contents list, REPLIES_SLOT is in the place
        of the number of comments.
        """
        values = {"reading": self, "page": self.page, "LANGUAGE_CODE": get_language()}
        html = render_to_string(f"pages/article/{name}.html", values, self.request)
        # The last line break is that of the file.
        return mark_safe(html.removesuffix("\n"))  # noqa: S308 - rendered by our templates

    def with_replies(self, contents: str) -> str:
        line = ""
        if REPLIES_SLOT in contents and self.replies:
            values = {"replies": self.replies, "page": self.article}
            line = render_to_string("components/contents_replies.html", values)
        return mark_safe(contents.replace(REPLIES_SLOT, line))  # noqa: S308 - rendered by our templates

    # The article itself

    @noted_property
    def ready(self) -> ArticleStory:
        # Citations are numbered in the stored streams, before blocks are built.
        notes = self.numbered()
        return self.with_pictures(notes)

    @property
    def page(self) -> ArticlePage:
        """The article with numbered citations and with all its pictures loaded."""
        return self.ready.article

    @property
    def notes(self) -> Notes:
        return self.ready.notes

    @property
    def head(self) -> Head:
        return self.ready.head

    @property
    def opening(self) -> StreamValue:
        """The paragraph in the head, or an empty stream."""
        return self.ready.opening

    @property
    def story(self) -> StreamValue:
        """The body without the paragraph in the head."""
        return self.ready.story

    def numbered(self) -> Notes:
        """Numbers the citations in reading order."""
        article, notes = self.article, Notes(self.article.sources)
        for name in ("takeaways", "body"):
            stream = getattr(article, name)
            raw = notes.numbered(stream.stream_block, list(stream.get_prep_value()))
            setattr(article, name, StreamValue(stream.stream_block, raw, is_lazy=True))
        return notes

    def with_pictures(self, notes: Notes) -> ArticleStory:
        """Loads the pictures of the article, its body and its people together."""
        article, body = self.article, self.article.body_data
        people = [credit.author for credit in article.signed_by]
        linked = list(self.linked.values())
        own, portrait = [*PICTURE_FIELDS, "social_image"], ["portrait"]
        images = load_images(
            image_ids([article], own)
            | image_ids(linked, PICTURE_FIELDS)
            | image_ids(people, portrait)
            | set(stored_image_ids(body))
        )
        attach_images([article], own, images)
        attach_images(linked, PICTURE_FIELDS, images)
        attach_images(people, portrait, images)
        opener, rest = take_opener(article, body)
        with lending(images):
            opening, story = article.body.stream_block.bulk_to_python(
                with_page_links([[opener.block] if opener else [], rest])
            )
        head = head_of(article, opener, people_of(article.signed_by))
        return ArticleStory(article, notes, head, opening, story)

    @property
    def contents(self) -> list:
        return self.page.contents()

    @property
    def headings(self) -> dict:
        """The headings that takeaways link to."""
        return headings(self.page.body_data)

    @property
    def corrections(self) -> list:
        return self.page.dated_corrections()

    @property
    def correction(self):
        """The newest correction of an error, or None."""
        return next((each for each in self.corrections if each.is_correction), None)

    @property
    def writers(self) -> list:
        credits = self.page.signed_by
        return list({c.author: None for c in credits if c.role == ArticleAuthor.Role.WORDS})

    @property
    def notice(self) -> str:
        section = self.article.section
        return section.inherited_notice() if section else ""

    # Other articles

    @noted_property
    def references(self) -> "References":
        return self.cached("pointers", lambda: references_of(self.article))

    def cached(self, name: str, make: Callable[[], Any]) -> Any:
        """The result of `make`, cached if the article is public."""
        if not self.article.known_public:
            return make()

        def tagged() -> Any:
            note(self.article.cache_tag)
            return make()

        return part((name, self.article.pk), tagged)

    @noted_property
    def linked(self) -> dict[int, ArticlePage]:
        """The public ones of the chosen articles and of those in the body, by key."""
        keys = {*self.references.chosen, *self.references.in_body}
        return {article.pk: article for article in cards_of(keys)} if keys else {}

    @noted_property
    def related(self) -> list[Card]:
        """The articles chosen by an editor. Without such: the articles that share most topics; if
        there are few, also the most similar ones by their words, then the nearest of the section.
        """
        keys, chosen = self.kin, bool(self.references.chosen)
        if not chosen and len(keys) < MOST_RELATED:
            keys = [*keys, *self.nearest_in_section()]
        return cards(keys)[:MOST_RELATED]

    @noted_property
    def kin(self) -> list[int]:
        """The keys of the chosen articles, or else of articles with shared topics or words."""
        if self.references.chosen:
            return self.references.chosen
        on_topics = self.on_same_topics()
        if len(on_topics) >= MOST_RELATED:
            return on_topics
        return [*on_topics, *self.similar(on_topics)]

    def similar(self, on_topics: list[int]) -> list[int]:
        """The keys of articles with similar words, without those and without all linked articles.
        At most one query (settings.RELATED_BY_CONTENT).
        """
        article = self.article
        if not settings.RELATED_BY_CONTENT:
            return []
        shown = frozenset({article.pk, *self.linked, *on_topics})

        def find() -> list[int]:
            note(article.cache_tag)
            return alike(article, shown, MOST_RELATED - len(on_topics))

        return part(("alike", article.pk, shown), find) if article.known_public else find()

    def nearest_in_section(self) -> list[int]:
        """The keys of the articles of the section that were published nearest to it, without its
        neighbours and without articles that the page shows already.
        """
        article, section = self.article, self.article.section
        if not (section and article.published_at):
            return []
        beside = self.neighbour_keys.values()
        shown = frozenset({article.pk, *self.linked, *self.kin, *beside})
        return part(
            ("near", article.pk, section.pk, article.published_at, shown),
            lambda: nearby(section.pk, article.published_at, shown),
            f"articles-in:{section.path}",
        )

    def on_same_topics(self) -> list[int]:
        """The keys of articles on the same topics that were published at about the same time: new
        articles need not change the page of an old story.
        """
        article, topics = self.article, self.references.topics
        if not (topics and article.published_at):
            return []
        shown = frozenset({article.pk, *self.linked})
        lists = (f"articles-on:{topic}" for topic in topics)
        return part(
            ("related", article.pk, article.published_at, tuple(topics), shown),
            lambda: nearest(topics, article.published_at, shown),
            *lists,
        )

    @noted_property
    def neighbour_keys(self) -> dict[str, int]:
        """The keys of the `earlier` and the `later` article of the section, if they exist. Articles
        that the page shows elsewhere are skipped.
        """
        return self.article.neighbours({self.article.pk, *self.linked, *self.kin})

    @noted_property
    def neighbours(self) -> dict[str, Card]:
        related, found = self.related, self.neighbour_keys
        # Loaded together with the related articles, if one of them is loaded.
        others = related[0].others if related else Articles([])
        others.keys += found.values()
        return {side: Card(key, None, others) for side, key in found.items()}

    @noted_property
    def shown(self) -> frozenset[int]:
        """The keys of all articles that the page shows, apart from recent news."""
        beside = [*self.related, *self.neighbours.values()]
        return frozenset({self.article.pk, *self.linked, *(card.pk for card in beside)})

    @noted_property
    def discussion(self):
        note(*self.article.shown_lists())
        return discussion_of(self.article, self.request)

    @property
    def replies(self) -> int:
        """The number of comments."""
        return self.cached("replies", lambda: self.discussion.total if self.discussion else 0)


def nearest(topics: list[int], moment: datetime, shown: frozenset[int]) -> list[int]:
    """The keys of the articles that share most topics, the nearest in time first, without those in
    `shown`.
    """
    found = published_near(topics, moment)
    shared = Counter(row for row in found if row[0] not in shown)
    best = sorted(shared, key=lambda row: (-shared[row], abs(row[1] - moment), -row[0]))
    return [key for key, _moment in best[:MOST_RELATED]]


def alike(article: ArticlePage, shown: frozenset[int], most: int) -> list[int]:
    """The keys of articles with similar words, without those in `shown`."""
    similar = import_string(settings.RELATED_BY_CONTENT)
    entries = article.contents()
    headings = [each.heading for entry in entries for each in (entry, *entry.children)]
    keys = similar(article.title, headings, most + len(shown))
    return [key for key in keys if key not in shown][:most]


def nearby(section: int, moment: datetime, shown: frozenset[int]) -> list[int]:
    """The keys of the articles of the section nearest in time, without those in `shown`."""
    rows = [row for row in listed_near(section, moment) if row[0] not in shown]
    rows.sort(key=lambda row: (abs(row[1] - moment), -row[0]))
    return [key for key, _moment in rows[:MOST_RELATED]]


@dataclass(frozen=True)
class References:
    """Keys of the articles that an editor chose to follow one, of the articles in its body, and of
    its topics.
    """

    chosen: list[int]
    in_body: set[int]
    topics: list[int]


def references_of(article: ArticlePage) -> References:
    return References(
        chosen=[each.article_id for each in article.related_rows("related_articles", relations_of)],
        in_body=stored_article_ids(article.body_data),
        topics=[topic.pk for topic in article.current_topics],
    )


def stored_article_ids(raw: list[dict]) -> set[int]:
    """The keys of the articles in related_article blocks of a stored body."""
    keys = set()
    for child in raw:
        if child["type"] == "related_article":
            keys.add(child["value"].get("article"))
        elif child["type"] == "section":
            keys |= stored_article_ids(child["value"].get("content") or [])
    return keys - {None}


@prepared
def cards_of(articles: list[int]):
    return ArticlePage.objects.live().public().filter(pk__in=articles).for_cards()


@prepared
def relations_of(article: int):
    return ArticleRelation.objects.filter(page=article)


@prepared
def published_near(topics: list[int], moment: datetime):
    """Article and time of the nearest articles on each topic; once for each topic."""
    lists = [Listed.objects.of(topic=topic) for topic in topics]
    return Listed.objects.near(moment, *lists).values_list("article_id", "published_at")


@prepared
def listed_near(place: int, moment: datetime):
    """Article and time of the nearest articles of the place."""
    near = Listed.objects.near(moment, Listed.objects.of(place))
    return near.values_list("article_id", "published_at")
