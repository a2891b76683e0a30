"""Loads the demo publication into an empty site; its files are next to this module.

The publication, its sections, people and pages are created once and then belong to the editors.
Loading again only imports the articles, and the importer does not overwrite editors' changes.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page, Site

from core.models import Publication
from home.demo.comments import add_comments
from home.demo.drawing import NAMES, PORTRAITS, draw
from home.models import ContactField, ContactPage, HomePage, StandardPage
from home.models.front import HomePageSecond, HomePageSection
from news.importing.compose import Composer
from news.importing.media import Library
from news.importing.outcomes import ImportItem, Outcome
from news.importing.sources import items_of
from news.importing.store import Importer
from news.manuscripts import Failure, FaqGroup, Manuscript, Picture, read
from news.manuscripts.front_matter import load_front_matter, split_front_matter
from news.models import ArticlePage, Author, ImportRecord, NewsIndex, Topic

HERE = Path(__file__).resolve().parent
LOADED = "demo:publication"
SMALL = "small/"
USERS = {"writer": "Writer", "editor": "Editor", "admin": "Administrator"}
PASSWORD_BYTES = 12


class DrawnPictures(Library):
    """The picture library of the demo: pictures are drawn when they are first requested."""

    def find(self, src: str) -> Path | None:
        name, size = (src.removeprefix(SMALL), "small") if src.startswith(SMALL) else (src, "large")
        if name not in NAMES and name not in PORTRAITS:
            return super().find(src)
        return cached_drawing(name, size)


def cached_drawing(name: str, size: str) -> Path:
    """The drawing, cached in VAR_DIR."""
    path = settings.VAR_DIR / "demo-pictures" / size / f"{name}.png"
    if not path.exists():
        # Drawn in a temporary folder, so that an interrupted run leaves no incomplete picture.
        with TemporaryDirectory(dir=ensure_folder(path.parent)) as folder:
            draw(name, folder, size).replace(path)
    return path


def ensure_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Login:
    """`password` is empty if it is unknown, since the account existed before."""

    username: str
    password: str
    group: str


class Demo:
    """The demo publication in `source`, a folder like the one of this module."""

    def __init__(self, source: Path = HERE):
        self.source = source
        self.plan = yaml.safe_load((source / "publication.yaml").read_text(encoding="utf-8"))
        self.library = DrawnPictures(source)
        self.home = HomePage.objects.order_by("path").first()

    @property
    def is_loaded(self) -> bool:
        return ImportRecord.objects.filter(key=LOADED).exists()

    def load(self) -> Iterator[Outcome]:
        """Loads what is missing; yields an outcome for each article."""
        is_new = not self.is_loaded
        if is_new:
            with transaction.atomic():
                self.make_publication()
                self.make_authors()
                self.make_topics()
                self.make_sections()
        yield from self.load_articles()
        if is_new:
            with transaction.atomic():
                self.make_pages()
                self.make_corrections()
                add_comments(self.plan.get("comments", {}))
                self.lay_out_front()
                ImportRecord.objects.create(key=LOADED)

    # Objects that are created once

    def make_publication(self) -> None:
        """Fills in settings that are empty."""
        site = Site.objects.get(is_default_site=True)
        publication, _is_new = Publication.objects.get_or_create(site=site)
        for name, value in self.plan["publication"].items():
            if not getattr(publication, name):
                setattr(publication, name, value)
        publication.save()

    def make_authors(self) -> None:
        for plan in self.plan["authors"]:
            if not Author.objects.filter(name=plan["name"]).exists():
                fields = {name: value for name, value in plan.items() if name != "portrait"}
                portrait = Picture(plan["portrait"], alt=plan["name"], credit="Masthead studio")
                Author.objects.create(**fields, portrait_id=self.library.picture(portrait))

    def make_topics(self) -> None:
        for plan in self.plan["topics"]:
            Topic.objects.get_or_create(
                name=plan["name"],
                defaults={"slug": plan["slug"], "introduction": paragraph(plan["introduction"])},
            )

    def make_sections(self) -> None:
        for plan in self.plan["sections"]:
            section = NewsIndex(
                title=plan["title"],
                slug=plan["slug"],
                introduction=paragraph(plan["introduction"]),
                notice=paragraph(plan.get("notice", "")),
                show_in_menus=True,
            )
            self.add(section)

    def make_pages(self) -> None:
        for path in sorted((self.source / "pages").glob("*.md")):
            front = load_front_matter(split_front_matter(path.read_text("utf-8"))[0], path.name)
            manuscript = next(iter(read(path)))
            if isinstance(manuscript, Failure):
                raise ValueError(f"{manuscript.location}: {manuscript.reason}")
            is_contact = front["slug"] == "contact"
            self.add(self.contact_page(manuscript, front) if is_contact else self.page(manuscript))

    def page(self, manuscript: Manuscript) -> StandardPage:
        body = StandardPage().body.stream_block.to_python(self.standard_body(manuscript))
        return StandardPage(
            title=manuscript.title,
            slug=manuscript.slug,
            standfirst=manuscript.standfirst,
            search_description=manuscript.standfirst,
            show_in_menus=True,
            body=body,
        )

    def standard_body(self, manuscript: Manuscript) -> list[dict[str, Any]]:
        """The blocks of a standard page, in which headings are blocks of their own."""
        composer = Composer(manuscript, self.library)
        flat = []
        for part in [manuscript.introduction, *manuscript.body]:
            if isinstance(part, FaqGroup):
                raise ValueError(f"{manuscript.location}: a standard page holds no questions")
            blocks = composer.content(part) if isinstance(part, list) else section(composer, part)
            flat.extend(as_heading(block) for block in blocks)
        return flat

    def contact_page(self, manuscript: Manuscript, front: dict[str, Any]) -> ContactPage:
        page = ContactPage(
            title=manuscript.title,
            slug=manuscript.slug,
            search_description=manuscript.standfirst,
            introduction=paragraph(manuscript.standfirst)
            + "".join(piece.html for piece in manuscript.introduction),
            address=front["postal_address"].strip(),
            contact_email=front["email"],
            thank_you_text=paragraph(" ".join(front["thank_you"].split())),
            to_address=front["email"],
            subject="A reader writes",
            show_in_menus=True,
        )
        page.form_fields = [
            ContactField(sort_order=0, label="Name", field_type="singleline", required=True),
            ContactField(sort_order=1, label="E-mail", field_type="email", required=True),
            ContactField(sort_order=2, label="Message", field_type="multiline", required=True),
        ]
        return page

    def add(self, page: Page) -> None:
        """Adds and publishes the page beneath the front page, unless its slug is taken."""
        if not self.home.get_children().filter(slug=page.slug).exists():
            self.home.add_child(instance=page)
            page.save_revision().publish()

    def make_corrections(self) -> None:
        """Adds corrections, which manuscripts cannot contain. The import record is updated, so that
        this revision does not count as an editor's change.
        """
        for slug, plans in self.plan.get("corrections", {}).items():
            for article in ArticlePage.objects.filter(slug=slug, import_records__isnull=False):
                stream = article.corrections.stream_block
                values = [{"type": "correction", "value": plan} for plan in plans]
                article.corrections = stream.to_python(values)
                revision = article.save_revision()
                revision.publish()
                ImportRecord.objects.filter(page=article).update(revision_id=revision.pk)

    def lay_out_front(self) -> None:
        """Chooses articles and sections of the front page, unless an editor has done so."""
        home = HomePage.objects.get(pk=self.home.pk)
        if home.lead_id or home.chosen_seconds.exists() or home.chosen_sections.exists():
            return
        front = self.plan["front"]
        articles = dict(ArticlePage.objects.live().descendant_of(home).values_list("slug", "pk"))
        sections = {section.slug: section for section in NewsIndex.objects.child_of(home)}
        home.lead_id = articles.get(front["lead"])
        home.chosen_seconds = [
            HomePageSecond(article_id=articles[slug], sort_order=order)
            for order, slug in enumerate(front["seconds"])
            if slug in articles
        ]
        chosen = [plan for plan in front["sections"] if plan["section"] in sections]
        for plan in chosen:
            section = sections[plan["section"]]
            section.lead_id = articles.get(plan["lead"])
            section.save_revision().publish()
        home.chosen_sections = [
            HomePageSection(
                section=sections[plan["section"]], layout=plan["layout"], sort_order=order
            )
            for order, plan in enumerate(chosen)
        ]
        home.save_revision().publish()

    # Articles

    def load_articles(self) -> Iterator[Outcome]:
        importer = Importer(publish=True)
        yield from importer.run(self.articles())

    def articles(self) -> Iterator[ImportItem | Failure]:
        """The manuscripts, with the small version of the main picture as the picture in lists."""
        folder = self.source / "articles"
        for item in items_of([str(folder)], library=lambda root: self.library):
            if isinstance(item, ImportItem):
                hero, listing = item.manuscript.hero, item.manuscript.listing
                if hero and hero.src in NAMES and not listing.image:
                    item.manuscript.listing = replace(listing, image=f"{SMALL}{hero.src}")
            yield item


def section(composer: Composer, part) -> list[dict[str, Any]]:
    """The heading and the content of a section."""
    return [
        {"type": "subheading", "value": {"heading": part.heading}},
        *composer.content(part.pieces),
    ]


def as_heading(block: dict[str, Any]) -> dict[str, Any]:
    """Standard pages have one kind of heading, without an anchor."""
    if block["type"] == "subheading":
        return {"type": "heading", "value": block["value"]["heading"]}
    return block


def paragraph(text: str) -> str:
    """Plain text as rich text."""
    text = " ".join(text.split())
    return f"<p>{escape(text, quote=False)}</p>" if text else ""


def make_logins() -> list[Login]:
    """Creates the account of each role that does not exist yet.

    The password is DEMO_PASSWORD or a random one, and is stored in VAR_DIR/demo-logins.txt.
    Passwords of existing accounts are never changed.
    """
    passwords = stored_logins()
    for username, group in USERS.items():
        if not get_user_model().objects.filter(username=username).exists():
            user = get_user_model()(username=username, email=f"{username}@masthead.example")
            password = os.environ.get("DEMO_PASSWORD") or random_password(user)
            user.set_password(password)
            user.save()
            user.groups.add(Group.objects.get(name=group))
            passwords[username] = password
    write_logins(passwords)
    return [
        Login(username, passwords.get(username, ""), group) for username, group in USERS.items()
    ]


def random_password(user) -> str:
    """A random password that passes validation, which rejects passwords similar to the name."""
    while True:
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        try:
            validate_password(password, user)
        except ValidationError:
            continue
        return password


def logins_file() -> Path:
    return settings.VAR_DIR / "demo-logins.txt"


def stored_logins() -> dict[str, str]:
    path = logins_file()
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def write_logins(passwords: dict[str, str]) -> None:
    path = logins_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(
        "".join(f"{name}: {word}\n" for name, word in passwords.items()), encoding="utf-8"
    )
