"""Full-text Atom feeds: the site, a section, an author, a topic."""

import re

from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from wagtail.models import Site

from core.models import Publication
from core.page_links import with_page_links
from news.models import ArticlePage

LENGTH = 30
# Addresses from the site's root, which mean nothing in a reader's program.
ROOT_RELATIVE = re.compile(r'\b(href|src|srcset)="/(?!/)')
SRCSET = re.compile(r'\bsrcset="[^"]*"')
WITHIN_PAGE = re.compile(r'\bhref="#')
# Characters that XML 1.0 does not allow: https://www.w3.org/TR/xml/#charsets
NOT_XML = {code: None for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: None,
    0xFFFF: None,
}


class FullTextAtom(Atom1Feed):
    """Atom with the whole text of each entry beside its summary."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class ArticleFeed(Feed):
    """Base of all feeds; a subclass says which articles, what title and which address."""

    feed_type = FullTextAtom

    def get_object(self, request, **kwargs):
        self.request = request
        self.site = Site.find_for_request(request)
        self.publication = Publication.for_request(request)
        return self.subject(**kwargs)

    def subject(self, **kwargs):
        return None

    def articles(self, subject):
        return ArticlePage.objects.live().public().newest()

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
        return "/"

    def feed_url(self, subject):
        return self.request.path

    def items(self, subject):
        # Everything a listing needs, and the whole text as well.
        articles = list(self.articles(subject).for_listing().defer(None)[:LENGTH])
        load_bodies(articles)
        return articles

    def item_title(self, item):
        return clean(item.title)

    def item_description(self, item):
        return clean(item.listing_summary)

    def item_link(self, item):
        return item.get_url(self.request)

    def item_guid(self, item):
        return f"urn:uuid:{item.translation_key}"

    def item_author_name(self, item):
        return clean(item.byline) or None

    def item_pubdate(self, item):
        return item.published_at or item.first_published_at or timezone.now()

    def item_updateddate(self, item):
        return item.modified_at or self.item_pubdate(item)

    def item_categories(self, item):
        return [clean(topic.name) for topic in item.topics.all()]

    def item_extra_kwargs(self, item):
        return {"content": clean(self.full_text(item))}

    def full_text(self, item) -> str:
        context = {"page": item, "request": self.request, "for_feed": True}
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
        return section.articles()

    def heading(self, section):
        return section.title

    def link(self, section):
        return section.get_url(self.request) or "/"


class AuthorFeed(ArticleFeed):
    def subject(self, author):
        return author

    def articles(self, author):
        return super().articles(author).by_author(author)

    def heading(self, author):
        return _("articles by %(name)s") % {"name": author.name}

    def link(self, author):
        return author.url


class TopicFeed(ArticleFeed):
    def subject(self, topic):
        return topic

    def articles(self, topic):
        return super().articles(topic).on_topic(topic)

    def heading(self, topic):
        return topic.name

    def link(self, topic):
        return topic.url


def load_bodies(articles: list[ArticlePage]) -> None:
    """Loads the pictures, documents and pages of all bodies together, not article by article."""
    if articles:
        stream = articles[0].body.stream_block
        stored = with_page_links([article.body_data for article in articles])
        bodies = stream.bulk_to_python(stored)
        for article, body in zip(articles, bodies, strict=True):
            article.body = body


def clean(text) -> str:
    return str(text or "").translate(NOT_XML)
