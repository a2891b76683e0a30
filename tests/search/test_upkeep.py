"""The index follows what happens to pages, authors and topics, at their commit."""

import logging
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.importing.bulk import add_articles
from news.models import ArticleAuthor, ArticlePage, Author
from search import indexing
from search.models import Passage, SearchDocument
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    NewsIndexFactory,
    publish_article,
    section,
)
from tests.search.conftest import find, titles


@pytest.fixture
def zeppelin(health, write, author, topic):
    return write(
        health,
        "Zeppelin",
        authors=[author],
        topics=[topic],
        body=[section("Hangar", "It is moored.")],
    )


def test_published_at_once(health, author, topic, committed):
    with committed():
        publish_article(parent=health, title="Zeppelin", authors=[author], topics=[topic])
    assert titles("zeppelin") == titles("zeppelin okafor sleep") == ["Zeppelin"]


def test_saved_by_code_without_a_revision(health, committed):
    with committed():
        health.add_child(instance=ArticlePage(title="Zeppelin", slug="z", live=True))
    assert titles("zeppelin") == ["Zeppelin"]


def test_a_draft_changes_nothing(zeppelin, committed):
    with committed():
        zeppelin.title = "Airship"
        zeppelin.save_revision()
    assert titles("zeppelin") == ["Zeppelin"]
    assert titles("airship") == []


def test_edited(zeppelin, committed):
    with committed():
        zeppelin.title = "Airship"
        zeppelin.body = [("section", {"heading": "Mast", "content": []})]
        zeppelin.save_revision().publish()
    assert titles("airship mast") == ["Airship"]
    assert titles("zeppelin") == titles("hangar") == []
    assert set(Passage.objects.values_list("heading", flat=True)) == {"", "Mast"}


def test_unpublished(zeppelin, committed):
    with committed():
        zeppelin.unpublish()
    assert titles("zeppelin") == []
    assert not SearchDocument.objects.exists()


def test_deleted(zeppelin, health, committed):
    with committed():
        health.delete()
    assert not SearchDocument.objects.exists()
    assert titles("zeppelin") == []


def test_expired(zeppelin, committed):
    ArticlePage.objects.filter(pk=zeppelin.pk).update(expire_at=timezone.now())
    with committed():
        call_command("publish_scheduled")
    assert titles("zeppelin") == []


def test_moved_under_a_private_section_and_back(home, health, zeppelin, committed):
    private = NewsIndexFactory(parent=home, title="Private", slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    with committed():
        zeppelin.move(private, pos="last-child")
    assert not SearchDocument.objects.exists()
    health.refresh_from_db()
    with committed():
        ArticlePage.objects.get(pk=zeppelin.pk).move(health, pos="last-child")
    assert titles("zeppelin", section="health") == ["Zeppelin"]


def test_private_and_public_again(health, zeppelin, committed):
    with committed():
        restriction = PageViewRestriction.objects.create(
            page=health, restriction_type="password", password="secret"
        )
    assert not SearchDocument.objects.exists()
    with committed():
        restriction.delete()
    assert titles("zeppelin moored") == ["Zeppelin"]


def test_section_renamed_and_moved(home, health, zeppelin, committed):
    with committed():
        health.title, health.slug = "Wellbeing", "wellbeing"
        health.save_revision().publish()
    assert SearchDocument.objects.get().sections == [["wellbeing", "Wellbeing"]]
    assert titles("zeppelin", section="wellbeing") == ["Zeppelin"]
    life = NewsIndexFactory(parent=home, title="Life", slug="life")
    with committed():
        health.refresh_from_db()
        health.move(life, pos="last-child")
    assert titles("zeppelin", section="life") == ["Zeppelin"]
    (hit,) = find("zeppelin").hits
    assert hit.url == "/life/wellbeing/zeppelin/"


def test_author_renamed(zeppelin, author, committed):
    with committed():
        author.name = "Ines Castellan"
        author.save()
    assert titles("castellan") == ["Zeppelin"]
    assert titles("okafor") == []


def test_author_whose_name_stays_costs_nothing(zeppelin, author, committed, monkeypatch):
    indexed = []
    monkeypatch.setattr(indexing, "index_batch", lambda ids: indexed.append(ids) or 0)
    with committed():
        author.bio = "<p>Writes.</p>"
        author.save()
    assert indexed == []


def test_topic_renamed_merged_and_deleted(zeppelin, topic, committed):
    with committed():
        topic.name = "Slumber"
        topic.save()
    assert titles("slumber") == ["Zeppelin"]
    other = type(topic).objects.create(name="Dormancy")
    with committed():
        topic.merge_into(other)
    assert titles("dormancy") == ["Zeppelin"]
    assert titles("slumber") == []
    with committed():
        topic.delete()
        other.delete()
    assert titles("dormancy") == []
    assert titles("zeppelin") == ["Zeppelin"]


def test_topic_merged_into_another_of_the_same_article(zeppelin, topic, committed):
    other = type(topic).objects.create(name="Dormancy")
    zeppelin.tag([topic, other])
    with committed():
        zeppelin.save_revision().publish()
    with committed():
        topic.merge_into(other)
    assert SearchDocument.objects.get().topics == [["dormancy", "Dormancy"]]


def test_events_of_a_transaction_make_one_batch(health, committed, monkeypatch):
    batches = []
    index_batch = indexing.index_batch
    monkeypatch.setattr(
        indexing, "index_batch", lambda ids: batches.append(sorted(ids)) or index_batch(ids)
    )
    with committed():
        created = [ArticlePageFactory(parent=health).pk for _ in range(3)]
    assert batches == [created]
    assert SearchDocument.objects.count() == 3


def test_a_rolled_back_change_is_not_indexed(zeppelin, committed):
    with committed():
        try:
            with transaction.atomic():
                zeppelin.title = "Airship"
                zeppelin.save_revision().publish()
                raise KeyError
        except KeyError:
            pass
    assert titles("zeppelin") == ["Zeppelin"]


def test_publishing_survives_a_broken_index(health, committed, monkeypatch, caplog):
    def broken(self, entries, is_rebuild=False):
        raise RuntimeError("no disk")

    for name in ("sqlite.SQLiteEngine", "postgres.PostgresEngine"):
        monkeypatch.setattr(f"search.engines.{name}.index", broken)
    with caplog.at_level(logging.ERROR), committed():
        article = publish_article(parent=health, title="Zeppelin")
    assert article.live
    assert "rebuild_search" in caplog.text and "no disk" in caplog.text


def test_one_unreadable_article_does_not_prevent_the_others(health, monkeypatch, caplog):
    bad, good = (ArticlePageFactory(parent=health, title=title) for title in ("Bad", "Good"))
    passages = ArticlePage.passages
    monkeypatch.setattr(
        ArticlePage, "passages", lambda self: passages(self) if self.pk != bad.pk else 1 / 0
    )
    assert indexing.index_pages([bad.pk, good.pk]) == 1
    assert titles("good") == ["Good"]
    assert str(bad.pk) in caplog.text


def test_a_batch_costs_the_same_for_any_number(health):
    author = AuthorFactory()
    few = [ArticlePageFactory(parent=health, authors=[author]).pk for _ in range(2)]
    many = [ArticlePageFactory(parent=health, authors=[author]).pk for _ in range(12)]
    costs = []
    for pages in (few, many):
        with CaptureQueriesContext(connection) as captured:
            assert indexing.index_pages(pages) == len(pages)
        costs.append(len(captured))
    assert costs[1] <= costs[0] <= 20


def test_an_unchanged_article_is_not_written_again(zeppelin):
    passages = set(Passage.objects.values_list("pk", flat=True))
    indexing.index_pages([zeppelin.pk])
    assert set(Passage.objects.values_list("pk", flat=True)) == passages
    Passage.objects.filter(heading="Hangar").update(anchor="mast")
    indexing.index_pages([zeppelin.pk])
    assert Passage.objects.get(heading="Hangar").anchor == "hangar"


def test_rebuild(zeppelin, health):
    unknown = ArticlePageFactory(parent=health, title="Airship")
    SearchDocument.objects.filter(pk=zeppelin.pk).update(title="wrong")
    hidden = ArticlePageFactory(parent=health, title="Balloon")
    indexing.index_pages([hidden.pk])
    ArticlePage.objects.filter(pk=hidden.pk).update(live=False)
    output = StringIO()
    call_command("rebuild_search", stdout=output)
    assert output.getvalue().startswith("2 articles indexed in ")
    assert set(SearchDocument.objects.values_list("pk", flat=True)) == {zeppelin.pk, unknown.pk}
    assert titles("zeppelin") == ["Zeppelin"]
    assert titles("airship") == ["Airship"]


def test_a_lock_that_passes_costs_no_entry(news, committed, monkeypatch):
    answers = [OperationalError("database is locked"), None]

    def index_once_locked(ids, real=indexing.index_batch):
        answer = answers.pop(0) if answers else None
        if answer:
            raise answer
        return real(ids)

    monkeypatch.setattr(indexing, "index_batch", index_once_locked)
    with committed():
        ArticlePageFactory(parent=news, title="Anemometer")
    assert titles("anemometer") == ["Anemometer"]


def test_publishing_the_front_page_compares_nothing(home, committed, monkeypatch):
    compared = []
    monkeypatch.setattr("search.indexing.refresh_tree", compared.append)
    with committed():
        home.save_revision().publish()
    assert not compared


def added(section, *slugs: str) -> list[ArticlePage]:
    articles = [ArticlePage(title=f"Zeppelin {slug}", slug=slug) for slug in slugs]
    with transaction.atomic():
        add_articles(section, articles, publish=True)
    return articles


def test_articles_added_together_are_found_before_anything_is_read_again(
    news, committed, monkeypatch
):
    read = []
    monkeypatch.setattr(indexing, "index_batch", read.append)
    with committed():
        added(news, "one", "two")
        assert titles("zeppelin") == ["Zeppelin two", "Zeppelin one"]
    assert not read


def test_articles_added_where_few_may_read_are_not_found(news, committed):
    PageViewRestriction.objects.create(page=news, restriction_type=PageViewRestriction.LOGIN)
    with committed():
        added(news, "one")
    assert not SearchDocument.objects.exists()


def test_an_article_whose_indexing_failed_is_indexed_after_the_commit(
    news, committed, monkeypatch, caplog
):
    def broken(ids, written=None, real=indexing.entries):
        if written:
            raise OperationalError("disk I/O error")
        return real(ids)

    monkeypatch.setattr(indexing, "entries", broken)
    with committed():
        added(news, "one", "two")
        assert not SearchDocument.objects.exists()
    assert titles("zeppelin") == ["Zeppelin two", "Zeppelin one"]
    assert "indexed after their commit" in caplog.text


def test_names_in_the_index_are_those_of_now(news, author, committed):
    article = ArticlePage(title="Zeppelin", slug="zeppelin")
    article.article_authors = [ArticleAuthor(author=author)]
    Author.objects.filter(pk=author.pk).update(name="Renamed meanwhile")
    with committed():
        add_articles(news, [article], publish=True)
    assert SearchDocument.objects.get().authors == [[author.slug, "Renamed meanwhile"]]
