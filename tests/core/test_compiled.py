"""Queries that are compiled once (core.compiled)."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from core.compiled import compiled
from news.models import ArticleAuthor, ArticlePage
from tests.factories import ArticlePageFactory, AuthorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(health):
    now = timezone.now()
    return [
        ArticlePageFactory(parent=health, published_at=now - timedelta(days=days))
        for days in range(5)
    ]


def counting(function):
    """The function, and how often it was called."""
    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return function(*arguments)

    return counted, calls


def test_each_call_answers_for_its_own_values(articles):
    by_key = compiled(lambda key: ArticlePage.objects.filter(pk=key))
    assert [list(by_key(each.pk)) for each in articles] == [[each] for each in articles]


def test_the_queryset_is_made_once(articles):
    make, calls = counting(lambda key: ArticlePage.objects.filter(pk=key))
    by_key = compiled(make)
    for article in articles:
        list(by_key(article.pk))
    assert len(calls) == 1


def test_a_moment_and_a_word_can_be_values(articles):
    since = compiled(
        lambda moment, slug: (
            ArticlePage.objects.filter(published_at__gte=moment).exclude(slug=slug).order_by("pk")
        )
    )
    assert list(since(articles[2].published_at, articles[1].slug)) == [articles[0], articles[2]]
    assert list(since(articles[1].published_at, articles[0].slug)) == [articles[1]]


@pytest.mark.parametrize("number", range(6))
def test_lists_of_any_length_can_be_values(articles, number):
    among = compiled(lambda keys: ArticlePage.objects.exclude(pk__in=keys).order_by("pk"))
    chosen = articles[:number]
    assert list(among({each.pk for each in chosen})) == articles[number:]


def test_lists_of_similar_length_share_a_statement(articles):
    make, calls = counting(lambda keys: ArticlePage.objects.filter(pk__in=keys))
    among = compiled(make)
    for number in range(1, 6):
        assert len(list(among([each.pk for each in articles[:number]]))) == number
    assert len(calls) == 4  # for one, two, four and eight


def test_none_makes_another_statement(articles):
    undated = compiled(lambda moment: ArticlePage.objects.filter(published_at=moment))
    assert not list(undated(None))
    assert list(undated(articles[3].published_at)) == [articles[3]]
    ArticlePage.objects.filter(pk=articles[0].pk).update(published_at=None)
    assert list(undated(None)) == [articles[0]]


def test_annotations_come_with_the_rows(health):
    article = ArticlePageFactory(parent=health, authors=[AuthorFactory()])
    counted = compiled(
        lambda key: ArticlePage.objects.filter(pk=key).annotate(people=Count("article_authors"))
    )
    assert [each.people for each in counted(article.pk)] == [1]


def test_deferred_fields_are_read_when_they_are_needed(health, django_assert_num_queries):
    article = ArticlePageFactory(parent=health, standfirst="Low water")
    by_key = compiled(lambda key: ArticlePage.objects.filter(pk=key).defer("standfirst"))
    with django_assert_num_queries(2):
        (found,) = by_key(article.pk)
        assert found.standfirst == "Low water"


def test_values_come_as_python_has_them(articles):
    moments = compiled(lambda key: ArticlePage.objects.filter(pk=key).values_list("published_at"))
    assert moments(articles[1].pk) == [(articles[1].published_at,)]


def test_related_objects_are_refused(articles):
    credits = compiled(lambda key: ArticleAuthor.objects.filter(page=key).select_related("author"))
    with pytest.raises(ValueError, match="cannot be loaded"):
        credits(articles[0].pk)


def test_an_empty_list_matches_nothing(articles, django_assert_num_queries):
    among = compiled(lambda keys: ArticlePage.objects.filter(pk__in=keys))
    with django_assert_num_queries(0):
        assert among([]) == []


def test_rows_of_values_can_be_read(articles):
    slugs = compiled(lambda key: ArticlePage.objects.filter(pk=key).values_list("slug", "pk"))
    assert list(slugs(articles[1].pk)) == [(articles[1].slug, articles[1].pk)]


def test_what_is_read_once_is_read_again_by_the_next_call(articles):
    by_key = compiled(lambda key: ArticlePage.objects.filter(pk=key))
    (before,) = by_key(articles[0].pk)
    ArticlePage.objects.filter(pk=articles[0].pk).update(title="Changed")
    (after,) = by_key(articles[0].pk)
    assert (before.title, after.title) == (articles[0].title, "Changed")


def test_a_value_that_is_no_parameter_of_the_statement_is_refused(articles):
    unused = compiled(lambda key, other: ArticlePage.objects.filter(pk=key))
    with pytest.raises(ValueError, match="not in the statement"):
        unused(articles[0].pk, 7)


def test_what_cannot_be_a_parameter_is_refused(articles):
    with pytest.raises(TypeError, match="cannot be a parameter"):
        compiled(lambda key: ArticlePage.objects.filter(pk=key))(1.5)
