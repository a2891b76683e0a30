"""The entries of feeds: the XML elements of whole articles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from mimetypes import guess_type

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Site

from core.blocks.page_links import with_page_links
from core.media.pictures import picture
from core.sites import publication_for
from core.xml import clean
from news.models import ArticlePage
from news.pages.heads import hero_of
from news.projection.release import release_for
from news.projection.rows import read_entries

# URLs relative to the root of the site, which a feed reader cannot resolve.
ROOT_RELATIVE = re.compile(r'\b(href|src|srcset)="/(?!/)')
SRCSET = re.compile(r'\bsrcset="[^"]*"')
WITHIN_PAGE = re.compile(r'\bhref="#')


class FullTextAtom(Atom1Feed):
    """Atom with the full text, all authors and the picture of each entry. The items of the feed
    are written beforehand (`element`).

    https://www.rfc-editor.org/rfc/rfc4287, https://www.rssboard.org/media-rss
    """

    def write_items(self, handler):
        for item in self.items:
            handler.ignorableWhitespace(item["element"])

    def root_attributes(self):
        return {**super().root_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}


class Entries(Atom1Feed):
    """Writes the elements of entries."""

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

    def element(self) -> str:
        text = StringIO()
        self.write_items(SimplerXMLGenerator(text, short_empty_elements=True))
        return text.getvalue()


@dataclass(frozen=True)
class FeedEntry:
    """An article in a feed: its XML element, and the times from which the feed has its own."""

    published: datetime
    updated: datetime
    element: str


def entries(keys: Iterable[int], request) -> list[FeedEntry]:
    """The entries of the public ones of these articles, in their order: as stored, or rendered if
    there is no current row.
    """
    keys = list(keys)
    stored = read_entries(keys, release_for(request))
    missing = [key for key in keys if key not in stored]
    found = {
        key: FeedEntry(*times_of(entry.article), entry.element) for key, entry in stored.items()
    }
    for article in whole_articles(missing):
        found[article.pk] = FeedEntry(*times_of(article), element_of(article, request))
    return [found[key] for key in keys if key in found]


def times_of(article) -> tuple[datetime, datetime]:
    """When it was published, and when it last changed for readers."""
    published = article.published_at or article.first_published_at or timezone.now()
    return published, article.updated_at or published


def element_of(article: ArticlePage, request) -> str:
    """The XML element of an article, which comes from whole_articles()."""
    site, feed = Site.find_for_request(request), Entries(title="", link="", description="")
    published, updated = times_of(article)
    feed.add_item(
        title=clean(article.title),
        link=article.get_full_url(request),
        pubdate=published,
        updateddate=updated,
        description=clean(article.listing_summary),
        unique_id=f"urn:uuid:{article.translation_key}",
        categories=[clean(topic.name) for topic in article.topics.all()],
        content=clean(full_text(article, request, site)),
        authors=authors_of(article, site),
        language=article.language_tag,
        picture=picture_of(article, site),
    )
    return feed.element()


def full(url: str, site: Site) -> str:
    """The absolute URL, with the scheme and host of the site, not of the request."""
    return f"{site.root_url}{url}" if url.startswith("/") else url


def authors_of(article: ArticlePage, site: Site) -> list[dict]:
    wrote = [credit for credit in article.credits if credit.role in credit.BYLINE_ROLES]
    people = dict.fromkeys(credit.author for credit in wrote)
    return [{"name": clean(each.name), "url": full(each.url, site)} for each in people]


def picture_of(article: ArticlePage, site: Site) -> dict | None:
    """The main picture as in the article, for feed readers that show pictures in lists."""
    found = picture(article.hero_image, "hero")
    if found is None:
        return None
    main = found.main
    attributes = {
        "url": full(main.src, site),
        "medium": "image",
        "type": guess_type(main.src)[0] or "image/webp",
        "width": str(main.width),
        "height": str(main.height),
    }
    return {
        "attributes": attributes,
        "alt": clean(article.hero_alt or article.hero_image.description or article.title),
        "credit": clean(article.hero_credit or article.hero_image.credit),
    }


def full_text(article: ArticlePage, request, site: Site) -> str:
    """The HTML of an entry, with absolute URLs."""
    context = {
        "page": article,
        "hero": hero_of(article),
        "request": request,
        "publication": publication_for(request),
        "for_feed": True,
    }
    markup = render_to_string("feeds/article.html", context)
    markup = SRCSET.sub(lambda found: found[0].replace(" /", f" {site.root_url}/"), markup)
    markup = ROOT_RELATIVE.sub(rf'\1="{site.root_url}/', markup)
    return WITHIN_PAGE.sub(f'href="{article.get_full_url(request)}#', markup)


def whole_articles(keys: list[int]) -> list[ArticlePage]:
    """The public ones of these articles. The pictures, documents and linked pages of all bodies are
    loaded in one query each.
    """
    articles = list(ArticlePage.objects.public_among(keys).for_feeds()) if keys else []
    if articles:
        stream = articles[0].body.stream_block
        bodies = stream.bulk_to_python(with_page_links([each.body_data for each in articles]))
        for article, body in zip(articles, bodies, strict=True):
            article.body = body
    return articles
