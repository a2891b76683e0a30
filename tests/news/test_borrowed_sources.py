"""A citation that was pasted from another article brings its source along."""

import json

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import rich_text, streamfield

from news.models import ArticlePage
from news.structure.borrowed import borrowed
from news.structure.notes import citation
from tests.factories import ArticlePageFactory
from tests.news.test_autosave import fields

ATLAS = {"type": "source", "id": "atlas-1", "value": {"title": "Atlas of lakes", "date": "1912"}}


def cited(key: str) -> list[dict]:
    return [{"type": "paragraph", "value": f"<p>Deep.{citation(key)}</p>", "id": "p"}]


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def save(desk, page, key="atlas-1", *, autosave=False, **more):
    text = rich_text(f"<p>Deep.{citation(key)}</p>", features=["source"])
    body = streamfield([("paragraph", text)])
    headers = {"Accept": "application/json"} if autosave else {}
    data = fields(title=page.title, slug=page.slug, body=body, **more)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return desk.post(address, data, headers=headers, follow=True)


def sources(page) -> list[str]:
    draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [child.value["title"] for child in draft.sources]


@pytest.fixture
def other(health):
    return ArticlePageFactory(parent=health, slug="lakes", body=cited("atlas-1"), sources=[ATLAS])


@pytest.mark.parametrize("autosave", [True, False])
def test_saving_adds_the_source_of_a_public_article(desk, article, other, autosave):
    save(desk, article, autosave=autosave)
    assert sources(article) == ["Atlas of lakes"]
    save(desk, article, autosave=autosave)
    assert sources(article) == ["Atlas of lakes"]


def test_publishing_shows_the_note(desk, article, other):
    save(desk, article, **{"action-publish": "1"})
    assert "Atlas of lakes" in desk.get(article.url).content.decode()


def test_the_newest_draft_is_looked_at_too(desk, article, other):
    new = {**ATLAS, "id": "new-1", "value": {"title": "A new survey"}}
    other.sources = other.sources.stream_block.to_python([new])
    other.save_revision()
    save(desk, article, "new-1")
    assert sources(article) == ["A new survey"]


def test_nothing_is_taken_from_what_the_user_may_not_see(health, other, writer, editor):
    group = Group.objects.create(name="Board")
    restriction = PageViewRestriction.objects.create(page=other, restriction_type="groups")
    restriction.groups.add(group)
    stranger = type(writer).objects.create_user("stranger", password="a-long-password")
    assert borrowed(ArticlePage, ["atlas-1"], stranger) == {}
    assert borrowed(ArticlePage, ["atlas-1"], editor)["atlas-1"]["value"]["title"]


def test_a_missing_source_is_named_in_a_message(desk, article):
    answer = save(desk, article, "lost-1")
    assert "1 citation refers to a source" in answer.content.decode()
    assert sources(article) == []


def test_the_script_gets_the_source(desk, other):
    address = reverse("newsroom_source")
    found = json.loads(desk.get(address, {"id": "atlas-1"}).content)["source"]
    assert found["value"]["title"] == "Atlas of lakes"
    for odd in ("", "lost", "%", "a" * 999, "x' OR 1"):
        assert json.loads(desk.get(address, {"id": odd}).content) == {"source": None}


def many(count: int) -> list[dict]:
    return [{**ATLAS, "id": f"many-{number}"} for number in range(count)]


def test_all_of_two_hundred_citations_are_found_with_as_many_queries_as_one(health, editor):
    for part in range(4):
        stored = many(200)[50 * part : 50 * part + 50]
        ArticlePageFactory(parent=health, slug=f"part-{part}", sources=stored)
    keys = [source["id"] for source in many(200)]
    counts = []
    for wanted in (keys[:1], keys):
        editor = type(editor).objects.get(pk=editor.pk)
        with CaptureQueriesContext(connection) as queries:
            assert borrowed(ArticlePage, wanted, editor).keys() == {*wanted}
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_newest_article_gives_the_source(health, editor):
    for title in ("First edition", "Second edition"):
        stored = {**ATLAS, "value": {"title": title}}
        ArticlePageFactory(parent=health, slug=title[:5].lower(), sources=[stored])
    found = borrowed(ArticlePage, ["atlas-1"], editor)
    assert found["atlas-1"]["value"]["title"] == "Second edition"


@pytest.mark.parametrize(
    "malformed", ["{", '[{"id": "new-1"', '[1, {"id": "new-1"}]', '{"id": "new-1"}', None]
)
def test_a_malformed_draft_gives_nothing_and_breaks_nothing(other, editor, malformed):
    revision = other.save_revision()
    revision.content["sources"] = malformed
    revision.save()
    assert borrowed(ArticlePage, ["new-1"], editor) == {}
    assert borrowed(ArticlePage, ["atlas-1"], editor).keys() == {"atlas-1"}
