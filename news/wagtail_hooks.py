"""The Newsroom menu and everything else that the newsroom adds to the admin."""

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register
from wagtail_modeladmin.views import IndexView

from news import admin_views
from news.importing import hooks as importing
from news.models import ArticlePage, Author, NewsIndex, Topic
from news.viewsets import author_chooser, topic_chooser


class SectionFilter(SimpleListFilter):
    title = _("section")
    parameter_name = "section"

    def lookups(self, request, model_admin):
        reachable = PagePermissionPolicy().explorable_instances(request.user)
        sections = NewsIndex.objects.filter(pk__in=reachable.order_by().values("pk"))
        return [(section.pk, section.title) for section in sections]

    def queryset(self, request, queryset):
        section = NewsIndex.objects.filter(pk=number(self.value())).first()
        return queryset.descendant_of(section) if section else queryset


class StatusFilter(SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [
            ("live", _("Published")),
            ("draft", _("Draft")),
            ("changed", _("Published, with changes")),
            ("scheduled", _("Scheduled")),
            ("review", _("In review")),
            ("expired", _("Expired")),
        ]

    def queryset(self, request, queryset):
        conditions = {
            "live": Q(live=True),
            "draft": Q(live=False, expired=False),
            "changed": Q(live=True, has_unpublished_changes=True),
            "scheduled": Q(_revisions__approved_go_live_at__isnull=False),
            "review": Q(_workflow_states__status="in_progress"),
            "expired": Q(expired=True),
        }
        condition = conditions.get(self.value())
        return queryset.filter(condition).distinct() if condition else queryset


def number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


class ForgivingIndexView(IndexView):
    """Shows the whole list where the filters in the address are nonsense."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(request.path)


class ArticleAdmin(ModelAdmin):
    model = ArticlePage
    index_view_class = ForgivingIndexView
    menu_icon = "doc-full-inverse"
    menu_label = _("Articles")
    base_url_path = "newsroom/articles"
    list_display = ("title", "status", "section_name", "byline", "shown_date", "word_count")
    list_filter = (StatusFilter, SectionFilter, "kind", "article_authors__author", "topics")
    list_export = ("title", "status", "section_name", "byline", "published_at", "updated_at",
                   "word_count", "full_url")  # fmt: skip
    export_filename = "articles"
    search_fields = ("title", "draft_title", "standfirst", "article_authors__author__name")
    ordering = ("-latest_revision_created_at", "-pk")
    list_per_page = 50

    def get_queryset(self, request):
        """The articles that the user may reach in the explorer, with all the list shows."""
        reachable = PagePermissionPolicy().explorable_instances(request.user)
        articles = super().get_queryset(request).filter(pk__in=reachable.order_by().values("pk"))
        return articles.for_headlines().prefetch_related("article_authors__author")

    def status(self, article):
        return article.status_string.capitalize()

    status.short_description = _("Status")

    def section_name(self, article):
        return article.section_title or ""

    section_name.short_description = _("Section")

    def byline(self, article):
        return article.byline

    byline.short_description = _("Authors")

    def shown_date(self, article):
        return article.published_at or article.latest_revision_created_at

    shown_date.short_description = _("Date")
    shown_date.admin_order_field = "published_at"


class AuthorAdmin(ModelAdmin):
    model = Author
    menu_icon = "user"
    menu_label = _("Authors")
    base_url_path = "newsroom/authors"
    list_display = ("name", "role", "email")
    list_export = ("name", "role", "email", "slug")
    export_filename = "authors"
    search_fields = ("name", "role", "email")


class TopicButtonHelper(ButtonHelper):
    def get_buttons_for_obj(self, obj, *args, **kwargs):
        buttons = super().get_buttons_for_obj(obj, *args, **kwargs)
        user = self.request.user
        if self.permission_helper.user_can_edit_obj(user, obj) and not obj.merged_into_id:
            merge = {
                "url": reverse("newsroom_merge_topic", args=[obj.pk]),
                "label": _("Merge"),
                "classname": self.finalise_classname(["button-secondary"]),
                "title": _("Merge this topic into another"),
            }
            buttons.insert(1, merge)
        return buttons


class TopicAdmin(ModelAdmin):
    model = Topic
    menu_icon = "tag"
    menu_label = _("Topics")
    base_url_path = "newsroom/topics"
    list_display = ("name", "article_count", "merged_into")
    list_export = ("name", "slug", "article_count", "merged_into")
    export_filename = "topics"
    search_fields = ("name",)
    button_helper_class = TopicButtonHelper

    def get_queryset(self, request):
        return super().get_queryset(request).with_article_count().select_related("merged_into")

    def article_count(self, topic):
        return topic.article_count

    article_count.short_description = _("Articles")
    article_count.admin_order_field = "article_count"


class NewsroomGroup(ModelAdminGroup):
    menu_label = _("Newsroom")
    menu_icon = "doc-full-inverse"
    menu_item_name = "newsroom"
    menu_order = 50
    items = (ArticleAdmin, AuthorAdmin, TopicAdmin)

    def get_submenu_items(self):
        """Other apps add theirs by the hook `register_newsroom_menu_item`."""
        added = [register() for register in hooks.get_hooks("register_newsroom_menu_item")]
        return [*super().get_submenu_items(), importing.menu_item, *added]


modeladmin_register(NewsroomGroup)


@hooks.register("register_admin_viewset")
def register_choosers():
    return [author_chooser, topic_chooser]


@hooks.register("register_admin_urls")
def register_newsroom_urls():
    return [
        *importing.urls,
        path(
            "newsroom/topics/<int:pk>/merge/", admin_views.merge_topic, name="newsroom_merge_topic"
        ),
    ]
