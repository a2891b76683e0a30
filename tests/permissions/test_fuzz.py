"""No request fails, however malformed it is.

A few malformed requests an address; FUZZ=all sends every kind to every address, for some minutes.
"""

import os

import pytest
from django.urls import reverse

from news.models import Author
from tests.permissions.fuzz import Fuzz, routes_to_ask
from tests.permissions.matrix import silence
from tests.permissions.world import ANONYMOUS, DESK, EDITOR, SUPERUSER, WRITER, build

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

PARTS = 6
MOST = None if os.environ.get("FUZZ") == "all" else 4
# Everybody else meets the same views, as far as they are let in: each is asked at a sixth of them.
ASKED = [(SUPERUSER, part) for part in range(PARTS)]
ASKED += [(role, part) for part, role in enumerate((ANONYMOUS, WRITER, EDITOR, DESK))]


@pytest.mark.filterwarnings("ignore")  # of libraries, about what they are sent
@pytest.mark.parametrize(("role", "part"), ASKED)
def test_no_address_fails(role, part):
    fuzz = Fuzz(build(role))
    with silence():
        for number, route in enumerate(routes_to_ask()):
            if number % PARTS == part:
                fuzz.run(route, number, MOST)
    assert fuzz.requests > 100
    assert not fuzz.failures, fuzz.failures


@pytest.mark.parametrize(
    ("name", "arguments", "data"),
    [
        ("newsroom_authors_modeladmin_create", [], {}),
        ("newsroom_authors_modeladmin_create", [], {"name": "A", "links-count": "x"}),
        ("newsroom_topics_modeladmin_create", [], {"name": "A", "introduction": "3"}),
        ("newsroom_topics_modeladmin_create", [], {"name": "A", "introduction": '{"blocks": 1}'}),
        ("wagtailadmin_choose_page_external_link", [], {}),
        ("wagtailadmin_api:pages:find", [], {}),
    ],
)
def test_an_unreadable_form_is_refused_with_a_message(client, administrator, name, arguments, data):
    client.force_login(administrator)
    address = reverse(name, args=arguments)
    response = client.get(f"{address}?id=x") if "find" in name else client.post(address, data)
    assert response.status_code == 400
    assert "This could not be read" in response.content.decode()
    assert not Author.objects.exists()


def test_an_article_sent_without_its_blocks_is_refused_and_stays(client, editor, article):
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    revision = article.latest_revision_id
    assert client.post(address, {"title": "Another"}).status_code == 400
    article.refresh_from_db()
    assert (article.title, article.latest_revision_id) == ("The sleep diary", revision)
