"""The forms of authors in the admin."""

import json

import pytest
from django.urls import reverse

from news.models import Author
from tests.factories import ImageFactory


@pytest.fixture
def desk(client, editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(editor)
    return client


@pytest.mark.parametrize("name", ["add", "edit"])
def test_a_portrait_is_chosen_and_no_list_of_all_pictures(desk, author, name):
    ImageFactory(title="A red field")
    address = "/admin/newsroom/authors/create/"
    if name == "edit":
        address = f"/admin/newsroom/authors/edit/{author.pk}/"
    html = desk.get(address).content.decode()
    assert "Choose an image" in html and "A red field" not in html


def test_an_author_is_made_on_the_spot(desk):
    ImageFactory(title="A red field")
    opened = json.loads(desk.get(reverse("author_chooser:choose")).content)
    assert "A red field" not in opened["html"]
    prefix = "author_chooser-create-form" if "author_chooser-create-form" in opened["html"] else ""
    fields = {f"{prefix}-{name}" if prefix else name: name.title() for name in ("name", "role")}
    desk.post(reverse("author_chooser:create"), fields)
    assert Author.objects.get(name="Name").role == "Role"
