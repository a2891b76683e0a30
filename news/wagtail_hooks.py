"""What the newsroom adds to the admin."""

from django.urls import path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from news import rich_text
from news.comments import moderation
from news.importing import hooks as importing
from news.models import ArticlePage
from news.newsroom import merge
from news.newsroom.choosers import author_chooser, topic_chooser
from news.newsroom.modeladmin import NewsroomGroup
from news.structure import borrowed

modeladmin_register(NewsroomGroup)
hooks.register("after_edit_page", borrowed.warn_about_missing_sources)


@hooks.register("register_admin_viewset")
def register_choosers():
    return [author_chooser, topic_chooser]


@hooks.register("register_admin_urls")
def register_newsroom_urls():
    return [
        *importing.urls,
        *moderation.urls,
        borrowed.view_of(ArticlePage),
        path("newsroom/topics/<int:pk>/merge/", merge.merge_topic, name="newsroom_merge_topic"),
    ]


@hooks.register("register_rich_text_features")
def register_citations(features):
    rich_text.register(features)
