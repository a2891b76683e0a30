"""What an import may bring along: pictures within one limit, names by permission."""

import io
import json
import warnings

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from core.models import EditorialImage
from news.importing.media import Folder
from news.importing.names import Names
from news.importing.outcomes import ImportItem
from news.importing.store import Importer
from news.manuscripts import Author, Figure, Manuscript
from news.models import ArticlePage, Topic
from news.models import Author as Person

FEW = 2_000
"""Pixels allowed in these tests: a picture of 40 by 50."""


@pytest.fixture
def few_pixels(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = FEW


def picture(width: int, height: int, form: str = "png") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(file, form)
    return file.getvalue()


def test_the_limit_is_forty_megapixels():
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 40_000_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# Lock\n\nWords.\n\n![A gate](gate.png)\n"),
        ("a.html", '<article><h1>Lock</h1><p>Words.</p><img src="gate.png" alt="Gate"></article>'),
        ("a.md", "---\ntitle: Lock\nhero: gate.png\n---\n\nWords.\n"),
    ],
)
@pytest.mark.parametrize(("height", "taken"), [(50, True), (51, False)])
def test_an_import_takes_pictures_within_the_limit(
    news, few_pixels, tmp_path, name, text, height, taken
):
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "gate.png").write_bytes(picture(40, height))
    out = io.StringIO()
    call_command("import_articles", str(tmp_path / name), stdout=out)
    assert EditorialImage.objects.exists() == taken
    assert ("Picture not taken: gate.png (more than" in out.getvalue()) != taken


def test_an_import_takes_pictures_within_the_limit_of_bytes(news, settings, tmp_path):
    content = picture(40, 40)
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(content) - 1
    (tmp_path / "a.md").write_text("# Lock\n\nWords.\n\n![A gate](gate.png)\n", "utf-8")
    (tmp_path / "gate.png").write_bytes(content)
    call_command("import_articles", str(tmp_path / "a.md"), stdout=(out := io.StringIO()))
    assert "Picture not taken: gate.png (" in out.getvalue() and "the limit is" in out.getvalue()


def test_every_frame_of_an_animation_counts(news, few_pixels, tmp_path):
    frames = [Image.new("RGB", (40, 20), color) for color in ("red", "green", "blue")]
    frames[0].save(tmp_path / "gate.gif", save_all=True, append_images=frames[1:])
    (tmp_path / "a.md").write_text("# Lock\n\nWords.\n\n![A gate](gate.gif)\n", "utf-8")
    call_command("import_articles", str(tmp_path / "a.md"), stdout=(out := io.StringIO()))
    assert "Picture not taken: gate.gif" in out.getvalue()


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("wagtailimages:add", "file"),
        ("wagtailimages_chooser:create", "image-chooser-upload-file"),
        ("wagtailimages:add_multiple", "files[]"),
    ],
)
def test_every_upload_in_the_admin_has_the_limit(client, administrator, few_pixels, address, field):
    client.force_login(administrator)
    file = SimpleUploadedFile("gate.png", picture(40, 51), "image/png")
    answer = client.post(
        reverse(address),
        {field: file, "title": "Gate", "image-chooser-upload-title": "Gate"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert "megapixels" in answer.content.decode()
    assert not EditorialImage.objects.exists()


def test_a_bomb_is_refused_without_a_warning(news, settings, tmp_path, monkeypatch):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = FEW
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", FEW // 4)
    (tmp_path / "gate.png").write_bytes(picture(40, 80))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Folder(tmp_path).why_not(Figure("gate.png"))


# Names


@pytest.fixture
def reporter(writer):
    """A writer who may not add authors and topics."""
    group = writer.groups.get()
    group.permissions.remove(*Permission.objects.filter(codename__in=["add_author", "add_topic"]))
    return writer


TEXT = """---
title: The lock
authors: [Ada Byron, Nobody Known]
topics: [Water, Rope]
---

Words.
"""


def test_an_import_makes_no_name_that_the_user_may_not_add(client, news, reporter):
    ada, water = Person.objects.create(name="Ada Byron", slug="ada"), Topic(name="Water")
    water.save()
    client.force_login(reporter)
    answer = client.post(reverse("newsroom_import"), {"text": TEXT, "format": "markdown"})
    page = answer.content.decode()
    assert "There is no author “Nobody Known”" in page and "There is no topic “Rope”" in page
    fields = {bound.name: bound.value() for bound in answer.context["form"]}
    fields["section"] = news.pk
    answer = client.post(reverse("newsroom_import_review"), {**fields, "create": "1"}, follow=True)
    article = ArticlePage.objects.get()
    assert [credit.author for credit in article.article_authors.all()] == [ada]
    assert [tag.topic for tag in article.article_topics.all()] == [water]
    assert Person.objects.count() == 1 and Topic.objects.count() == 1
    assert "There is no author “Nobody Known”" in answer.content.decode()


def test_the_command_makes_all_names(news, tmp_path):
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    call_command("import_articles", str(tmp_path / "a.md"), "--json", stdout=(out := io.StringIO()))
    assert Person.objects.count() == 2 and Topic.objects.count() == 2
    assert json.loads(out.getvalue())["losses"] == []


def test_a_user_adds_only_the_kind_that_they_may_add(news, writer):
    writer.groups.get().permissions.remove(Permission.objects.get(codename="add_topic"))
    manuscript = Manuscript(title="The lock", authors=[Author("New")], topics=["Rope"])
    (outcome,) = Importer(into=news, user=writer).run([ImportItem(manuscript, "k", Folder())])
    assert [person.name for person in Person.objects.all()] == ["New"]
    assert outcome.losses == ["There is no topic “Rope”, and you may not add topics: left out"]


def test_names_of_the_operator_are_all_made(db):
    assert Names().missing(["Anybody"], ["Anything"]) == []
