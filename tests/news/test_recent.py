"""Recent news reads the fields of headlines in one query."""

import pytest
from django.template.loader import render_to_string
from wagtail.models import Site

from news.models import ArticlePage
from news.pages.recent import newest
from news.querysets import RECENT
from tests.factories import ArticlePageFactory

pytestmark = pytest.mark.django_db


def test_a_headline_needs_no_further_query(news, django_assert_num_queries):
    for number in range(3):
        ArticlePageFactory(parent=news, title=f"Story {number}", language="ar")
    Site.get_site_root_paths()
    with django_assert_num_queries(1):
        found = newest()
        lines = [render_to_string("components/recent_item.html", {"article": one}) for one in found]
    assert 'href="/news/story-2/"' in lines[0] and 'lang="ar"' in lines[0]


def test_nothing_else_of_an_article_is_read(article):
    deferred = newest()[0].get_deferred_fields()
    assert {"body", "search_description", "latest_revision_id", "word_count"} <= deferred


def test_no_more_articles_are_read_than_a_page_shows(news):
    for _number in range(RECENT + 1):
        ArticlePageFactory(parent=news)
    assert ArticlePage.objects.live().count() == RECENT + 1
    assert len(newest()) == RECENT
