"""Full-text Atom feeds: the site, a section, an author, a topic."""

import re
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from mimetypes import guess_type

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Site

from core.blocks.page_links import with_page_links
from core.cache.fragments import part
from core.cache.invalidation import note
from core.media.pictures import picture
from core.models import Publication
from core.xml import clean
from news.models import ArticlePage
from news.pages.cards import Card, cards
from news.projection.lists import ArticleList
from news.statements import whole_listing_of

LENGTH = 30
# Addresses from the site's root, which mean nothing in a reader's program.
ROOT_RELATIVE = re.compile(r'\b(href|src|srcset)="/(?!/)')
SRCSET = re.compile(r'\bsrcset="[^"]*"')
WITHIN_PAGE = re.compile(r'\bhref="#')


class FullTextAtom(Atom1Feed):
    """Atom with the whole text of each entry, everyone who wrote it, and its picture.

    https://www.rfc-editor.org/rfc/rfc4287, https://www.rssboard.org/media-rss
    """

    def write_items(self, handler):
        for item in self.items:
            handler.ignorableWhitespace(item["written"])

    def root_attributes(self):
        return {**super().root_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def item_attributes(self, item):
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["url"])
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})
        if image := item["picture"]:
            handler.startElement("media:content", image["attributes"])
            handler.addQuickElement("media:description", image["alt"], {"type": "plain"})
            if image["credit"]:
                handler.addQuickElement("media:credit", image["credit"])
            handler.endElement("media:content")


@dataclass(frozen=True)
class Entry:
    """An article in a feed; `written` is its element."""

    title: str
    link: str
    published: datetime
    updated: datetime
    written: str

    @property
    def size(self) -> int:
        return 2 * len(self.written)


def written(**item) -> str:
    """The element of an entry; the arguments are those of add_item()."""
    feed, text = FullTextAtom(title="", link="", description=""), StringIO()
    feed.add_item(**item)
    Atom1Feed.write_items(feed, SimplerXMLGenerator(text, short_empty_elements=True))
    return text.getvalue()


class ArticleFeed(Feed):
    """Base of all feeds; a subclass says which articles, what title and which address."""

    feed_type = FullTextAtom

    def __call__(self, request, *args, **kwargs):
        """Without a date, which cannot say that an article was withdrawn; an ETag can."""
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    def get_object(self, request, **kwargs):
        self.request = request
        self.site = Site.find_for_request(request)
        if self.site is None:
            raise Http404("No site")
        self.publication = Publication.for_request(request)
        return self.subject(**kwargs)

    def full(self, url: str) -> str:
        """The address with the site's own scheme and host, whatever those of the request."""
        return f"{self.site.root_url}{url}" if url.startswith("/") else url

    def subject(self, **kwargs):
        return None

    def articles(self, subject) -> ArticleList:
        return ArticleList()

    def heading(self, subject) -> str:
        return ""

    def title(self, subject):
        heading = clean(self.heading(subject))
        name = clean(self.publication.name)
        return f"{name}: {heading}" if heading else name

    def subtitle(self, subject):
        return clean(self.publication.tagline)

    def author_name(self, subject):
        # Atom wants an author for every entry: of the feed, where an entry has none.
        return clean(self.publication.name)

    def link(self, subject):
        return self.full(self.address(subject))

    def address(self, subject) -> str:
        return "/"

    def feed_url(self, subject):
        return self.full(self.request.path)

    def items(self, subject):
        keys = self.articles(subject).keys()[:LENGTH]
        return list(filter(None, map(self.entry, cards(keys, load=whole_articles))))

    def entry(self, card: Card) -> "Entry | None":
        """Kept in the process, as the text of an article is what a feed takes its time with. None
        for an article that was withdrawn in this moment.
        """

        def make() -> Entry | None:
            note(*card.own_tags())
            if card.article is None:
                return None
            note(*card.article.refers_to)
            return self.made(card.article)

        return part(("feed entry", self.site.root_url, get_language(), card.pk), make)

    def made(self, article: ArticlePage) -> "Entry":
        published = article.published_at or article.first_published_at or timezone.now()
        entry = {
            "title": clean(article.title),
            "link": article.get_full_url(self.request),
            "pubdate": published,
            "updateddate": article.modified_at or published,
        }
        text = written(
            **entry,
            description=clean(article.listing_summary),
            unique_id=f"urn:uuid:{article.translation_key}",
            categories=[clean(topic.name) for topic in article.topics.all()],
            content=clean(self.full_text(article)),
            authors=self.authors(article),
            language=article.language_tag,
            picture=self.picture(article),
        )
        return Entry(*entry.values(), text)

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return ""

    def item_link(self, item):
        return item.link

    def item_pubdate(self, item):
        return item.published

    def item_updateddate(self, item):
        return item.updated

    def item_extra_kwargs(self, item):
        return {"written": item.written}

    def authors(self, item) -> list[dict]:
        wrote = [credit for credit in item.credits if credit.role in credit.BYLINE_ROLES]
        people = dict.fromkeys(credit.author for credit in wrote)
        return [{"name": clean(each.name), "url": self.full(each.url)} for each in people]

    def picture(self, item) -> dict | None:
        """The main picture as articles show it, for programs that list entries with pictures."""
        found = picture(item.hero_image, "hero")
        if found is None:
            return None
        main = found.main
        attributes = {
            "url": self.full(main.src),
            "medium": "image",
            "type": guess_type(main.src)[0] or "image/webp",
            "width": str(main.width),
            "height": str(main.height),
        }
        return {
            "attributes": attributes,
            "alt": clean(item.hero_alt or item.hero_image.description or item.title),
            "credit": clean(item.hero_credit or item.hero_image.credit),
        }

    def full_text(self, item) -> str:
        context = {
            "page": item,
            "request": self.request,
            "publication": self.publication,
            "for_feed": True,
        }
        markup = render_to_string("feeds/article.html", context)
        markup = SRCSET.sub(lambda found: found[0].replace(" /", f" {self.site.root_url}/"), markup)
        markup = ROOT_RELATIVE.sub(rf'\1="{self.site.root_url}/', markup)
        return WITHIN_PAGE.sub(f'href="{item.get_full_url(self.request)}#', markup)


class SiteFeed(ArticleFeed):
    pass


class SectionFeed(ArticleFeed):
    def subject(self, section):
        return section

    def articles(self, section):
        return ArticleList(section.pk)

    def heading(self, section):
        return section.title

    def address(self, section):
        return section.get_url(self.request) or "/"


class AuthorFeed(ArticleFeed):
    def subject(self, author):
        return author

    def articles(self, author):
        return ArticleList(author=author.pk)

    def heading(self, author):
        return _("articles by %(name)s") % {"name": author.name}

    def address(self, author):
        return author.url


class TopicFeed(ArticleFeed):
    def subject(self, topic):
        return topic

    def articles(self, topic):
        return ArticleList(topic=topic.pk)

    def heading(self, topic):
        return topic.name

    def address(self, topic):
        return topic.url


def whole_articles(keys: list[int]) -> list[ArticlePage]:
    """Everything a listing needs, and the whole text as well."""
    articles = list(whole_listing_of(keys))
    for article in articles:
        # Once loaded, the text no longer says which pages its links lead to.
        article.refers_to = article.referred_tags()
    load_bodies(articles)
    return articles


def load_bodies(articles: list[ArticlePage]) -> None:
    """Loads the pictures, documents and pages of all bodies together, not article by article."""
    if articles:
        stream = articles[0].body.stream_block
        stored = with_page_links([article.body_data for article in articles])
        bodies = stream.bulk_to_python(stored)
        for article, body in zip(articles, bodies, strict=True):
            article.body = body
