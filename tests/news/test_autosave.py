"""Autosave saves the valid fields of an article, even if others are invalid."""

import json
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from news.models import ArticlePage
from tests.factories import AuthorFactory

NOTHING = {"count": 0}


def fields(**changed) -> dict:
    empty = {name: streamfield([]) for name in ("takeaways", "body", "sources", "corrections")}
    inline = {
        f"{name}-{part}": 0
        for name in ("article_authors", "article_topics", "related_articles", "comments")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    plain = {
        "title": "The sleep diary", "slug": "sleep-diary", "kind": "news", "discussion": "site",
        "standfirst": "Nights, counted.",
    }  # fmt: skip
    return nested_form_data({**plain, **empty, **inline, **changed})


@pytest.fixture
def desk(client, editor, article):
    client.force_login(editor)

    def save(*, is_autosave=True, **changed):
        headers = {"Accept": "application/json"} if is_autosave else {}
        address = reverse("wagtailadmin_pages:edit", args=[article.pk])
        return client.post(address, fields(**changed), headers=headers)

    return save


def draft(article) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def shown(value) -> str:
    """Of a moment, the minute."""
    return f"{timezone.localtime(value):%F %H:%M}" if isinstance(value, datetime) else str(value)


WRONG = {
    "slug": "no slug at all!",
    "published_at": "next week perhaps",
    "promo_title": "long " * 40,
}


@pytest.mark.parametrize("name", WRONG)
def test_one_invalid_field_does_not_prevent_autosave_of_the_others(desk, article, name):
    former = shown(getattr(article, name))
    answer = desk(standfirst="Nights, counted twice.", **{name: WRONG[name]})
    assert answer.status_code == 200 and json.loads(answer.content)["success"]
    saved = draft(article)
    assert saved.standfirst == "Nights, counted twice."
    assert shown(getattr(saved, name)) == former


@pytest.mark.parametrize("name", WRONG)
def test_a_button_refuses_the_same_field_in_words(desk, article, name):
    answer = desk(is_autosave=False, standfirst="Nights.", **{name: WRONG[name]})
    assert answer.status_code == 200 and answer.context["form"].errors[name]


def test_autosave_stores_an_invalid_address_in_the_text(desk, article):
    bad = {"text": "We wait.", "attribution": "", "source_url": "http//nowhere"}
    body = streamfield([("paragraph", rich_text("<p>Before.</p>")), ("quote", bad)])
    assert json.loads(desk(body=body).content)["success"]
    stored = draft(article).body.get_prep_value()
    assert "Before." in stored[0]["value"]
    assert stored[1]["value"]["source_url"] == "http//nowhere"
    refused = desk(is_autosave=False, body=body, **{"action-publish": "1"})
    assert "Enter a valid URL" in refused.content.decode()


@pytest.mark.parametrize(("name", "label"), [("slug", "slug"), ("published_at", "published")])
def test_autosave_names_the_field_that_it_left_out(desk, name, label):
    shown = json.loads(desk(**{name: WRONG[name]}).content)["html"]
    assert f"not saved until it is put right: {label}" in shown.lower()
    assert "until it is put right" not in json.loads(desk(standfirst="Nights.").content)["html"]


def test_autosave_leaves_out_a_byline_that_cannot_be(desk, article):
    author = AuthorFactory()
    twice = {
        "article_authors-TOTAL_FORMS": 2,
        **{f"article_authors-{n}-author": author.pk for n in range(2)},
        **{f"article_authors-{n}-role": "words" for n in range(2)},
        **{f"article_authors-{n}-ORDER": n for n in range(2)},
    }
    answer = json.loads(desk(standfirst="Nights.", **twice).content)
    assert answer["success"] and "until it is put right: credits" in answer["html"]
    saved = draft(article)
    assert saved.standfirst == "Nights."
    assert [credit.author.name for credit in saved.article_authors.all()] == ["Ines Okafor"]
