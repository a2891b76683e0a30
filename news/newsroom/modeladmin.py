"""Lists and forms of articles, authors and topics in the admin: the Newsroom menu."""

import re
from functools import reduce
from operator import or_

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, Model, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.search.backends import get_search_backend
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.helpers.search import BaseSearchHandler
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from core.admin.access import ForgivingIndexView, GuardedHistoryView
from news.comments import moderation
from news.importing import hooks as importing
from news.models import ArticleAuthor, ArticlePage, ArticleTopic, Author, NewsIndex, Topic

WORD = re.compile(r"[^\W_]+")
LONGEST_SEARCH = 256
MOST_WORDS = 12


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


class LinkedFilter(SimpleListFilter):
    """The articles that are linked with an object, by its key: Django's own filter joins, and needs
    a DISTINCT over all columns of all articles. `links` is the model between them: it has `page`,
    and a foreign key with the name of the parameter.
    """

    links: type[Model]

    def lookups(self, request, model_admin):
        """Keys and names of the objects: all of them for users who may list them; for others only
        those of articles that they can reach.
        """
        name = self.parameter_name
        model = self.links._meta.get_field(name).related_model
        objects = model.objects.values_list("pk", "name")
        may = ["add", "change", "view"]
        if ModelPermissionPolicy(model).user_has_any_permission(request.user, may):
            return objects
        reachable = PagePermissionPolicy().explorable_instances(request.user)
        linked = self.links.objects.filter(page__in=reachable.order_by().values("pk"))
        return objects.filter(pk__in=linked.order_by().values(name))

    def queryset(self, request, queryset):
        key = number(self.value())
        linked = self.links.objects.filter(**{self.parameter_name: key}).order_by()
        return queryset.filter(pk__in=linked.values("page")) if key else queryset


class AuthorFilter(LinkedFilter):
    title = _("author")
    parameter_name = "author"
    links = ArticleAuthor


class TopicFilter(LinkedFilter):
    title = _("topic")
    parameter_name = "topic"
    links = ArticleTopic


def number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


class WordSearchHandler(BaseSearchHandler):
    """Finds objects that contain every word in one of the search fields. Accepts any query."""

    def search_queryset(self, queryset, search_term, **kwargs):
        words = WORD.findall(search_term[:LONGEST_SEARCH])[:MOST_WORDS]
        if words:
            return self.with_words(queryset, words)
        return queryset.none() if search_term.strip() else queryset

    def with_words(self, queryset, words: list[str]):
        return containing(words, queryset, self.search_fields)


class ArticleSearchHandler(WordSearchHandler):
    """Finds the words in the headline, with the search index, or in the name of an author.

    Reading all articles would take seconds in a large archive. The index contains published
    headlines, so a query searches the headlines of drafts.
    """

    def with_words(self, queryset, words):
        titled = get_search_backend().autocomplete(
            " ".join(words), Page.objects.all(), order_by_relevance=False
        )
        changed = Page.objects.filter(has_unpublished_changes=True)
        drafts = containing(words, changed, ["draft_title"])
        authors = containing(words, Author.objects.all(), ["name"])
        credits = ArticleAuthor.objects.filter(author__in=authors)
        parts = [titled.get_queryset().values("pk"), drafts.values("pk"), credits.values("page")]
        first, *others = [part.order_by() for part in parts]
        return queryset.filter(pk__in=first.union(*others))


def containing(words: list[str], queryset, fields):
    for word in words:
        conditions = (Q(**{f"{field}__icontains": word}) for field in fields)
        queryset = queryset.filter(reduce(or_, conditions))
    return queryset


class ArticleAdmin(ModelAdmin):
    model = ArticlePage
    index_view_class = ForgivingIndexView
    history_view_class = GuardedHistoryView
    menu_icon = "doc-full-inverse"
    menu_label = _("Articles")
    base_url_path = "newsroom/articles"
    list_display = ("title", "status", "section_name", "byline", "shown_date", "word_count")
    list_filter = (StatusFilter, SectionFilter, "kind", AuthorFilter, TopicFilter)
    list_export = ("title", "status", "section_name", "byline", "published_at", "updated_at",
                   "word_count", "full_url")  # fmt: skip
    export_filename = "articles"
    search_handler_class = ArticleSearchHandler
    ordering = ("-latest_revision_created_at", "-pk")
    list_per_page = 50

    def get_queryset(self, request):
        """The articles that the user can reach in the explorer, with all columns of the list."""
        reachable = PagePermissionPolicy().explorable_instances(request.user)
        # With EXISTS, SQLite checks only the articles that a search has found.
        articles = (
            super()
            .get_queryset(request)
            .filter(Exists(reachable.order_by().filter(pk=OuterRef("pk"))))
        )
        shown = articles.for_headlines().prefetch_workflow_states().annotate_approved_schedule()
        return shown.prefetch_related("article_authors__author")

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
    index_view_class = ForgivingIndexView
    history_view_class = GuardedHistoryView
    menu_icon = "user"
    menu_label = _("Authors")
    base_url_path = "newsroom/authors"
    list_display = ("name", "role", "email")
    list_export = ("name", "role", "email", "slug")
    export_filename = "authors"
    search_handler_class = WordSearchHandler
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
    index_view_class = ForgivingIndexView
    history_view_class = GuardedHistoryView
    menu_icon = "tag"
    menu_label = _("Topics")
    base_url_path = "newsroom/topics"
    list_display = ("name", "article_count", "merged_into")
    list_export = ("name", "slug", "article_count", "merged_into")
    export_filename = "topics"
    search_handler_class = WordSearchHandler
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
        """Other apps add items with the hook `register_newsroom_menu_item`."""
        added = [register() for register in hooks.get_hooks("register_newsroom_menu_item")]
        own = [moderation.menu_item, importing.menu_item]
        return [*super().get_submenu_items(), *own, *added]
