"""The style guide shows everything there is, to administrators alone."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core.styleguide import (
    block_exhibits,
    choosable_blocks,
    component_exhibits,
    component_names,
    tokens,
)
from home.specimens import examples
from tests.factories import ArticlePageFactory, ImageFactory

URL = "/styleguide/"
# What they print is not for eyes, or there with script alone.
UNSEEN = {"status_message"}


@pytest.fixture
def request_(db):
    request = RequestFactory().get(URL)
    request.user = AnonymousUser()
    return request


def test_administrators_see_it_and_search_engines_do_not(client, administrator):
    client.force_login(administrator)
    response = client.get(URL)
    assert response.status_code == 200
    html = response.content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert "card_lead" in html and "PullQuoteBlock" in html


@pytest.mark.parametrize("role", ["writer", "editor"])
def test_it_does_not_exist_for_other_roles(client, db, request, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(URL).status_code == 404


def test_an_anonymous_visitor_is_sent_to_the_login(client, db):
    response = client.get(URL)
    assert response.status_code == 302 and response.url == f"/admin/login/?next={URL}"


def test_no_cache_stores_it(client, administrator):
    client.force_login(administrator)
    assert "no-store" in client.get(URL).headers["Cache-Control"]


@pytest.mark.django_db
def test_every_component_has_an_example():
    assert set(component_names()) - set(examples()) == set()


@pytest.mark.django_db
def test_no_example_is_of_a_component_that_is_gone():
    assert set(examples()) - set(component_names()) == set()


def test_every_component_documents_its_inputs_or_has_none(request_):
    unexplained = {
        exhibit.name for exhibit in component_exhibits(request_, {}) if not exhibit.about
    }
    assert unexplained <= {"search_field", "theme_switch", "today"}


def test_every_example_shows_something(request_):
    ImageFactory()
    empty = [
        f"{exhibit.name} {specimen.label}"
        for exhibit in component_exhibits(request_, examples())
        for specimen in exhibit.specimens
        if exhibit.name not in UNSEEN and len(specimen.html.strip()) < 5
    ]
    assert empty == []


def test_every_block_that_editors_can_choose_is_shown(request_, article):
    ImageFactory.create_batch(3)
    ArticlePageFactory(parent=article.get_parent())
    exhibits = block_exhibits(request_)
    assert {exhibit.name for exhibit in exhibits} == {
        type(block).__name__ for block in choosable_blocks()
    }
    needs_a_file = {"DocumentBlock"}
    for exhibit in exhibits:
        for specimen in exhibit.specimens:
            assert specimen.html.strip() or exhibit.name in needs_a_file, exhibit.name


def test_a_block_with_a_choice_is_shown_in_each(request_):
    ImageFactory()
    shown = {exhibit.name: exhibit for exhibit in block_exhibits(request_)}
    assert len(shown["FigureBlock"].specimens) == 3
    assert len(shown["ChartBlock"].specimens) == 3


def test_blocks_within_blocks_are_found():
    names = {type(block).__name__ for block in choosable_blocks()}
    assert {"SectionBlock", "SubheadingBlock", "QuestionBlock", "HeadingBlock"} <= names


def test_tokens_are_those_of_the_style_sheet():
    found = tokens()
    assert [token.name for token in found["colours"]][:2] == ["paper", "paper-2"]
    assert any(token.name == "type-85" for token in found["type"])
    assert all(found.values())


def test_the_menu_of_administrators_leads_there(client, administrator):
    client.force_login(administrator)
    assert URL in client.get("/admin/").content.decode()


def test_the_menu_of_editors_does_not(client, editor):
    client.force_login(editor)
    assert URL not in client.get("/admin/").content.decode()
