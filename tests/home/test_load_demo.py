"""Loading the demo: complete, repeatable, and never over an editor."""

import io
from pathlib import Path

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from PIL import Image
from wagtail.models import Page

from core.models import EditorialImage, Publication
from home.demo import load
from home.demo.load import Demo, make_logins
from home.models import ContactPage, HomePage, StandardPage
from news.models import ArticlePage, Author, NewsIndex, Topic

pytestmark = pytest.mark.django_db

PUBLICATION = """
publication: {name: Tideline, tagline: Six o'clock, contact_email: desk@tideline.example}
authors:
  - {name: Ada Byron, slug: ada, role: Editor, portrait: ines-okafor, bio: "<p>Writes.</p>",
     email: ada@tideline.example}
sections:
  - {slug: news, title: News, introduction: What happens.}
  - {slug: health, title: Health, introduction: Bodies., notice: Ask a doctor.}
topics:
  - {name: Sleep, slug: sleep, introduction: Nights.}
front:
  lead: ferry
  seconds: [lamp]
  sections:
    - {section: health, layout: picture, lead: lamp}
    - {section: news, layout: wide, lead: ferry}
"""
FERRY = """---
title: The ferry
slug: ferry
section: news
authors: [Ada Byron]
topics: [Sleep]
hero: {image: ship, alt: A ship}
related: [lamp]
---

It leaves at six.
"""
LAMP = "---\ntitle: The lamp\nslug: lamp\nsection: health\n---\n\nIt burns.\n"
ABOUT = "---\ntitle: About\nslug: about\n---\n\nWords.\n\n## Who\n\nWe.\n\n### Part\n\nMore.\n"
CONTACT = (
    "---\ntitle: Contact\nslug: contact\nstandfirst: Write.\nemail: desk@tideline.example\n"
    "postal_address: Quay 1\nthank_you: Thanks.\n---\n\nTell us.\n"
)


@pytest.fixture
def source(tmp_path, settings, monkeypatch) -> Path:
    """A small publication, and drawings that take no time."""

    def draw(name, directory, size="large"):
        path = Path(directory) / f"{name}.png"
        Image.new("RGB", (80, 50), (len(name), 9, 9 if size == "large" else 90)).save(path)
        return path

    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(load, "draw", draw)
    for name, text in {
        "publication.yaml": PUBLICATION,
        "articles/news/ferry.md": FERRY,
        "articles/health/lamp.md": LAMP,
        "pages/about.md": ABOUT,
        "pages/contact.md": CONTACT,
    }.items():
        path = tmp_path / "demo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "demo"


def loaded(source: Path) -> list[str]:
    return [outcome.status.value for outcome in Demo(source).load() if not outcome.is_addendum]


def test_everything_is_there(source, client):
    assert loaded(source) == ["created", "created"]
    ferry, lamp = ArticlePage.objects.live().order_by("slug")
    assert ferry.hero_image.width == 80 and ferry.promo_image != ferry.hero_image
    assert [each.article_id for each in ferry.related_articles.all()] == [lamp.pk]
    assert ferry.credits[0].author.portrait.credit == "Masthead studio"
    home = HomePage.objects.get()
    assert home.lead_id == ferry.pk
    assert [each.article_id for each in home.chosen_seconds.all()] == [lamp.pk]
    assert [each.section.slug for each in home.chosen_sections.all()] == ["health", "news"]
    assert NewsIndex.objects.get(slug="health").notice == "<p>Ask a doctor.</p>"
    assert all(NewsIndex.objects.values_list("show_in_menus", flat=True))
    assert Publication.objects.get().name == "Tideline" or Publication.objects.get().tagline
    about = StandardPage.objects.get()
    assert [block.block_type for block in about.body] == [
        "paragraph", "heading", "paragraph", "heading", "paragraph",
    ]  # fmt: skip
    fields = ContactPage.objects.get().form_fields.values_list("label", flat=True)
    assert list(fields) == ["Name", "E-mail", "Message"]
    assert Page.find_problems() == ([], [], [], [], [])
    for address in ("/", "/news/", "/news/ferry/", "/about/", "/contact/", "/authors/ada/"):
        assert client.get(address).status_code == 200, address


def test_a_second_run_changes_nothing(source):
    loaded(source)
    before = list(Page.objects.order_by("pk").values())
    images = EditorialImage.objects.count()
    assert loaded(source) == ["unchanged", "unchanged"]
    assert list(Page.objects.order_by("pk").values()) == before
    assert EditorialImage.objects.count() == images


def test_changes_by_editors_survive_a_reload(source):
    loaded(source)
    home = HomePage.objects.get()
    home.lead = None
    home.chosen_seconds.all().delete()
    home.save_revision().publish()
    StandardPage.objects.get().delete()
    ArticlePage.objects.get(slug="lamp").delete()
    Author.objects.update(role="Retired")
    Topic.objects.all().delete()
    publication = Publication.objects.get()
    publication.tagline = ""
    publication.save()
    assert sorted(loaded(source)) == ["deleted since", "unchanged"]
    assert HomePage.objects.get().lead_id is None
    assert not StandardPage.objects.exists() and not Topic.objects.exists()
    assert Author.objects.get().role == "Retired"
    assert Publication.objects.get().tagline == ""


def test_an_interrupted_load_is_finished(source, monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(Demo, "make_pages", interrupted)
        with pytest.raises(KeyboardInterrupt):
            loaded(source)
    assert loaded(source) == ["unchanged", "unchanged"]
    assert StandardPage.objects.exists() and HomePage.objects.get().lead_id


def test_logins_are_created_once_and_reused(source, settings, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    first = make_logins()
    assert [login.username for login in first] == ["writer", "editor", "admin"]
    for login in first:
        user = authenticate(username=login.username, password=login.password)
        assert user.groups.get().name == login.group
    assert make_logins() == first
    logins_file = settings.VAR_DIR / "demo-logins.txt"
    assert logins_file.stat().st_mode & 0o077 == 0
    get_user_model().objects.get(username="editor").delete()
    assert make_logins() != first


def test_a_password_may_be_given(source, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "given-by-the-operator")
    make_logins()
    assert authenticate(username="admin", password="given-by-the-operator")


def test_the_command_prints_the_logins(source, monkeypatch):
    monkeypatch.setattr(load, "HERE", source)
    monkeypatch.setattr("home.management.commands.load_demo.Demo", lambda: Demo(source))
    out = io.StringIO()
    call_command("load_demo", stdout=out, stderr=io.StringIO())
    assert "Articles: 2 created." in out.getvalue()
    assert "Editor: editor / " in out.getvalue()
