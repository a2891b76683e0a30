"""The link name of a heading that no reader has seen follows its words."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from core.anchors import is_made_from
from news.models import ArticlePage
from tests.factories import ArticlePageFactory
from tests.news.test_autosave import fields


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def draft(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def body_of(page) -> list[dict]:
    return draft(page).body.get_prep_value()


def form_of(desk, page):
    return desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]


def send(desk, page, *sections, autosave=True, **more):
    """Posts sections, each (id, heading, anchor)."""
    empty = {"aliases": "", "content": streamfield([])}
    form = streamfield(
        [
            ("section", {**empty, "heading": heading, "anchor": anchor})
            for _key, heading, anchor in sections
        ]
    )
    ids = {f"body-{n}-id": key for n, (key, _heading, _anchor) in enumerate(sections)}
    headers = {"Accept": "application/json"} if autosave else {}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {**fields(title=page.title, slug=page.slug, body=form), **ids, **more}
    return desk.post(address, data, headers=headers)


def shown(desk, page) -> list[str]:
    """The link names that the form shows."""
    return [child.value["anchor"] for child in form_of(desk, page).initial["body"]]


@pytest.fixture
def page(health):
    page = ArticlePageFactory(parent=health, title="Rain", slug="rain", publish=False)
    return page


def test_the_name_follows_the_words_in_a_form_that_was_opened_again(desk, page):
    send(desk, page, ("a", "The r", ""))
    for heading in ("The ri", "The risks", "The risks of drought"):
        (name,) = shown(desk, page)
        assert name == ""
        send(desk, page, ("a", heading, name))
        send(desk, page, ("a", heading + "!", name))
    value = body_of(page)[0]["value"]
    assert (value["anchor"], value["aliases"]) == ("the-risks-of-drought", "")


def test_a_name_that_was_typed_stays(desk, page):
    send(desk, page, ("a", "The risks", "danger"))
    assert shown(desk, page) == ["danger"]
    send(desk, page, ("a", "The gains", "danger"))
    assert body_of(page)[0]["value"]["anchor"] == "danger"


def test_a_published_name_stays_and_is_shown(desk, health):
    page = ArticlePageFactory(
        parent=health, slug="rain",
        body=[{"type": "section", "id": "a", "value": {"heading": "The risks", "content": []}}],
    )  # fmt: skip
    page.save_revision().publish()
    assert shown(desk, page) == ["the-risks"]
    send(desk, page, ("a", "The gains", "the-risks"), ("b", "Half a he", ""))
    assert shown(desk, page) == ["the-risks", ""]
    send(desk, page, ("a", "The gains", "the-risks"), ("b", "Half a heading", ""))
    assert [block["value"]["anchor"] for block in body_of(page)] == ["the-risks", "half-a-heading"]


def test_takeaways_follow_a_heading_whose_name_changes(desk, page):
    def takeaway(name: str) -> dict:
        stream = streamfield([("takeaway", {"text": rich_text("<p>Rain.</p>"), "section": name})])
        return {**nested_form_data({"takeaways": stream}), "takeaways-0-id": "t"}

    name = "The risks"
    for heading in ("The risks", "The gains", "The losses"):
        answer = send(desk, page, ("a", heading, ""), **takeaway(name))
        name = json.loads(answer.content)["field_updates"].get("takeaways-0-value-section", name)
        assert name == body_of(page)[0]["value"]["anchor"]
    (stored,) = draft(page).takeaways.get_prep_value()
    assert stored["value"]["section"] == "the-losses"


def test_a_preview_has_anchors(desk, page, rf, editor):
    send(desk, page, ("a", "The risks", ""))
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert 'id="the-risks"' in desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("anchor", "words", "is_made"),
    [
        ("the-risks", "The risks", True),
        ("the-risks-3", "The risks", True),
        ("sources-2", "Sources", True),
        ("section", "", True),
        ("risks", "The risks", False),
        ("the-risks-x", "The risks", False),
        ("", "The risks", False),
    ],
)
def test_names_that_are_made_of_the_words_are_recognised(anchor, words, is_made):
    assert is_made_from(anchor, words, "section") == is_made
