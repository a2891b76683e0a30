"""The page types of a small news site, written as Wagtail's tutorial writes them."""

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import models
from django.db.models import Prefetch
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

PER_PAGE = 20
# The renditions that the templates show.
IMAGE_IN_ARTICLE, IMAGE_IN_LIST = "width-1000", "fill-320x213"


class HomePage(Page):
    pass


@register_snippet
class Author(models.Model):
    name = models.CharField(max_length=120)

    def __str__(self):
        return self.name


class NewsIndex(Page):
    introduction = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        articles = (
            ArticlePage.objects.child_of(self)
            .live()
            .public()
            .order_by("-date")
            .prefetch_related(
                "authors",
                Prefetch(
                    "image",
                    queryset=get_image_model().objects.prefetch_renditions(IMAGE_IN_LIST),
                ),
            )
        )
        paginator = Paginator(articles, PER_PAGE)
        try:
            context["articles"] = paginator.page(request.GET.get("page"))
        except PageNotAnInteger:
            context["articles"] = paginator.page(1)
        except EmptyPage:
            context["articles"] = paginator.page(paginator.num_pages)
        return context


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey(
        "ArticlePage", related_name="tagged_items", on_delete=models.CASCADE
    )


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock()
    answer = blocks.RichTextBlock()

    class Meta:
        template = "plain/question_block.html"


class ArticlePage(Page):
    date = models.DateTimeField()
    standfirst = models.TextField(blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(
        [
            ("heading", blocks.CharBlock(form_classname="title", template="plain/heading.html")),
            ("paragraph", blocks.RichTextBlock()),
            ("question", QuestionBlock()),
        ]
    )
    authors = ParentalManyToManyField(Author, blank=True)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("standfirst"),
        FieldPanel("image"),
        FieldPanel("authors"),
        FieldPanel("tags"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
