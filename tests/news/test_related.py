"""What is proposed beneath an article whose topics lead nowhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import ArticlePage
from news.pages.article import ArticleContext
from search.indexing import index_pages
from tests.factories import ArticlePageFactory, NewsIndexFactory, section

pytestmark = pytest.mark.django_db

DAY = datetime(2024, 5, 1, 9, tzinfo=UTC)


def write(parent, title, *headings, day=0, topics=()):
    body = [section(heading, "Nothing of note.") for heading in headings]
    at = DAY + timedelta(days=day)
    return ArticlePageFactory(
        parent=parent, title=title, body=body, published_at=at, topics=list(topics)
    )


def indexed():
    index_pages(list(ArticlePage.objects.values_list("pk", flat=True)))


def related(article):
    article = ArticlePage.objects.get(pk=article.pk)
    return [card.title for card in ArticleContext(article, None).related]


def neighbours(article):
    reading = ArticleContext(ArticlePage.objects.get(pk=article.pk), None)
    return {side: card.title for side, card in reading.neighbours.items()}


@pytest.fixture
def sport(home):
    return NewsIndexFactory(parent=home, title="Sport", slug="sport")


def test_articles_that_share_telling_words_come_before_neighbours_of_the_section(health, sport):
    lamp = write(sport, "How the lighthouse keeper mends a lens", "Grinding the prism")
    write(health, "A prism for the lighthouse", "What the keeper says", day=400)
    for day in (-3, -1, 2, 5):
        write(sport, f"Relay {day}", day=day)
    indexed()
    assert related(lamp) == ["A prism for the lighthouse", "Relay -3", "Relay 5"]
    assert neighbours(lamp) == {"earlier": "Relay -1", "later": "Relay 2"}


def test_words_are_compared_by_their_stems(health, sport):
    lamp = write(sport, "Lighthouses mend their lenses")
    write(health, "The lighthouse and the mending of a lens")
    indexed()
    assert related(lamp) == ["The lighthouse and the mending of a lens"]


def test_one_shared_word_makes_no_article_alike(health, sport):
    lamp = write(sport, "The lighthouse lens")
    write(health, "A lens in the hospital")
    indexed()
    assert related(lamp) == []


def test_articles_on_its_topics_come_first(health, sport, topic):
    lamp = write(sport, "The lighthouse lens", topics=[topic])
    write(health, "Sleep and the shift", topics=[topic])
    write(health, "Lighthouse with a new lens")
    indexed()
    assert related(lamp) == ["Sleep and the shift", "Lighthouse with a new lens"]


def test_a_withdrawn_article_in_the_index_is_not_related(health, sport):
    lamp = write(sport, "The lighthouse lens")
    other = write(health, "Lighthouse with a new lens")
    indexed()
    ArticlePage.objects.filter(pk=other.pk).update(live=False)
    assert related(lamp) == []


SCRIPTS = {
    "Japanese": (
        "港町の灯台が夜を照らす理由",
        "夜の港町で灯台守が語ること",
        "山村の郵便局が閉まった日",
    ),
    "Chinese": ("为什么海港灯塔需要新镜片", "灯塔旁的海港与新镜片", "山村邮局关门的一天"),
    "Thai": ("ประภาคารริมทะเลต้องการเลนส์ใหม่", "เลนส์ของประภาคารเก่า", "วันที่ไปรษณีย์ปิดตัว"),
    "Khmer": ("ប្រទីបជើងសមុទ្រត្រូវការកញ្ចក់", "កញ្ចក់នៃប្រទីបជើងសមុទ្រ", "ថ្ងៃដែលប្រៃសណីយ៍បិទ"),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_articles_are_alike_in_scripts_that_put_no_spaces_between_words(health, sport, script):
    title, like, unlike = SCRIPTS[script]
    lamp = write(sport, title)
    write(health, unlike, day=1)
    write(health, like, day=400)
    indexed()
    assert related(lamp) == [like]


def test_headings_without_spaces_count_too(health, sport):
    lamp = write(sport, "A visit", "灯塔的新镜片")
    write(health, "Another visit", "镜片与灯塔")
    indexed()
    assert related(lamp) == ["Another visit"]


def test_grammar_alone_makes_no_article_alike(health, sport):
    lamp = write(sport, "港の猫が増えているということです")
    write(health, "山では雪が消えているということです")
    indexed()
    assert related(lamp) == []


def test_without_an_index_the_section_leads_on(sport, settings):
    settings.RELATED_BY_CONTENT = ""
    lamp = write(sport, "The lighthouse lens")
    for title, day in [("Neighbour", 1), ("Later", 9), ("Sooner", 3)]:
        write(sport, title, day=day)
    assert related(lamp) == ["Sooner", "Later"]


def test_a_comparison_costs_one_query_for_an_archive_of_any_size(health, sport):
    lamp = write(sport, "The lighthouse lens", "Keeper", "Prism")
    for number in range(5):
        write(health, f"Lighthouse lens {number}", "Keeper")
    indexed()
    comparing = [sql for sql in queries_of(lamp) if "telling" in sql]
    few = queries_of(lamp)
    for number in range(20):
        write(health, f"Another lighthouse lens {number}", "Prism")
    indexed()
    assert len(comparing) == 1
    assert len(queries_of(lamp)) == len(few)


def queries_of(article):
    article = ArticlePage.objects.get(pk=article.pk)
    with CaptureQueriesContext(connection) as captured:
        assert ArticleContext(article, None).related
    return [query["sql"] for query in captured]


def test_words_that_most_articles_have_are_not_looked_for(health, sport, monkeypatch):
    monkeypatch.setattr("search.engines.database.MOST_SHARING", 3)
    lamp = write(sport, "Harbour council votes")
    for number in range(4):
        write(health, f"Harbour council {number}")
    indexed()
    assert related(lamp) == []
