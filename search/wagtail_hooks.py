"""What search adds to the Newsroom menu: insight, synonyms and promoted results."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.search_promotions.views import chooser, chooserresults
from wagtail.contrib.search_promotions.wagtail_hooks import SearchPicksMenuItem
from wagtail_modeladmin.options import ModelAdmin

from core.admin.access import ForgivingIndexView, GuardedHistoryView
from search import admin_views
from search.models import SynonymSet

# Browsers put the cursor of a field with autofocus in front of its text.
CURSOR_AT_END = {
    "autofocus": True,
    "onfocus": "this.setSelectionRange(this.value.length, this.value.length)",
}


class SynonymAdmin(ModelAdmin):
    model = SynonymSet
    index_view_class = ForgivingIndexView
    history_view_class = GuardedHistoryView
    menu_icon = "list-ul"
    menu_label = _("Synonyms")
    add_to_admin_menu = False
    base_url_path = "newsroom/synonyms"
    list_display = ("words", "note")
    list_export = ("words", "note")
    export_filename = "synonyms"
    search_fields = ("words", "note")
    create_view_class = admin_views.AddSynonymsView
    panels = [
        FieldPanel("words", widget=AdminAutoHeightTextInput(attrs=CURSOR_AT_END)),
        FieldPanel("note"),
    ]


class InsightMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return admin_views.can_see_insight(request.user)


synonym_admin = SynonymAdmin()
synonym_admin.register_with_wagtail()


@hooks.register("register_newsroom_menu_item")
def insight_menu_item():
    return InsightMenuItem(
        _("Search insight"),
        reverse_lazy("newsroom_search_insight"),
        name="newsroom-search-insight",
        icon_name="search",
        order=910,
    )


@hooks.register("register_newsroom_menu_item")
def synonyms_menu_item():
    return synonym_admin.get_menu_item(order=920)


@hooks.register("register_newsroom_menu_item")
def promotions_menu_item():
    return SearchPicksMenuItem(
        _("Promoted results"),
        reverse_lazy("wagtailsearchpromotions:index"),
        name="newsroom-promoted-results",
        icon_name="pick",
        order=930,
    )


# Before Wagtail's own URLs: the first pattern that matches a path wins.
@hooks.register("register_admin_urls", order=-1)
def register_search_urls():
    return [
        path("newsroom/search/", admin_views.search_insight, name="newsroom_search_insight"),
        path("searchpicks/add/", admin_views.PromoteView.as_view()),
        # Only users who may see the report may see the queries.
        path("searchpicks/queries/chooser/", admin_views.insight_permission_required(chooser)),
        path(
            "searchpicks/queries/chooser/results/",
            admin_views.insight_permission_required(chooserresults),
        ),
    ]
