"""Lists in the order of an index: what every page shows does not depend on the archive's size."""

import pytest
from django.db import connection
from wagtail.models import Page

from core.querysets import PublicPageQuerySet
from news.models import ArticlePage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's planner"),
]


def plan(queryset) -> str:
    with connection.cursor() as cursor:
        # A handful of rows is read faster without an index, and sorted faster.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return queryset.explain()


def test_the_newest_articles_come_straight_from_an_index():
    assert "article_newest" in plan(ArticlePage.objects.recent())


def test_the_navigation_reads_no_article(home):
    children = PublicPageQuerySet(Page).child_of(home).live().public().in_menu()
    assert "page_in_menu" in plan(children.order_by("path"))
