"""The admin's search survives any query."""

import pytest
from wagtail.search.query import And, Not, Phrase, PlainText
from wagtail.search.utils import parse_query_string

from news.models import ArticlePage, Author
from search.backends import SearchBackend, clean
from tests.search.test_hostile import HOSTILE

BACKENDS = {"default": {"BACKEND": "search.backends"}}


@pytest.fixture
def backend(settings, db):
    settings.WAGTAILSEARCH_BACKENDS = BACKENDS
    return SearchBackend({})


def test_hostile_list(backend, article):
    for text in HOSTILE:
        _, parsed = parse_query_string(text, operator="and")
        for query in (text, parsed):
            list(backend.search(query, ArticlePage)[:5])
            list(backend.autocomplete(text, Author)[:5])


def test_words_are_found(backend, article):
    backend.add(article)
    for text in ("sleep diary", '"sleep" diary', "diary;", "sleep (diary)"):
        assert list(backend.search(text, ArticlePage)) == [article], text
    assert list(backend.search('"', ArticlePage)) == []
    assert list(backend.autocomplete('sle"', ArticlePage)) == [article]


def test_nothing_is_left_of_a_query_without_words():
    assert clean(And([PlainText('"'), Not(Phrase("( )"))])) is None
    assert clean(And([PlainText('a"b'), Phrase("-")])).subqueries[0].query_string == "a b"


@pytest.mark.parametrize("address", ["/admin/pages/{}/", "/admin/choose-page/search/"])
def test_admin_listings(backend, client, administrator, article, address):
    client.force_login(administrator)
    for text in ('"', '"unbalanced', "a AND", "NEAR(", "(", "\x00", "*"):
        response = client.get(address.format(article.get_parent().pk), {"q": text})
        assert response.status_code == 200, text
