"""Pages and lists are found by an index: what that costs does not depend on the archive's size."""

import pytest
from django.db import connection
from wagtail.models import Page

from core.http.routing import deepest_of
from core.querysets import PublicPageQuerySet
from home.models import StandardPage
from news.models import ArticlePage
from news.projection.lists import ArticleList

pytestmark = pytest.mark.django_db


def plan(queryset) -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A handful of rows is read faster without an index, and sorted faster.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return queryset.explain()


def make_pages(home: Page, paths: list[str]) -> None:
    """Bare rows of pages."""
    Page.objects.bulk_create(
        Page(
            title=path,
            slug=path.lower(),
            path=path,
            depth=len(path) // Page.steplen,
            content_type=home.content_type,
            locale=home.locale,
            url_path=f"/{path}/",
        )
        for path in paths
    )


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own index")
def test_the_newest_articles_come_straight_from_an_index():
    assert "article_newest" in plan(ArticlePage.objects.recent())


def test_the_navigation_reads_no_article(home):
    children = PublicPageQuerySet(Page).child_of(home).live().public().in_menu()
    assert "page_by_depth" in plan(children.order_by("path"))


def test_the_page_of_an_address_is_looked_up(home):
    make_pages(home, [f"{home.path}{number:04}" for number in range(5000, 7000)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE wagtailcore_page")
    assert "page_by_url_path" in deepest_of.__wrapped__(["/home/", "/home/news/"]).explain()


def test_an_address_shows_no_page_of_another_tree(client, home):
    """Not even where the stored addresses are wrong."""
    other = Page.get_first_root_node().add_child(instance=StandardPage(title="Other", slug="other"))
    Page.objects.filter(pk=other.pk).update(url_path="/home/other/")
    assert client.get("/other/").status_code == 404


@pytest.mark.parametrize("of", [{"place": 7}, {"topic": 7}, {"place": 7, "author": 7}])
def test_a_list_is_read_in_the_order_of_its_index(of):
    steps = plan(ArticleList(**of).keys()[100:120])
    assert "listed_newest_first" in steps
    assert "TEMP B-TREE" not in steps and "Sort" not in steps


def test_descendants_of_a_page_are_complete_and_exact(home, news, article):
    beneath = PublicPageQuerySet(Page).descendant_of
    assert set(beneath(home).values_list("pk", flat=True)) == {
        *(news.pk, article.pk, article.get_parent().pk),
        *home.get_children().values_list("pk", flat=True),
    }
    assert list(beneath(article.get_parent())) == [article.page_ptr]
    assert list(beneath(article)) == []
    assert list(beneath(article, inclusive=True)) == [article.page_ptr]


def test_a_last_child_is_beneath_its_page_however_deep(home):
    """The path of the last of 1,679,615 children, and of what is beneath it."""
    last = home.path + "Z" * Page.steplen
    make_pages(home, [last, last + "0001", last + "ZZZZ"])
    found = PublicPageQuerySet(Page).descendant_of(home).filter(path__gte=last)
    assert found.count() == 3
