"""Storing manuscripts: once, completely, and never over an editor."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend
from wagtail.signals import page_published

from news.importing import store
from news.importing.media import Folder
from news.importing.outcomes import ImportItem, Status
from news.importing.store import Importer
from news.manuscripts import Failure, model
from news.models import ArticlePage, Author, ImportRecord, Topic
from tests.factories import ArticlePageFactory, AuthorFactory

pytestmark = pytest.mark.django_db


def manuscript(number: int = 1, **parts) -> model.Manuscript:
    return model.Manuscript(
        **{
            "title": f"Article {number}",
            "key": f"key-{number}",
            "standfirst": "What it means.",
            "authors": [model.Author("Ada Byron"), model.Author("Bo Li", "review")],
            "topics": ["Sleep", "sleep", "Tides"],
            "takeaways": ["Remember <b>this</b>."],
            "introduction": [model.Paragraph("<p>First words.</p>")],
            "body": [model.Section("Heading", "", [model.Paragraph("<p>Text.</p>")])],
            "location": f"file:{number}",
            **parts,
        }
    )


def run(section, *manuscripts, **options):
    items = [
        each if isinstance(each, Failure) else ImportItem(each, each.key, Folder())
        for each in manuscripts
    ]
    return list(Importer(into=section, **options).run(items))


def statuses(outcomes) -> list[str]:
    return [outcome.status.value for outcome in outcomes if not outcome.is_addendum]


def edit(article, **fields):
    """What an editor does: another revision, published."""
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()


def test_a_published_article_is_as_complete_as_one_from_the_admin(news):
    heard = []

    def hear(sender, instance, revision, **kwargs):
        heard.append((instance.pk, revision.pk))

    page_published.connect(hear)
    try:
        outcomes = run(news, manuscript(), publish=True)
    finally:
        page_published.disconnect(hear)
    assert statuses(outcomes) == ["created"], outcomes
    article = ArticlePage.objects.get()
    assert article.live and not article.has_unpublished_changes
    assert article.latest_revision_id == article.live_revision_id
    assert heard == [(article.pk, article.live_revision_id)]
    assert article.first_published_at == article.last_published_at == article.published_at
    assert article.url_path == "/home/news/article-1/" and article.get_parent().pk == news.pk
    assert [str(credit.author) for credit in article.credits] == ["Ada Byron", "Bo Li"]
    assert article.byline == "Ada Byron"
    assert sorted(topic.name for topic in article.topics.all()) == ["Sleep", "Tides"]
    assert article.word_count > 5
    assert article.contents()[0].anchor == "heading"
    actions = PageLogEntry.objects.filter(page=article.pk).values_list("action", flat=True)
    assert sorted(actions) == ["wagtail.create", "wagtail.publish"]


def test_the_tree_has_no_problems(news, article):
    run(news, *(manuscript(number) for number in range(1, 121)), publish=True)
    assert Page.find_problems() == ([], [], [], [], [])
    news.refresh_from_db()
    assert news.numchild == 120
    assert news.add_child(instance=ArticlePage(title="By hand", slug="by-hand")).pk
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_revision_is_the_article(news):
    run(news, manuscript(), publish=True)
    article = ArticlePage.objects.get()
    again = article.latest_revision.as_object()
    assert again.body_data == article.body_data
    assert [credit.pk for credit in again.credits] == [credit.pk for credit in article.credits]
    article.latest_revision.publish()
    assert ArticlePage.objects.get().article_authors.count() == 2


def test_reference_and_search_index_are_those_of_single_saves(news):
    run(news, manuscript(), publish=True)
    article = ArticlePage.objects.get()
    columns = ("to_content_type", "to_object_id", "content_path", "content_path_hash")

    def references():
        rows = ReferenceIndex.objects.filter(object_id=str(article.pk))
        return set(rows.values_list(*columns))

    in_bulk = references()
    assert in_bulk
    ReferenceIndex.objects.all().delete()
    ReferenceIndex.create_or_update_for_object(article)
    assert references() == in_bulk
    assert list(ArticlePage.objects.search("first words")) == [article]
    assert [str(author) for author in get_search_backend().search("Ada", Author)] == ["Ada Byron"]


def test_published_articles_are_in_the_lists_of_their_section_topics_and_authors(client, news):
    run(news, manuscript(1), manuscript(2), publish=True)
    urls = [news.url, Topic.objects.get(name="Sleep").url, Author.objects.get(name="Bo Li").url]
    for url in (*urls, "/archive/"):
        response = client.get(url)
        assert response.status_code == 200, url
        # Not in the recent news, which is on every page.
        main = response.content.decode().partition("<main")[2].partition("</main>")[0]
        assert "Article 1" in main and "Article 2" in main, url


def test_a_draft_is_a_draft(news):
    run(news, manuscript())
    article = ArticlePage.objects.get()
    assert not article.live and article.has_unpublished_changes
    assert article.live_revision_id is None and article.published_at is None
    assert article.latest_revision_id


def test_a_second_run_changes_nothing(news):
    run(news, manuscript(1), manuscript(2), publish=True)
    before = snapshot()
    outcomes = run(news, manuscript(1), manuscript(2), publish=True)
    assert statuses(outcomes) == ["unchanged", "unchanged"]
    assert snapshot() == before


def snapshot():
    return (
        list(Page.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values_list("pk", "created_at")),
        list(ImportRecord.objects.order_by("pk").values()),
    )


def test_a_later_run_with_publish_publishes_the_drafts(news):
    run(news, manuscript())
    assert statuses(run(news, manuscript(), publish=True)) == ["updated"]
    assert ArticlePage.objects.get().live
    assert statuses(run(news, manuscript(), publish=True)) == ["unchanged"]


def test_a_changed_manuscript_updates_and_keeps_its_links(news):
    run(news, manuscript(), publish=True)
    changed = manuscript(
        title="Article, revised",
        body=[model.Section("Better heading", "", [model.Paragraph("<p>Text.</p>")])],
        authors=[model.Author("Bo Li")],
        topics=["Tides"],
    )
    assert statuses(run(news, changed, publish=True)) == ["updated"]
    article = ArticlePage.objects.get()
    assert article.title == "Article, revised" and article.slug == "article-1"
    section = article.body_data[0 if article.body_data[0]["type"] == "section" else 1]["value"]
    assert section["anchor"] in {"heading", "better-heading"}
    assert "heading" in {section["anchor"], *section["aliases"].split()}
    assert article.byline == "Bo Li"
    assert [topic.name for topic in article.topics.all()] == ["Tides"]
    assert statuses(run(news, changed, publish=True)) == ["unchanged"]


def test_without_publish_a_change_waits_as_a_draft(news):
    run(news, manuscript(), publish=True)
    run(news, manuscript(title="New title"))
    article = ArticlePage.objects.get()
    assert article.title == "Article 1" and article.draft_title == "New title"


def test_nothing_is_published_over_an_editor(news):
    run(news, manuscript(), publish=True)
    edit(ArticlePage.objects.get(), title="The editor's title")
    outcomes = run(news, manuscript(title="The file's title"), publish=True)
    article = ArticlePage.objects.get()
    assert statuses(outcomes) == ["edited since"]
    assert article.title == "The editor's title" and article.live
    assert article.get_latest_revision_as_object().title == "The file's title"
    assert statuses(run(news, manuscript(title="The file's title"), publish=True)) == ["unchanged"]
    outcomes = run(news, manuscript(title="The file's next title"), publish=True)
    assert statuses(outcomes) == ["edited since"]
    assert ArticlePage.objects.get().title == "The editor's title"


def test_an_article_unpublished_by_an_editor_is_not_republished(news):
    run(news, manuscript(), publish=True)
    ArticlePage.objects.get().unpublish()
    assert statuses(run(news, manuscript(), publish=True)) == ["unchanged"]
    assert statuses(run(news, manuscript(title="New"), publish=True)) == ["edited since"]
    assert not ArticlePage.objects.get().live


def test_a_locked_article_is_left_alone(news):
    run(news, manuscript(), publish=True)
    ArticlePage.objects.update(locked=True)
    revisions = Revision.objects.count()
    assert statuses(run(news, manuscript(title="New"), publish=True)) == ["edited since"]
    assert Revision.objects.count() == revisions


def test_a_deleted_article_is_imported_again_only_on_request(news):
    run(news, manuscript(), publish=True)
    ArticlePage.objects.get().delete()
    assert statuses(run(news, manuscript(), publish=True)) == ["deleted since"]
    assert not ArticlePage.objects.exists()
    assert statuses(run(news, manuscript(), publish=True, restore=True)) == ["created"]
    assert statuses(run(news, manuscript(), publish=True)) == ["unchanged"]


def test_taken_addresses_get_a_number(news):
    ArticlePageFactory(parent=news, title="By hand", slug="article")
    run(news, *(manuscript(number, title="Article") for number in (1, 2, 3)))
    slugs = ArticlePage.objects.order_by("path").values_list("slug", flat=True)
    assert list(slugs) == ["article", "article-2", "article-3", "article-4"]


def test_names_are_found_regardless_of_case(news):
    ada = AuthorFactory(name="ADA BYRON")
    tides = Topic.objects.create(name="tides")
    ebb = Topic.objects.create(name="Sleep")
    ebb.merge_into(tides)
    run(news, manuscript(), publish=True)
    article = ArticlePage.objects.get()
    assert article.credits[0].author == ada
    assert list(article.topics.all()) == [tides]


def test_authors_with_one_slug_are_two_people(news):
    run(news, manuscript(1, authors=[model.Author("Bo Li"), model.Author("Bó Lí")]))
    assert sorted(Author.objects.values_list("slug", flat=True)) == ["bo-li", "bo-li-2"]


def test_related_articles_may_come_later_in_the_run(news):
    first = manuscript(
        1,
        related=["article-2", "nowhere"],
        introduction=[model.RelatedArticle("article-2", "Read"), model.RelatedArticle("lost", "")],
    )
    outcomes = run(news, first, manuscript(2), publish=True)
    one, two = ArticlePage.objects.order_by("path")
    assert [relation.article_id for relation in one.related_articles.all()] == [two.pk]
    pointers = [block for block in one.body_data if block["type"] == "related_article"]
    assert [block["value"]["article"] for block in pointers] == [two.pk]
    assert outcomes[-1].losses == [
        "No article “nowhere” to point to",
        "No article “lost” to point to",
    ]
    assert one.latest_revision_id == one.live_revision_id
    assert statuses(run(news, first, manuscript(2), publish=True)) == ["unchanged", "unchanged"]


def test_an_interrupted_run_goes_on_where_it_was(news, monkeypatch):
    monkeypatch.setattr(store, "BATCH", 2)
    pointing = manuscript(1, related=["article-4"])
    manuscripts = [pointing, *(manuscript(number) for number in (2, 3, 4))]

    def broken():
        for each in manuscripts[:3]:
            yield ImportItem(each, each.key, Folder())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(Importer(into=news, publish=True).run(broken()))
    assert ArticlePage.objects.count() == 2, "whole batches are stored"
    outcomes = run(news, *manuscripts, publish=True)
    assert statuses(outcomes) == ["updated", "unchanged", "created", "created"]
    assert ArticlePage.objects.get(slug="article-1").related_articles.count() == 1
    assert set(statuses(run(news, *manuscripts, publish=True))) == {"unchanged"}


def test_one_bad_record_does_not_take_the_others(news, monkeypatch):
    compose = store.compose

    def fragile(each, media):
        if each.title == "Article 2":
            raise ValueError("broken")
        return compose(each, media)

    monkeypatch.setattr(store, "compose", fragile)
    bad_line = Failure("file:9", "no JSON")
    outcomes = run(news, manuscript(1), manuscript(2), bad_line, manuscript(3))
    assert sorted(statuses(outcomes)) == ["created", "created", "failed", "failed"]
    reasons = {outcome.location: outcome.reason for outcome in outcomes if outcome.reason}
    assert reasons == {"file:9": "no JSON", "file:2": "ValueError: broken"}
    assert ArticlePage.objects.count() == 2
    assert Author.objects.count() == 2


def test_a_bad_record_among_many_is_found_by_halving(news, monkeypatch):
    attempts = []
    write = Importer.write

    def fragile(self, items):
        attempts.append(len(items))
        if any(item.manuscript.title == "Article 9" for item in items):
            raise ValueError("broken")
        return write(self, items)

    monkeypatch.setattr(Importer, "write", fragile)
    outcomes = run(news, *(manuscript(number) for number in range(16)))
    assert sorted(statuses(outcomes)) == ["created"] * 15 + ["failed"]
    assert [outcome.title for outcome in outcomes] == [f"Article {n}" for n in range(16)]
    assert attempts == [16, 8, 8, 4, 2, 1, 1, 2, 4]


def test_the_same_key_twice_in_a_run_is_an_error(news):
    outcomes = run(news, manuscript(1), manuscript(2, key="key-1"))
    assert sorted(statuses(outcomes)) == ["created", "failed"]
    assert "key-1" in outcomes[0].reason + outcomes[1].reason


def test_the_manuscript_names_its_section(news, health):
    outcomes = run(
        None,
        manuscript(1, section="health"),
        manuscript(2),
        manuscript(3, section="nowhere"),
    )
    assert sorted(statuses(outcomes)) == ["created", "created", "failed"]
    assert ArticlePage.objects.child_of(health).count() == 1
    assert ArticlePage.objects.child_of(news).count() == 1
    refusal = next(outcome.reason for outcome in outcomes if outcome.status is Status.FAILED)
    assert refusal == "no section “nowhere”; there are: news, health"


def test_a_batch_shares_its_queries(news):
    def queries(start: int, many: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            run(news, *(manuscript(number) for number in range(start, start + many)))
        return len(captured)

    queries(1, 1)
    assert queries(100, 22) == queries(200, 2)


def test_an_imported_article_is_found_by_readers(news, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run(news, manuscript(title="Zugunruhe of storks"), publish=True)
    answer = client.get("/search/", {"q": "zugunruhe"})
    assert "<mark>Zugunruhe</mark> of storks" in answer.content.decode()
