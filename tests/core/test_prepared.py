"""Statements that are made once (core.prepared)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from core.prepared import prepared
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
    by_key = prepared(lambda key: ArticlePage.objects.filter(pk=key))
    assert [list(by_key(each.pk)) for each in articles] == [[each] for each in articles]


def test_the_queryset_is_made_once(articles):
    make, calls = counting(lambda key: ArticlePage.objects.filter(pk=key))
    by_key = prepared(make)
    for article in articles:
        list(by_key(article.pk))
    assert len(calls) == 1


def test_a_moment_and_a_word_can_be_values(articles):
    since = prepared(
        lambda moment, slug: (
            ArticlePage.objects.filter(published_at__gte=moment).exclude(slug=slug).order_by("pk")
        )
    )
    assert list(since(articles[2].published_at, articles[1].slug)) == [articles[0], articles[2]]
    assert list(since(articles[1].published_at, articles[0].slug)) == [articles[1]]


@pytest.mark.parametrize("number", range(6))
def test_lists_of_any_length_can_be_values(articles, number):
    among = prepared(lambda keys: ArticlePage.objects.exclude(pk__in=keys).order_by("pk"))
    chosen = articles[:number]
    assert list(among({each.pk for each in chosen})) == articles[number:]


def test_lists_of_similar_length_share_a_statement(articles):
    make, calls = counting(lambda keys: ArticlePage.objects.filter(pk__in=keys))
    among = prepared(make)
    for number in range(1, 6):
        assert len(list(among([each.pk for each in articles[:number]]))) == number
    assert len(calls) == 4  # for one, two, four and eight


def test_none_makes_another_statement(articles):
    undated = prepared(lambda moment: ArticlePage.objects.filter(published_at=moment))
    assert not list(undated(None))
    assert list(undated(articles[3].published_at)) == [articles[3]]
    ArticlePage.objects.filter(pk=articles[0].pk).update(published_at=None)
    assert list(undated(None)) == [articles[0]]


def test_what_is_joined_annotated_or_fetched_beside_it_comes_with_it(
    health, django_assert_num_queries
):
    author = AuthorFactory()
    article = ArticlePageFactory(parent=health, authors=[author])
    credits = prepared(lambda key: ArticleAuthor.objects.filter(page=key).select_related("author"))
    counted = prepared(
        lambda key: (
            ArticlePage.objects.filter(pk=key)
            .annotate(people=Count("article_authors"))
            .prefetch_related("article_authors")
        )
    )
    with django_assert_num_queries(3):
        (credit,) = credits(article.pk)
        (found,) = counted(article.pk)
        assert (credit.author, found.people) == (author, 1)
        assert [each.pk for each in found.article_authors.all()] == [credit.pk]


def test_rows_of_values_can_be_read(articles):
    slugs = prepared(lambda key: ArticlePage.objects.filter(pk=key).values_list("slug", "pk"))
    assert list(slugs(articles[1].pk)) == [(articles[1].slug, articles[1].pk)]


def test_what_is_read_once_is_read_again_by_the_next_call(articles):
    by_key = prepared(lambda key: ArticlePage.objects.filter(pk=key))
    (before,) = by_key(articles[0].pk)
    ArticlePage.objects.filter(pk=articles[0].pk).update(title="Changed")
    (after,) = by_key(articles[0].pk)
    assert (before.title, after.title) == (articles[0].title, "Changed")


def test_a_value_that_is_no_parameter_of_the_statement_is_refused(articles):
    unused = prepared(lambda key, other: ArticlePage.objects.filter(pk=key))
    with pytest.raises(ValueError, match="not in the statement"):
        unused(articles[0].pk, 7)


def test_what_cannot_be_a_parameter_is_refused(articles):
    with pytest.raises(TypeError, match="cannot be a parameter"):
        prepared(lambda key: ArticlePage.objects.filter(pk=key))(1.5)


only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="Only PostgreSQL keeps plans"
)


def kept_statements() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [sql for (sql,) in cursor.fetchall()]


@only_postgresql
def test_postgresql_keeps_the_plan_of_what_is_asked_again_and_of_nothing_else(articles):
    by_slug = prepared(lambda slug: ArticlePage.objects.filter(slug=slug))
    for article in articles:
        assert list(by_slug(article.slug)) == [article]
        list(AuthorFactory._meta.model.objects.all())
    kept = kept_statements()
    assert any('"slug" = $1' in sql for sql in kept)
    assert not any('FROM "news_author"' in sql for sql in kept)


@only_postgresql
def test_numbers_of_all_sizes_have_one_plan(db):
    by_keys = prepared(lambda keys: ArticleAuthor.objects.filter(pk__in=keys))
    for keys in ([1, 2], [1, 40_000], [3_000_000, 2], [40_000, 3_000_000]):
        for _again in range(4):
            list(by_keys(keys))
    assert sum('FROM "news_articleauthor"' in sql for sql in kept_statements()) == 1


@only_postgresql
def test_a_column_that_changed_since_its_plan_was_made_is_read_as_it_is_now(
    transactional_db, django_db_serialized_rollback
):
    author = AuthorFactory(role="Reporter")
    by_name = prepared(lambda name: type(author).objects.filter(name=name))
    for _again in range(4):
        list(by_name(author.name))
    migration = connection.copy()  # for of what it changes itself, a connection forgets its plans
    with migration.cursor() as cursor:
        cursor.execute("ALTER TABLE news_author ALTER COLUMN role TYPE text")
        try:
            assert [each.role for each in by_name(author.name)] == ["Reporter"]
        finally:
            cursor.execute("ALTER TABLE news_author ALTER COLUMN role TYPE varchar(120)")
    migration.close()
    connection.close()
