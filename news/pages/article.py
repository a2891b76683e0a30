"""What the page of one article shows. Each thing is read when a template first asks for it: what is
kept as it was rendered asks for nothing.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from wagtail.blocks.stream_block import StreamValue

from core.blocks.page_links import with_page_links
from core.cache.fragments import part
from core.cache.invalidation import note, noted_property
from core.media.image_pool import attach_images, image_ids, lending, load_images, stored_image_ids
from news.comments.discussion import discussion_of
from news.models import ArticleAuthor, ArticlePage
from news.pages.cards import Articles, Card, cards
from news.querysets import PICTURE_FIELDS
from news.statements import cards_of, listed_near, published_near, relations_of
from news.structure.anchors import headings
from news.structure.heads import Head, head_of, people_of, take_opener
from news.structure.notes import Notes

MOST_RELATED = 4


@dataclass(frozen=True)
class Ready:
    """What templates show of the article itself."""

    article: ArticlePage
    notes: Notes
    head: Head
    opening: StreamValue
    story: StreamValue


class Reading:
    """Of an article, for a request."""

    def __init__(self, article: ArticlePage, request):
        self.article, self.request = article, request

    # The article itself

    @noted_property
    def made_ready(self) -> "Ready":
        # Numbers are written into the streams before blocks are made of them.
        notes = self.numbered()
        return self.with_pictures(notes)

    @property
    def page(self) -> ArticlePage:
        """The article with its citations numbered, and with every picture that it shows itself."""
        return self.made_ready.article

    @property
    def notes(self) -> Notes:
        return self.made_ready.notes

    @property
    def head(self) -> Head:
        return self.made_ready.head

    @property
    def opening(self) -> StreamValue:
        """The paragraph that stands in the head, or nothing."""
        return self.made_ready.opening

    @property
    def story(self) -> StreamValue:
        """The body without that paragraph."""
        return self.made_ready.story

    def numbered(self) -> Notes:
        """Numbers the citations in the order they are read."""
        article, notes = self.article, Notes(self.article.sources)
        for name in ("takeaways", "body"):
            stream = getattr(article, name)
            raw = notes.numbered(stream.stream_block, list(stream.get_prep_value()))
            setattr(article, name, StreamValue(stream.stream_block, raw, is_lazy=True))
        return notes

    def with_pictures(self, notes: Notes) -> "Ready":
        """The pictures of the article, its body and its people are loaded all at once."""
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
        return Ready(article, notes, head, opening, story)

    @property
    def contents(self) -> list:
        return self.page.contents()

    @property
    def headings(self) -> dict:
        """What takeaways lead to."""
        return headings(self.page.body_data)

    @property
    def corrections(self) -> list:
        return self.page.dated_corrections()

    @property
    def correction(self):
        """The newest one that corrects something, or None."""
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
    def pointers(self) -> "Pointers":
        return self.known("pointers", lambda: pointers_of(self.article))

    def known(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` finds out about the article, kept for one that is everyone's."""
        if not self.article.known_public:
            return make()

        def noting() -> Any:
            note(self.article.cache_tag)
            return make()

        return part((name, self.article.pk), noting)

    @noted_property
    def linked(self) -> dict[int, ArticlePage]:
        """The public ones among the chosen articles and those the body points to, by key."""
        keys = {*self.pointers.chosen, *self.pointers.in_body}
        return {article.pk: article for article in cards_of(keys)} if keys else {}

    @noted_property
    def related(self) -> list[Card]:
        """The articles chosen by hand; or else those that share most topics, where those are few
        also those that are most alike by their words, and then the nearest of the section.
        """
        keys, chosen = self.kin, bool(self.pointers.chosen)
        if not chosen and len(keys) < MOST_RELATED:
            keys = [*keys, *self.near_it()]
        return cards(keys)[:MOST_RELATED]

    @noted_property
    def kin(self) -> list[int]:
        """The keys of the chosen articles, or of those that have something in common with it."""
        if self.pointers.chosen:
            return self.pointers.chosen
        on_topics = self.of_its_topics()
        if len(on_topics) >= MOST_RELATED:
            return on_topics
        return [*on_topics, *self.like_it(on_topics)]

    def like_it(self, on_topics: list[int]) -> list[int]:
        """The keys of articles that share its telling words, but for those and all that is shown.
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

    def near_it(self) -> list[int]:
        """The keys of the articles of its section that were published nearest to it, but for its
        neighbours and all that is shown.
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

    def of_its_topics(self) -> list[int]:
        """The keys of those of its own time: what is published later has no reason to change the
        page of an old story.
        """
        article, topics = self.article, self.pointers.topics
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
        """The `earlier` and the `later` article of the section, where there are. Those that the
        page shows elsewhere are passed over.
        """
        return self.article.neighbours({self.article.pk, *self.linked, *self.kin})

    @noted_property
    def neighbours(self) -> dict[str, Card]:
        related, found = self.related, self.neighbour_keys
        # Loaded with the related ones, should any of them be.
        others = related[0].others if related else Articles([])
        others.keys += found.values()
        return {side: Card(key, None, others) for side, key in found.items()}

    @noted_property
    def shown(self) -> frozenset[int]:
        """The keys of all articles that the page shows itself."""
        beside = [*self.related, *self.neighbours.values()]
        return frozenset({self.article.pk, *self.linked, *(card.pk for card in beside)})

    @noted_property
    def discussion(self):
        note(*self.article.shown_lists())
        return discussion_of(self.article, self.request)

    @property
    def replies(self) -> int:
        """How many comments there are."""
        return self.known("replies", lambda: self.discussion.total if self.discussion else 0)


def nearest(topics: list[int], moment: datetime, shown: frozenset[int]) -> list[int]:
    """The keys of the articles that share most of the topics, and among those of the nearest in
    time, but for those that are shown.
    """
    found = published_near(topics, moment)
    shared = Counter(row for row in found if row[0] not in shown)
    best = sorted(shared, key=lambda row: (-shared[row], abs(row[1] - moment), -row[0]))
    return [key for key, _moment in best[:MOST_RELATED]]


def alike(article: ArticlePage, shown: frozenset[int], most: int) -> list[int]:
    """The keys of articles that share telling words with it, but for those that are shown."""
    similar = import_string(settings.RELATED_BY_CONTENT)
    entries = article.contents()
    headings = [each.heading for entry in entries for each in (entry, *entry.children)]
    keys = similar(article.title, headings, most + len(shown))
    return [key for key in keys if key not in shown][:most]


def nearby(section: int, moment: datetime, shown: frozenset[int]) -> list[int]:
    """The keys of the articles of the section nearest in time, but for those that are shown."""
    rows = [row for row in listed_near(section, moment) if row[0] not in shown]
    rows.sort(key=lambda row: (abs(row[1] - moment), -row[0]))
    return [key for key, _moment in rows[:MOST_RELATED]]


@dataclass(frozen=True)
class Pointers:
    """Keys: of the articles that were chosen by hand to follow one, of those that its body points
    to, and of its topics.
    """

    chosen: list[int]
    in_body: set[int]
    topics: list[int]


def pointers_of(article: ArticlePage) -> Pointers:
    return Pointers(
        chosen=[each.article_id for each in article.related_rows("related_articles", relations_of)],
        in_body=stored_article_ids(article.body_data),
        topics=[topic.pk for topic in article.current_topics],
    )


def stored_article_ids(raw: list[dict]) -> set[int]:
    """The keys of the articles that related_article blocks of a stored body point to."""
    keys = set()
    for child in raw:
        if child["type"] == "related_article":
            keys.add(child["value"].get("article"))
        elif child["type"] == "section":
            keys |= stored_article_ids(child["value"].get("content") or [])
    return keys - {None}
