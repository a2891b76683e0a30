"""A missing, damaged or drifted index: readers get an answer, editors go on, one command heals."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from news.models import ArticlePage
from search import indexing, schema
from search.engines import TooBroad, database, engine
from search.indexing import index_pages
from search.models import Passage, SearchDocument, Word
from tests.factories import ArticlePageFactory, NewsIndexFactory
from tests.search.conftest import find, titles

IS_SQLITE = "connection.vendor == 'sqlite'"


@pytest.fixture
def archive(transactional_db, django_db_serialized_rollback):
    """Committed articles, as what breaks a statement breaks its transaction."""
    from home.models import HomePage

    health = NewsIndexFactory(parent=HomePage.objects.get(), title="Health", slug="health")
    for title in ("A sleep diary", "Sleep and coffee", "Tides"):
        ArticlePageFactory(parent=health, title=title)
    yield health
    schema.install()


def damage_missing():
    schema.uninstall()


def damage_torn():
    """SQLite: half the index is gone; PostgreSQL: the column with the vectors."""
    if connection.vendor == "sqlite":
        schema.run("DELETE FROM search_fts_data WHERE id > 10")
    else:
        schema.run(f"ALTER TABLE {schema.TABLE} DROP COLUMN vector")


DAMAGES = pytest.mark.parametrize("damage", [damage_missing, damage_torn])


@DAMAGES
def test_readers_get_titles_and_a_notice(archive, client, damage):
    damage()
    response = client.get("/search/", {"q": "sleep"})
    results = response.context["results"]
    assert {hit.article.title for hit in results.hits} == {"A sleep diary", "Sleep and coffee"}
    assert results.problem == "index"
    assert "is being repaired" in response.content.decode()
    assert client.get("/api/search/", {"q": "sleep"}).json()["problem"] == "index"
    assert client.get("/search/", {"q": '"'}).status_code == 200


@DAMAGES
def test_editors_go_on(archive, damage):
    damage()
    article = ArticlePageFactory(parent=archive, title="Neap tides")
    article.title = "Spring tides"
    article.save_revision().publish()
    article.unpublish()
    ArticlePage.objects.get(title="Tides").delete()
    assert set(ArticlePage.objects.live().values_list("title", flat=True)) == {
        "A sleep diary",
        "Sleep and coffee",
    }


@DAMAGES
@pytest.mark.parametrize("command", [["rebuild_search"], ["check_search", "--repair"]])
def test_one_command_heals(archive, damage, command):
    damage()
    ArticlePageFactory(parent=archive, title="Neap tides")
    ArticlePage.objects.get(title="Tides").delete()
    call_command(*command, stdout=StringIO())
    assert find("tides").problem is None
    assert titles("tides") == ["Neap tides"]
    assert find("tiddes").is_corrected


def test_the_check_reports_what_is_wrong(archive):
    output = StringIO()
    call_command("check_search", stdout=output)
    assert output.getvalue().endswith("The search index says what is true.\n")

    missing = ArticlePage.objects.get(title="Tides")
    SearchDocument.objects.filter(pk=missing.pk).delete()
    stale = ArticlePage.objects.get(title="A sleep diary")
    Passage.objects.filter(document=stale.pk).update(anchor="elsewhere")
    extra = ArticlePage.objects.get(title="Sleep and coffee")
    ArticlePage.objects.filter(pk=extra.pk).update(live=False)
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("check_search", stdout=output)
    assert output.getvalue().splitlines() == [
        f"missing: 1 (pages {missing.pk})",
        f"stale: 1 (pages {stale.pk})",
        f"extra: 1 (pages {extra.pk})",
    ]
    call_command("check_search", "--repair", stdout=StringIO())
    call_command("check_search", stdout=StringIO())
    assert titles("tides") == ["Tides"]


def test_a_query_that_is_too_broad_gets_a_message_and_no_error(archive, client, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.000_001)
    for name in ("sqlite", "postgres"):
        monkeypatch.setattr(f"search.engines.{name}.PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("search.engines.sqlite.CLOCK_STEPS", 100)
    with pytest.raises(TooBroad):
        engine().run(*SLOW[connection.vendor])
    assert engine().run("SELECT 1", ()) == [(1,)]
    monkeypatch.setattr("search.finding.rank", raise_too_broad)
    response = client.get("/search/", {"q": "sleep"})
    assert response.status_code == 200
    assert "was given up" in response.content.decode()


SLOW = {
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) "
        "SELECT count(*) FROM n",
        (),
    ),
    "postgresql": ("SELECT pg_sleep(10)", ()),
}


def raise_too_broad(*args):
    raise TooBroad


def test_a_rebuild_counts_all_words_again(archive):
    Word.objects.all().update(articles=77)
    Word.objects.create(text="ghost", stem="ghost", articles=5)
    call_command("rebuild_search", stdout=StringIO())
    assert Word.objects.get(text="sleep").articles == 2
    assert not Word.objects.filter(text="ghost").exists()


def test_a_rebuild_from_nothing_in_several_batches_finds_everything(archive, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 1)
    engine().delete(list(SearchDocument.objects.values_list("pk", flat=True)))
    assert titles("sleep") == []
    assert sum(indexing.rebuild()) == 3
    assert set(titles("sleep")) == {"A sleep diary", "Sleep and coffee"}
    assert Word.objects.get(text="sleep").articles == 2


@pytest.mark.skipif(IS_SQLITE.replace("==", "!="), reason="PostgreSQL rebuilds its index itself")
def test_an_article_saved_during_a_rebuild_is_in_the_new_index(archive, monkeypatch):
    from search.engines import sqlite

    monkeypatch.setattr(sqlite, "COPIED_AT_ONCE", 1)
    copy_some = sqlite.copy_some
    seen = []

    def copy_and_save(new):
        going_on = copy_some(new)
        if not seen:
            seen.append(titles("tides"))
            early, late = (
                ArticlePage.objects.get(title=title) for title in ("A sleep diary", "Tides")
            )
            early.title, late.title = "A dream diary", "Ebb"
            early.save_revision().publish()
            late.save_revision().publish()
            ArticlePage.objects.get(title="Sleep and coffee").delete()
        return going_on

    monkeypatch.setattr(sqlite, "copy_some", copy_and_save)
    call_command("rebuild_search", stdout=StringIO())
    assert seen == [["Tides"]]
    assert (titles("dream"), titles("ebb"), titles("tides")) == (["A dream diary"], ["Ebb"], [])
    assert titles("sleep") == []
    schema.run("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)")


def test_deleting_takes_everything_of_the_page_along(archive):
    article = ArticlePage.objects.get(title="Tides")
    index_pages([article.pk])
    archive.delete()
    assert not SearchDocument.objects.exists()
    assert not Passage.objects.exists()
