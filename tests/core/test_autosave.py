"""Autosave and a save by button, under way at the same time."""

import pytest
from wagtail import hooks

from news.models import ArticlePage
from tests.factories import ArticlePageFactory, section
from tests.news.test_article_dates import fields, newest, send


@pytest.fixture(params=[False, True], ids=["draft", "live"])
def article(request, news):
    return ArticlePageFactory(
        parent=news, title="Ice", slug="ice", publish=request.param, body=[section("One")]
    )


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def autosave(desk, article, **changes):
    row = ArticlePage.objects.get(pk=article.pk)
    loaded = {
        "loaded_revision_id": row.latest_revision_id,
        "loaded_revision_created_at": row.latest_revision.created_at.isoformat(),
    }
    address = f"/admin/pages/{article.pk}/edit/"
    data = {**fields(**changes), **loaded}
    return desk.post(address, data, headers={"accept": "application/json"})


def again(desk, article, revision, **changes):
    """A further autosave, which overwrites the draft of the one before."""
    data = {**fields(**changes), "overwrite_revision_id": revision}
    address = f"/admin/pages/{article.pk}/edit/"
    return desk.post(address, data, headers={"accept": "application/json"})


def when_it_is_under_way(save):
    """Runs `save` within the next request to the editor, after Wagtail looked for newer drafts."""

    def run(request, page):
        if not request.accepts("text/html"):
            save()

    return hooks.register_temporarily("before_edit_page", run, order=100)


def by_button(article, title, **how):
    draft = newest(article)
    draft.title = title
    draft.save_revision(**how)


def test_autosave_saves(desk, article):
    assert autosave(desk, article, title="Ice and snow").json()["success"]
    assert newest(article).title == "Ice and snow"


def test_autosaves_follow_each_other(desk, article):
    revision = autosave(desk, article, title="Ice and").json()["revision_id"]
    assert again(desk, article, revision, title="Ice and snow").json()["success"]
    assert newest(article).title == "Ice and snow"


def test_an_autosave_that_a_save_overtakes_is_refused(desk, article):
    with when_it_is_under_way(lambda: by_button(article, "Saved by button")):
        answer = autosave(desk, article, title="Autosaved")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "invalid_revision")
    assert newest(article).title == "Saved by button"


def test_an_autosave_whose_own_draft_a_save_overwrites_is_refused(desk, article, editor):
    revision = autosave(desk, article, title="Ice and").json()["revision_id"]

    def overwrite():
        own = ArticlePage.objects.get(pk=article.pk).latest_revision
        by_button(article, "Saved by button", overwrite_revision=own, user=editor)

    with when_it_is_under_way(overwrite):
        answer = again(desk, article, revision, title="Autosaved")
    assert answer.json()["error_code"] == "invalid_revision"
    assert newest(article).title == "Saved by button"


def test_a_save_by_button_after_an_autosave_counts(desk, article):
    autosave(desk, article, title="Autosaved")
    send(desk, article, title="Saved by button")
    assert newest(article).title == "Saved by button"
