"""What lists of articles are made of."""

from django.db.models import OuterRef, Prefetch, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageManager

from core.models import EditorialImage
from core.querysets import PublicPageQuerySet

STEP = Page.steplen


class ArticleQuerySet(PublicPageQuerySet):
    def newest(self):
        return self.order_by("-published_at", "-pk")

    def by_author(self, author):
        return self.filter(article_authors__author=author).distinct()

    def on_topic(self, topic):
        return self.filter(topics=topic)

    def with_section(self):
        """Annotates `section_title`: the title of the parent page."""
        parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - STEP)
        parent = Page.objects.filter(path=parent_path)
        return self.annotate(section_title=Subquery(parent.values("title")[:1]))

    def for_headlines(self):
        """Title, url and times only: for strips and plain lists. No further query an item."""
        return self.with_section().defer("body", "takeaways", "sources")

    def for_listing(self):
        """Everything that a listing component shows, in a fixed number of queries."""
        from news.models import ArticleAuthor

        pictures = EditorialImage.objects.prefetch_related("renditions")
        credits = ArticleAuthor.objects.select_related("author").order_by("sort_order")
        return self.for_headlines().prefetch_related(
            Prefetch("hero_image", queryset=pictures),
            Prefetch("promo_image", queryset=pictures),
            Prefetch("article_authors", queryset=credits),
            "topics",
        )


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
PublicPageManager = PageManager.from_queryset(PublicPageQuerySet)

__all__ = ["ArticleManager", "ArticleQuerySet", "PublicPageManager"]
