"""The stored lists of articles (news.projection.lists)."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from news.models import ArticleAuthor, ArticlePage, Listed, NewsIndex, Tally, Topic
from news.pages.facets import facets, list_of
from news.projection.lists import ArticleList, month_of, relist, tallied
from tests.factories import ArticlePageFactory, AuthorFactory, NewsIndexFactory, TopicFactory

pytestmark = pytest.mark.django_db

DAY = datetime(2024, 5, 2, 12, tzinfo=UTC)


def expected() -> set[tuple]:
    """Every row that should be, read from the pages one by one."""
    rows = set()
    for article in ArticlePage.objects.live().public():
        places = [0, *NewsIndex.objects.ancestor_of(article).values_list("pk", flat=True)]
        topics = [tag.topic_id for tag in article.article_topics.filter(topic__merged_into=None)]
        authors = [credit.author_id for credit in article.article_authors.all()]
        for place in places:
            rows.add((article.pk, place, 0, 0, article.published_at))
            rows |= {(article.pk, place, topic, 0, article.published_at) for topic in topics}
            rows |= {(article.pk, place, 0, author, article.published_at) for author in authors}
    return rows


def assert_true() -> None:
    names = ("article", "place", "topic", "author", "published_at")
    rows = list(Listed.objects.values_list(*names))
    assert set(rows) == expected()
    assert len(rows) == len(set(rows))
    counted = Counter((place, topic, author, 0) for _, place, topic, author, _ in rows)
    counted.update((row[1], 0, 0, month_of(row[4])) for row in rows if not (row[2] or row[3]))
    tallies = Tally.objects.exclude(articles=0)
    assert dict(counted) == {
        (each.place, each.topic, each.author, each.month): each.articles for each in tallies
    }


@pytest.fixture
def sleep(health):
    return NewsIndexFactory(parent=health, title="Sleep", slug="sleep")


def dated(parent, days: int, **values):
    return ArticlePageFactory(parent=parent, published_at=DAY + timedelta(days=days), **values)


class Desk:
    """What a newsroom does all day, in no order."""

    def __init__(self, seed: int, sections):
        self.random = random.Random(seed)
        self.sections = sections
        self.topics = [TopicFactory() for _ in range(4)]
        self.authors = [AuthorFactory() for _ in range(3)]

    def any_article(self):
        return self.random.choice(list(ArticlePage.objects.order_by("pk")))

    def publish(self):
        dated(
            self.random.choice(self.sections),
            self.random.randrange(400),
            topics=self.random.sample([t for t in self.topics if not t.merged_into_id], 1),
            authors=self.random.sample(self.authors, 2),
        )

    def draft(self):
        ArticlePageFactory(parent=self.random.choice(self.sections), publish=False)

    def withdraw(self):
        self.any_article().unpublish()

    def rewrite(self):
        article = self.any_article()
        article.tag([t for t in self.topics if not t.merged_into_id][:2])
        article.article_authors = [ArticleAuthor(author=self.random.choice(self.authors))]
        article.published_at = DAY + timedelta(days=self.random.randrange(400))
        article.save_revision().publish()

    def schedule(self):
        article = self.any_article()
        article.go_live_at = timezone.now() + timedelta(days=1)
        article.save_revision().publish()

    def move(self):
        target = self.random.choice(self.sections)
        self.any_article().move(Page.objects.get(pk=target.pk), pos="last-child")

    def restrict(self):
        page = self.random.choice([self.any_article(), self.sections[-1]])
        page.view_restrictions.all().delete()
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    def open(self):
        PageViewRestriction.objects.all().delete()

    def delete(self):
        self.any_article().delete()

    def merge(self):
        current = Topic.objects.current().order_by("pk")
        if len(current) > 2:
            current[0].merge_into(current[1])
            for topic in self.topics:
                topic.refresh_from_db()


@pytest.mark.parametrize("seed", range(4))
def test_the_lists_are_correct_after_any_sequence_of_editorial_actions(health, news, sleep, seed):
    desk = Desk(seed, [health, news, sleep])
    desk.publish()
    desk.publish()
    deeds = [
        *(desk.publish, desk.publish, desk.publish, desk.draft, desk.withdraw, desk.rewrite),
        *(desk.schedule, desk.move, desk.restrict, desk.open, desk.delete, desk.merge),
    ]
    for deed in desk.random.sample(deeds * 2, len(deeds) * 2):
        if not ArticlePage.objects.exists():
            desk.publish()
        deed()
        assert_true()


def test_a_topic_that_is_deleted_leaves_no_list(health, topic):
    dated(health, 0, topics=[topic])
    topic.delete()
    assert_true()


def test_a_section_that_is_deleted_leaves_no_article_listed(health, sleep):
    dated(sleep, 0)
    dated(health, 1)
    Page.objects.get(pk=sleep.pk).delete()
    assert_true()


def test_a_section_that_moves_takes_its_articles_along(health, news, sleep):
    article = dated(sleep, 0)
    Page.objects.get(pk=sleep.pk).move(Page.objects.get(pk=news.pk), pos="last-child")
    assert list(ArticleList(news.pk).keys()) == [article.pk]
    assert not ArticleList(health.pk).count()
    assert_true()


def test_a_list_has_the_newest_first_and_at_one_moment_the_last_added(health):
    first, second = dated(health, 0), dated(health, 3)
    third = dated(health, 3)
    assert list(ArticleList(health.pk).keys()) == [third.pk, second.pk, first.pk]


def test_two_filters_leave_what_fits_both(health, author, topic):
    both = dated(health, 0, authors=[author], topics=[topic])
    dated(health, 1, authors=[author])
    dated(health, 2, topics=[topic])
    found = ArticleList(health.pk, topic=topic.pk, author=author.pk)
    assert (list(found.keys()), found.count()) == ([both.pk], 1)


def test_a_span_of_time_holds_its_first_moment_and_not_its_last(health):
    inside, _outside = dated(health, 0), dated(health, 1)
    found = ArticleList(health.pk, span=(DAY, DAY + timedelta(days=1)))
    assert (list(found.keys()), found.count()) == ([inside.pk], 1)


def test_an_unknown_filter_matches_nothing(health):
    dated(health, 0)
    assert not list_of(health.pk, {"topic": "unheard-of"}).count()


def test_facets_count_the_whole_section_and_name_the_largest_first(health, sleep):
    large, small = TopicFactory(name="Large"), TopicFactory(name="Small")
    for number in range(3):
        dated(sleep, 200 * number, topics=[large, small][: 1 + number // 2])
    shown = {facet.name: facet.options[1:] for facet in facets(health.pk, {})}
    assert [(each.label, each.count) for each in shown["topic"]] == [("Large", 3), ("Small", 1)]
    assert [(each.label, each.count) for each in shown["year"]] == [("2025", 1), ("2024", 2)]


def test_an_article_that_is_no_longer_public_is_not_shown_even_if_it_is_listed(
    client, health, topic
):
    dated(health, 0, title="Known", topics=[topic])
    secret = dated(health, 1, title="Xylograph", topics=[topic])
    ArticlePage.objects.filter(pk=secret.pk).update(live=False)
    assert secret.pk in set(ArticleList(health.pk).keys())
    for url in ("/health/", f"/topics/{topic.slug}/", "/archive/2024/05/", "/feed/", "/"):
        html = client.get(url).content.decode()
        assert "Xylograph" not in html and "Known" in html, url


def test_the_command_repairs_lists_with_surplus_and_missing_entries(health, author, capsys):
    for days in range(3):
        dated(health, days, authors=[author])
    first, second, third = Listed.objects.filter(place=0, author=0).order_by("pk")
    first.delete()
    Listed.objects.filter(pk=second.pk).update(published_at=DAY - timedelta(days=99))
    Listed.objects.create(article=third.article, place=health.pk, topic=77, published_at=DAY)
    Tally.objects.update(articles=9)
    call_command("rebuild_lists")
    assert_true()
    assert "3 articles read" in capsys.readouterr().out


def test_to_list_again_what_is_listed_writes_nothing(health, author):
    article = dated(health, 0, authors=[author])
    with CaptureQueriesContext(connection) as captured:
        relist([article.pk])
    writing = ("INSERT", "UPDATE", "DELETE")
    assert captured and not [each for each in captured if each["sql"].startswith(writing)]


def test_months_are_those_of_the_place_of_publication(health):
    with timezone.override("Pacific/Auckland"):
        ArticlePageFactory(parent=health, published_at=datetime(2025, 12, 31, 12, tzinfo=UTC))
        assert tallied("month") == {202601: 1}


def test_an_article_without_a_date_is_the_last_of_its_list_and_of_no_month(health):
    undated, other = dated(health, 0), dated(health, 1)
    ArticlePage.objects.filter(pk=undated.pk).update(published_at=None)
    relist([undated.pk])
    assert list(ArticleList(health.pk).keys()) == [other.pk, undated.pk]
    assert sum(tallied("month").values()) == 1
