from django.urls import path

from search.views import click_view, opensearch_view, search_view, suggest_view

urlpatterns = [
    path("", search_view, name="search"),
    path("click/", click_view, name="search_click"),
    path("suggest/", suggest_view, name="search_suggest"),
    path("opensearch.xml", opensearch_view, name="search_description"),
]
