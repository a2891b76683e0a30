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
from core.dependencies import note
from core.media.pictures import picture
from core.models import Publication
from core.prepared import prepared
from core.sites import publication_for
from core.xml import clean
from news.models import ArticlePage
from news.pages.cards import Card, cards
from news.pages.heads import hero_of
from news.projection.lists import ArticleList

LENGTH = 30
# URLs relative to the root of the site, which a feed reader cannot resolve.
ROOT_RELATIVE = re.compile(r'\b(href|src|srcset)="/(?!/)')
SRCSET = re.compile(r'\bsrcset="[^"]*"')
WITHIN_PAGE = re.compile(r'\bhref="#')


class FullTextAtom(Atom1Feed):
    """Atom with the full text, all authors and the picture of each entry.

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
class FeedEntry:
    """An article in a feed; `written` is its XML element."""

    title: str
    link: str
    published: datetime
    updated: datetime
    written: str

    @property
    def size(self) -> int:
        return 2 * len(self.written)


def written(**item) -> str:
    """The XML element of an entry; the arguments are those of add_item()."""
    feed, text = FullTextAtom(title="", link="", description=""), StringIO()
    feed.add_item(**item)
    Atom1Feed.write_items(feed, SimplerXMLGenerator(text, short_empty_elements=True))
    return text.getvalue()


class ArticleFeed(Feed):
    """Base of all feeds; subclasses define the articles, the title and the URL."""

    feed_type = FullTextAtom

    def __call__(self, request, *args, **kwargs):
        """Removes Last-Modified: it cannot express that an article was unpublished, an ETag can."""
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    def get_object(self, request, **kwargs):
        self.request = request
        self.site = Site.find_for_request(request)
        if self.site is None:
            raise Http404("No site")
        self.publication = publication_for(request)
        return self.subject(**kwargs)

    def full(self, url: str) -> str:
        """The absolute URL, with the scheme and host of the site, not of the request."""
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
        # Atom requires an author for every entry; the author of the feed is the default.
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

    def entry(self, card: Card) -> "FeedEntry | None":
        """The entry of an article, cached because rendering its text is slow. None if the article
        was unpublished since the list was read.
        """

        def make() -> FeedEntry | None:
            note(*card.own_tags())
            if card.article is None:
                return None
            note(*card.article.refers_to)
            return self.made(card.article)

        return part(("feed entry", self.site.root_url, get_language(), card.pk), make)

    def made(self, article: ArticlePage) -> "FeedEntry":
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
            content=clean(full_text(article, self.request, self.site, self.publication)),
            authors=self.authors(article),
            language=article.language_tag,
            picture=self.picture(article),
        )
        return FeedEntry(*entry.values(), text)

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
        """The main picture as in the article, for feed readers that show pictures in lists."""
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


def full_text(article: ArticlePage, request, site: Site, publication: Publication) -> str:
    """The HTML of a feed entry, with absolute URLs. `article` comes from whole_articles()."""
    context = {
        "page": article,
        "hero": hero_of(article),
        "request": request,
        "publication": publication,
        "for_feed": True,
    }
    markup = render_to_string("feeds/article.html", context)
    markup = SRCSET.sub(lambda found: found[0].replace(" /", f" {site.root_url}/"), markup)
    markup = ROOT_RELATIVE.sub(rf'\1="{site.root_url}/', markup)
    return WITHIN_PAGE.sub(f'href="{article.get_full_url(request)}#', markup)


def whole_articles(keys: list[int]) -> list[ArticlePage]:
    """The public ones of these articles, with the rows that their text refers to."""
    articles = list(feed_articles(keys))
    for article in articles:
        # load_bodies() replaces the keys of linked pages by URLs.
        article.refers_to = article.referred_tags()
    load_bodies(articles)
    return articles


def load_bodies(articles: list[ArticlePage]) -> None:
    """Loads the pictures, documents and pages of all bodies in one query each."""
    if articles:
        stream = articles[0].body.stream_block
        stored = with_page_links([article.body_data for article in articles])
        bodies = stream.bulk_to_python(stored)
        for article, body in zip(articles, bodies, strict=True):
            article.body = body


@prepared
def feed_articles(articles: list[int]):
    return ArticlePage.objects.public_among(articles).for_feeds()
