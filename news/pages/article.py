"""The context of an article page.

What the article alone decides is rendered when it is published (news.projection). Comments, related
articles, and the articles before and after are read for each page. Without a current row the same
templates are rendered live.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.blocks.stream_block import StreamValue

from core.blocks.page_links import with_page_links
from core.media.image_pool import attach_images, image_ids, lending, load_images, stored_image_ids
from news.comments.discussion import Discussion, discussion_of
from news.models import ArticleAuthor, ArticlePage
from news.models.projection import MOST_RELATED
from news.pages.cards import Card, cards
from news.pages.heads import Head, head_of, people_of, take_opener
from news.pages.related import Around, References, around, kin_of, references_of
from news.projection.release import release_for
from news.projection.rows import Stored, read
from news.querysets import PICTURE_FIELDS
from news.structure.anchors import headings
from news.structure.notes import Notes

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

    @cached_property
    def stored(self) -> Stored | None:
        """The current row of the article; None for drafts, previews, restricted articles and
        aliases, which are rendered live.
        """
        if not self.article.known_public or getattr(self.request, "alias_tags", None):
            return None
        release = release_for(self.request)
        return read(self.article, release) if release else None

    replies_slot = REPLIES_SLOT

    def piece(self, name: str) -> str:
        """The HTML of a piece of the page, stored or rendered."""
        html = self.stored.html[name] if self.stored else self.rendered(name)
        html = self.with_replies(html) if name == "contents" else html
        return mark_safe(html)  # noqa: S308 - rendered by our templates

    def rendered(self, name: str) -> str:
        """The HTML of a piece as it is stored: in the contents list, REPLIES_SLOT is in the place
        of the number of comments.
        """
        values = {"reading": self, "page": self.page, "LANGUAGE_CODE": get_language()}
        html = render_to_string(f"pages/article/{name}.html", values, self.request)
        # The last line break is that of the file.
        return html.removesuffix("\n")

    def with_replies(self, contents: str) -> str:
        line = ""
        if REPLIES_SLOT in contents and self.discussion and self.discussion.total:
            values = {"replies": self.discussion.total, "page": self.article}
            line = render_to_string("components/contents_replies.html", values)
        return contents.replace(REPLIES_SLOT, line)

    # The article itself, where it is rendered

    @cached_property
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

    @cached_property
    def contents(self) -> list:
        return self.page.contents()

    @cached_property
    def headings(self) -> dict:
        """The headings that takeaways link to."""
        return headings(self.page.body_data)

    @cached_property
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

    # Articles that it links to, and those to read next, as stored or as they are now

    @cached_property
    def references(self) -> References:
        return references_of(self.article)

    @cached_property
    def linked(self) -> dict[int, ArticlePage]:
        """The public ones of the chosen articles and of those in the body, by key."""
        keys = {*self.references.chosen, *self.references.in_body}
        found = ArticlePage.objects.public_among(keys).for_cards()
        return {article.pk: article for article in found} if keys else {}

    @property
    def linked_keys(self) -> list[int]:
        """Their keys."""
        return self.stored.linked if self.stored else sorted(self.linked)

    @property
    def is_chosen(self) -> bool:
        """Whether an editor chose the articles to read next."""
        return self.stored.is_chosen if self.stored else bool(self.references.chosen)

    @cached_property
    def kin(self) -> list[int]:
        """The keys of the chosen articles, or else of articles with shared topics or words."""
        if self.stored:
            return self.stored.related
        return kin_of(self.article, self.references, self.linked_keys)

    @property
    def section_title(self) -> str:
        """The title of the section, or "" if it is not public."""
        if self.stored:
            return self.stored.section
        section = self.article.section
        return section.title if section else ""

    # Other articles, as they are now

    @cached_property
    def around(self) -> Around:
        return around(self.article, {*self.linked_keys, *self.kin})

    @property
    def related_keys(self) -> list[int]:
        """The articles chosen by an editor. Without such: those with shared topics or words, and if
        there are few, also the nearest of the section.
        """
        if self.is_chosen or len(self.kin) >= MOST_RELATED or not self.section_title:
            return self.kin
        return [*self.kin, *self.around.nearest]

    @cached_property
    def others(self) -> dict[int, Card]:
        """The cards of all other articles, loaded together, by key."""
        found = cards([*self.related_keys, *self.around.beside.values()], self.request)
        return {card.pk: card for card in found}

    @cached_property
    def related(self) -> list[Card]:
        found = [self.others[key] for key in self.related_keys if key in self.others]
        return found[:MOST_RELATED]

    @cached_property
    def neighbours(self) -> dict[str, Card]:
        """The `earlier` and the `later` article of the section, if they exist. Articles that the
        page shows elsewhere are skipped.
        """
        beside = self.around.beside.items()
        return {side: self.others[key] for side, key in beside if key in self.others}

    @cached_property
    def shown(self) -> frozenset[int]:
        """The keys of all articles that the page shows, apart from recent news."""
        beside = [*self.related, *self.neighbours.values()]
        return frozenset({self.article.pk, *self.linked_keys, *(card.pk for card in beside)})

    @cached_property
    def discussion(self) -> Discussion | None:
        return discussion_of(self.article, self.request)
