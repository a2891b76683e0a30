"""A small site with somebody of each role: what they own, what others do, and what is private."""

from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupCollectionPermission,
    GroupPagePermission,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
    Workflow,
)

from core.models import EditorialDocument, EditorialImage, Publication
from home.models import HomePage
from news.models import ArticlePage
from search.models import SynonymSet
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    CommentFactory,
    ImageFactory,
    NewsIndexFactory,
    TopicFactory,
)

ANONYMOUS, READER, WRITER, EDITOR, DESK, ADMINISTRATOR, SUPERUSER = ROLES = (
    "anonymous", "reader", "writer", "editor", "desk", "admin", "superuser",
)  # fmt: skip
GROUPS = {WRITER: "Writer", EDITOR: "Editor", DESK: "Health desk", ADMINISTRATOR: "Administrator"}
OWN, OTHER, PRIVATE = OBJECTS = ("own", "other", "private")


@dataclass
class World:
    """What addresses can be about, for a person with `role` (`user` is None for the public).

    own: a draft in the section Health and files that the person has added; the person's account.
    other: a published article in the section News, files and an account of somebody else.
    private: a draft in a section for signed-in people, files in such a collection, a superuser.
    """

    role: str
    user: object = None
    pages: dict[str, ArticlePage] = field(default_factory=dict)
    images: dict[str, EditorialImage] = field(default_factory=dict)
    documents: dict[str, EditorialDocument] = field(default_factory=dict)
    users: dict[str, object] = field(default_factory=dict)
    single: dict[str, object] = field(default_factory=dict)


def person(role: str):
    user = get_user_model().objects.create_user(role, f"{role}@newsroom.example", "a-long-password")
    if role == SUPERUSER:
        user.is_superuser = user.is_staff = True
        user.save()
    if role in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[role]))
    return user


def make_desk(section) -> None:
    """A group with all rights of editors, in one section alone."""
    editors, desk = Group.objects.get(name="Editor"), Group.objects.create(name=GROUPS[DESK])
    desk.permissions.set(editors.permissions.all())
    for granted in GroupPagePermission.objects.filter(group=editors):
        GroupPagePermission.objects.get_or_create(
            group=desk, page=section, permission=granted.permission
        )
    choose = Permission.objects.filter(codename__in=["choose_image", "choose_document"])
    for permission in choose:
        GroupCollectionPermission.objects.create(
            group=desk, collection=Collection.get_first_root_node(), permission=permission
        )


def build(role: str) -> World:
    home = HomePage.objects.get()
    health = NewsIndexFactory(parent=home, title="Health", slug="health")
    news = NewsIndexFactory(parent=home, title="News", slug="news")
    hidden = NewsIndexFactory(parent=home, title="Hidden", slug="hidden")
    restriction = PageViewRestriction.objects.create(
        page=hidden, restriction_type=PageViewRestriction.LOGIN
    )
    make_desk(health)
    world = World(role, None if role == ANONYMOUS else person(role))
    boss = get_user_model().objects.create_superuser("boss", "boss@newsroom.example", "a-password")
    somebody = get_user_model().objects.create_user("somebody", "s@newsroom.example", "a-password")
    somebody.groups.add(Group.objects.get(name="Writer"))
    # The public has no account, and requests those of others.
    account = world.user or get_user_model().objects.create_user("else", "e@newsroom.example")
    world.users = {OWN: account, OTHER: somebody, PRIVATE: boss}
    author, topic = AuthorFactory(name="Ines Okafor"), TopicFactory(name="Sleep")
    places = {OWN: (health, world.user, False), OTHER: (news, somebody, True),
              PRIVATE: (hidden, boss, False)}  # fmt: skip
    for name, (section, owner, is_live) in places.items():
        page = ArticlePageFactory(
            parent=section, title=f"Article {name}", slug=f"article-{name}", owner=owner,
            live=is_live, publish=is_live, authors=[author], topics=[topic],
        )  # fmt: skip
        page.save_revision(user=owner)
        page.refresh_from_db()
        world.pages[name] = page
    for page in world.pages.values():
        page.get_workflow().start(page, page.owner or boss)
    CommentFactory(article=world.pages[OTHER])
    world.single = single_objects(world, home, restriction, author, topic, boss)
    add_files(world, somebody, boss)
    return world


def single_objects(world: World, home, restriction, author, topic, boss) -> dict[str, object]:
    query = Query.get("sleep")
    SearchPromotion.objects.create(query=query, page=home, sort_order=0)
    return {
        "home": home,
        "restriction": restriction,
        "author": author,
        "topic": topic,
        "workflow": Workflow.objects.first(),
        "task": Task.objects.first(),
        "synonyms": SynonymSet.objects.create(words="nap, doze"),
        "query": query,
        "site": Site.objects.get(),
        "publication": Publication.for_site(Site.objects.get()),
        "group": Group.objects.get(name="Writer"),
        "redirect": Redirect.add_redirect("/old/", home, False),
        "session": EditingSession.objects.create(
            user=boss, last_seen_at=world.pages[OTHER].latest_revision_created_at,
            content_type=ContentType.objects.get_for_model(ArticlePage),
            object_id=world.pages[OTHER].pk,
        ),
    }  # fmt: skip


def add_files(world: World, somebody, boss) -> None:
    root = Collection.get_first_root_node()
    private = root.add_child(name="Private")
    world.single["collection"] = private
    world.single["collection_restriction"] = CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    owners = {OWN: (world.user, root), OTHER: (somebody, root), PRIVATE: (boss, private)}
    for name, (owner, collection) in owners.items():
        more = {"uploaded_by_user": owner, "collection": collection}
        world.images[name] = ImageFactory(title=name, **more)
        world.documents[name] = EditorialDocument.objects.create(
            title=name, file=ContentFile(b"text", name=f"{name}.txt"), **more
        )
    for name, model in (
        ("uploaded_image", EditorialImage),
        ("uploaded_document", EditorialDocument),
    ):
        world.single[name] = UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(b"text", name="a.txt"),
            uploaded_by_user=somebody,
        )


def file_name(document: EditorialDocument) -> str:
    return Path(document.file.name).name
