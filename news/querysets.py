"""What lists of articles are made of."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageManager

from core.media.image_pool import attach_images, image_ids, load_images
from core.querysets import PublicPageQuerySet

STEP = Page.steplen
# Of the sections that the navigation shows: beneath the root page and the home page.
SECTION_PATH = 3 * STEP
# Twelve at most are shown, and no page shows more than as many of them elsewhere.
RECENT = 24
# What components/recent_item.html reads; the path and the content type lead to the address.
HEADLINE_FIELDS = (
    *("title", "promo_title", "published_at", "language"),
    *("url_path", "path", "depth", "content_type"),
)
PICTURE_FIELDS = ("hero_image", "promo_image")


class ArticleQuerySet(PublicPageQuerySet):
    def public(self):
        """Without aliases: lists show the article itself, once."""
        return super().public().filter(alias_of=None)

    def newest(self):
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")

    def recent(self):
        """The newest public ones, as many as a page ever shows: only what a headline is made of."""
        return self.live().public().only(*HEADLINE_FIELDS).newest()[:RECENT]

    def with_section(self):
        """Annotates `section_title`: the title of the parent page."""
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - STEP)
        parent = Page.objects.filter(path=parent_path, live=True)
        return self.annotate(section_title=Subquery(parent.values("title")[:1]))

    def for_headlines(self):
        """Title, url and times only: for strips and plain lists. No further query an item."""
        return self.with_section().defer("body", "takeaways", "sources", "corrections")

    def with_lead_topic(self):
        """Annotates `lead_topic`: the name of the first topic."""
        from news.models import ArticleTopic

        tagged = ArticleTopic.objects.filter(page=OuterRef("pk"), topic__merged_into=None)
        first = tagged.order_by("sort_order", "pk")
        return self.annotate(lead_topic=Subquery(first.values("topic__name")[:1]))

    def with_pictures(self):
        """Loads the main and the small pictures of the result, together, in two queries."""
        clone = self._chain()
        clone._wants_pictures = True
        return clone

    def for_cards(self):
        """What a picture with a headline shows, but for the picture itself."""
        return self.for_headlines().with_lead_topic()

    def for_listing(self):
        """Everything that a listing component shows, in a fixed number of queries."""
        from news.models import ArticleAuthor

        credits = ArticleAuthor.objects.select_related("author").order_by("sort_order")
        listed = self.for_cards().with_pictures()
        return listed.prefetch_related(Prefetch("article_authors", queryset=credits))

    # with_pictures() rides on the two hooks that Django's own prefetching uses.
    _wants_pictures = False

    def _clone(self):
        clone = super()._clone()
        clone._wants_pictures = self._wants_pictures
        return clone

    def _fetch_all(self):
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._wants_pictures:
            images = load_images(image_ids(self._result_cache, PICTURE_FIELDS))
            attach_images(self._result_cache, PICTURE_FIELDS, images)


def section_paths(path: str) -> list[str]:
    """The paths of the sections above the page of that path, the outermost first."""
    return [path[:end] for end in range(SECTION_PATH, len(path), STEP)]


def in_order(keys: Iterable[int], articles: Iterable[Page]) -> list[Page]:
    """The articles in the order of the keys, as far as there are such."""
    found = {article.pk: article for article in articles}
    return [found[key] for key in keys if key in found]


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
PublicPageManager = PageManager.from_queryset(PublicPageQuerySet)

__all__ = ["ArticleManager", "ArticleQuerySet", "PublicPageManager", "in_order", "section_paths"]
