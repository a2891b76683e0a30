"""The queries of the newsroom, by name. What readers get ends in `.live().public()`.

Relations are read from the model of the queryset, as models import this module.
"""

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Length, Substr
from wagtail.models import Page, PageManager
from wagtail.permission_policies.pages import PagePermissionPolicy

from core.cache.chrome import remembered
from core.compiled import compiled
from core.media.image_pool import attach_images, image_ids, load_images
from core.querysets import PublicPageQuerySet

STEP = Page.steplen
# The path of a top-level section has three steps: the root page, the home page, the section.
SECTION_PATH = 3 * STEP
# Strip and footer show seven; up to seventeen more may be left out because the page shows them.
RECENT = 24
# The fields that components/recent_item.html shows, and those that lead to the URL.
HEADLINE_FIELDS = (
    *("title", "promo_title", "published_at", "language"),
    *("url_path", "path", "depth", "content_type"),
)
# The rows that `near()` reads on each side: a large topic has tens of thousands.
CONSIDERED = 25
PICTURE_FIELDS = ("hero_image", "promo_image")
# The place of the list of all articles.
EVERYWHERE = 0


class ArticleQuerySet(PublicPageQuerySet):
    def public(self):
        """Excludes aliases: lists show the article itself, once."""
        return super().public().filter(alias_of=None)

    def newest(self):
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")

    def recent(self):
        """The newest public articles with the fields of a headline, as many as a page can show."""
        return self.live().public().only(*HEADLINE_FIELDS).newest()[:RECENT]

    def public_among(self, keys: Iterable[int]):
        """The public ones of the articles with these keys, in no order."""
        return self.live().public().filter(pk__in=keys).order_by()

    def beside(self, section: str, moment: datetime, key: int, without: Iterable[int]):
        """The neighbours of an article in the list of the section at that path: of the listed
        articles the last one before `moment` and `key`, and the first one after them.

        Two public articles at most, in no order. Articles with the keys `without` are skipped.
        """
        place = Subquery(Page.objects.filter(path=section).values("pk"))
        listed = related_model(self, "listed").objects.of(place).exclude(article__in=without)
        earlier = listed.filter(published_at__lte=moment)
        earlier = earlier.exclude(published_at=moment, article__gt=key)
        later = listed.filter(published_at__gte=moment)
        later = later.exclude(published_at=moment, article__lt=key)
        later = later.order_by("published_at", "article")
        first = [Subquery(each.values("article")[:1]) for each in (earlier, later)]
        return self.live().public().filter(Q(pk=first[0]) | Q(pk=first[1])).order_by()

    def with_section(self):
        """Annotates `section_title`: the title of the parent page."""
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - STEP)
        parent = Page.objects.filter(path=parent_path, live=True)
        return self.annotate(section_title=Subquery(parent.values("title")[:1]))

    def for_headlines(self):
        """Title, url and times only. One query, whatever the number of articles."""
        return self.with_section().defer("body", "takeaways", "sources", "corrections")

    def with_lead_topic(self):
        """Annotates `lead_topic`: the name of the first topic."""
        topics = related_model(self, "article_topics").objects
        tagged = topics.filter(page=OuterRef("pk"), topic__merged_into=None)
        first = tagged.order_by("sort_order", "pk")
        return self.annotate(lead_topic=Subquery(first.values("topic__name")[:1]))

    def with_pictures(self):
        """Loads the main and the small pictures of all results in two queries."""
        clone = self._chain()
        clone.wants_pictures = True
        return clone

    def for_cards(self):
        """The fields of a headline with a picture, without the picture itself."""
        return self.for_headlines().with_lead_topic()

    def for_listing(self):
        """Everything that a listing component shows, in a fixed number of queries."""
        credits = related_model(self, "article_authors").objects.select_related("author")
        listed = self.for_cards().with_pictures()
        by_order = Prefetch("article_authors", queryset=credits.order_by("sort_order"))
        return listed.prefetch_related(by_order)

    def for_feeds(self):
        """As for_listing(), with the whole text and all topics."""
        return self.for_listing().defer(None).prefetch_related("topics")

    # with_pictures() uses the two hooks of Django's own prefetching.
    wants_pictures = False

    def _clone(self):
        clone = super()._clone()
        clone.wants_pictures = self.wants_pictures
        return clone

    def _fetch_all(self):
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self.wants_pictures:
            images = load_images(image_ids(self._result_cache, PICTURE_FIELDS))
            attach_images(self._result_cache, PICTURE_FIELDS, images)


class SectionQuerySet(PublicPageQuerySet):
    def at(self, paths: Iterable[str]):
        """The live sections at these paths, the outermost first."""
        return self.filter(path__in=paths).live().order_by("depth")

    def beneath(self, path: str, length: int, depth: int):
        """The public sections directly beneath the page at that path, in tree order. `length` is
        that of the path, `depth` that of the sections.

        There are few sections, so all are read: by a range of paths, SQLite would search all
        articles beneath the page.
        """
        beneath = self.filter(depth=depth).annotate(parent_path=Substr("path", 1, length))
        return beneath.filter(parent_path=path).live().public().order_by("path")


class ListedQuerySet(models.QuerySet):
    def of(self, place: int = EVERYWHERE, topic: int = 0, author: int = 0):
        """The newest first. An index has this order, so the length of the list does not matter."""
        found = self.filter(place=place, topic=topic, author=author)
        return found.order_by("-published_at", "-article")

    def in_any(self, *lists: "ListedQuerySet"):
        """The rows of several lists, which may be sliced, in one query and in no order. A row that
        is in two of them comes twice.
        """
        first, *others = (self.filter(pk__in=each.values("pk")) for each in lists)
        return first.union(*others, all=True)

    def near(self, moment: datetime, *lists: "ListedQuerySet"):
        """The rows of each list that were published nearest to the moment: at most CONSIDERED
        before and CONSIDERED after it, in no order.
        """
        rows = Q()
        for each in lists:
            before = each.filter(published_at__lte=moment)
            after = each.filter(published_at__gt=moment).order_by("published_at", "article")
            for side in (before, after):
                rows |= Q(pk__in=side.values("pk")[:CONSIDERED])
        return self.filter(rows).order_by()

    def around(self, section: str, moment: datetime, key: int, without: Iterable[int], most: int):
        """The rows of the section at that path directly before and after `moment` and `key`: at
        most `most` on each side, without the articles `without`, in no order.
        """
        place = Subquery(Page.objects.filter(path=section).values("pk"))
        listed = self.of(place).exclude(article__in=without)
        earlier = listed.filter(published_at__lte=moment)
        earlier = earlier.exclude(published_at=moment, article__gt=key)
        later = listed.filter(published_at__gte=moment)
        later = later.exclude(published_at=moment, article__lt=key)
        later = later.order_by("published_at", "article")
        rows = Q()
        for side in (earlier, later):
            rows |= Q(pk__in=side.values("pk")[:most])
        return self.filter(rows).order_by()


class TopicQuerySet(models.QuerySet):
    def current(self):
        """Topics that have not been merged into another."""
        return self.filter(merged_into=None)

    def with_article_count(self):
        """Annotates `article_count`: all articles on the topic, drafts included."""
        return self.annotate(article_count=models.Count("articles", distinct=True))


class CommentQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status="approved")

    def held(self):
        return self.filter(status="held")

    def visible(self):
        """Published comments, except replies to a comment that is not published."""
        return self.approved().filter(Q(parent=None) | Q(parent__status="approved"))

    def in_threads(self):
        """Each comment is followed by its replies, the oldest first."""
        first = Coalesce(F("parent_id"), F("id"))
        return self.annotate(thread_id=first).order_by("thread_id", "pk")

    def for_reading(self):
        """What a page shows: visible comments by thread, and the portraits of authors among the
        commenters, with one query more.
        """
        found = self.visible().in_threads().select_related("parent", "author__portrait")
        return found.prefetch_related("author__portrait__renditions")

    def moderated_by(self, user):
        """The comments that a user may moderate: those on articles that the user may publish."""
        pages = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
        return self.filter(Exists(pages.order_by().filter(pk=OuterRef("article_id"))))


def related_model(queryset: models.QuerySet, name: str) -> type[models.Model]:
    """The model at the other end of a relation of the queryset's model."""
    return queryset.model._meta.get_field(name).related_model


def section_paths(path: str) -> list[str]:
    """The paths of the sections above the page of that path, the outermost first."""
    return [path[:end] for end in range(SECTION_PATH, len(path), STEP)]


def sections_above(path: str) -> list[Page]:
    """The live sections above the page of that path, the outermost first. Do not change them: they
    are remembered until the site changes.
    """
    return remembered(("sections", path[:-STEP]), lambda: sections_at(section_paths(path)))


def sections_beneath(page: Page) -> list[Page]:
    """The public sections directly beneath the page, in tree order."""
    return children_of(page.path, len(page.path), page.depth + 1)


@compiled
def children_of(path: str, length: int, depth: int):
    return apps.get_model("news", "NewsIndex").objects.beneath(path, length, depth)


@compiled
def sections_at(paths: list[str]):
    return apps.get_model("news", "NewsIndex").objects.at(paths)


def in_order(keys: Iterable[int], articles: Iterable[Page]) -> list[Page]:
    """The articles in the order of the keys. Keys without an article are skipped."""
    found = {article.pk: article for article in articles}
    return [found[key] for key in keys if key in found]


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
SectionManager = PageManager.from_queryset(SectionQuerySet)
