"""Full-text Atom feeds: the site, a section, an author, a topic."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.models import Site

from core.sites import publication_for
from core.xml import clean
from news.pages.entries import FullTextAtom, entries, full
from news.projection.lists import ArticleList

LENGTH = 30


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
        return full(self.address(subject), self.site)

    def address(self, subject) -> str:
        return "/"

    def feed_url(self, subject):
        return full(self.request.path, self.site)

    def items(self, subject):
        return entries(self.articles(subject).keys()[:LENGTH], self.request)

    # Entries have titles and links in their elements.
    item_title = item_description = item_link = ""

    def item_pubdate(self, item):
        return item.published

    def item_updateddate(self, item):
        return item.updated

    def item_extra_kwargs(self, item):
        return {"element": item.element}


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
