"""A citation that was pasted from another article brings its source along."""

import json

import pytest
from django.contrib.auth.models import Group
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


def test_a_source_that_nobody_has_is_named_in_words(desk, article):
    answer = save(desk, article, "lost-1")
    assert "1 citation refers to a source" in answer.content.decode()
    assert sources(article) == []


def test_the_script_is_told_the_source(desk, other):
    address = reverse("newsroom_source")
    found = json.loads(desk.get(address, {"id": "atlas-1"}).content)["source"]
    assert found["value"]["title"] == "Atlas of lakes"
    for odd in ("", "lost", "%", "a" * 999, "x' OR 1"):
        assert json.loads(desk.get(address, {"id": odd}).content) == {"source": None}
