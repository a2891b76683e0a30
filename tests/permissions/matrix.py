"""The response for every role at every address: roles x addresses x own, other and private object.

A cell has the answers to GET and to an empty POST. "login" and "denied" are redirects to the login
and to the admin's front page with a refusal; other answers are their status. A star means that the
POST wrote something before it was rolled back.
"""

import contextlib
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from tests.permissions.routes import Route, routes
from tests.permissions.world import OBJECTS, OTHER, ROLES, World, file_name

EXPECTED = Path(__file__).with_name("expected.txt")
METHODS = ("GET", "POST")
NO_OBJECT = "-"
ACTIONS = {
    "page": ("wagtailcore", ("delete", "move", "publish", "unpublish"), "pages"),
    "image": ("core", ("delete", "add_to_collection", "add_tags"), "images"),
    "document": ("core", ("delete", "add_to_collection", "add_tags"), "documents"),
    "user": ("auth", ("delete", "assign_role", "set_active_state"), "users"),
}
MODELS = {"page": "page", "image": "editorialimage", "document": "editorialdocument",
          "user": "user"}  # fmt: skip
# Of the addresses that are about a page, by the beginning of their names.
PAGE_KEYS = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}

Row = tuple[str, str]  # the name of a route (with an action), and the object


def addresses(world: World) -> Iterator[tuple[Row, str]]:
    """The rows of the table, each with its address."""
    for route in routes():
        if route.name == "wagtail_bulk_action":
            yield from bulk_addresses(route, world)
            continue
        found = {name: values_of(route, world, name) for name in OBJECTS}
        if found[OTHER] == found[OBJECTS[0]]:
            found = {NO_OBJECT: found[OTHER]}
        for name, values in found.items():
            yield (route.name, name), route.fill(values)


def bulk_addresses(route: Route, world: World) -> Iterator[tuple[Row, str]]:
    for kind, (app, actions, objects) in ACTIONS.items():
        for action in actions:
            address = route.fill({"app_label": app, "model_name": MODELS[kind], "action": action})
            for name, each in getattr(world, objects).items():
                yield (f"{route.name}({kind},{action})", name), f"{address}?id={each.pk}"


def values_of(route: Route, world: World, name: str) -> dict[str, object]:
    """Arguments for the route, about the object of that name where it is about one of three."""
    return {each: value_of(route, each, world, name) for each in route.parameters}


def value_of(route: Route, parameter: str, world: World, name: str):
    page, single = world.pages[name], world.single
    if parameter in PAGE_KEYS:
        return page.pk
    special = {
        "user_id": world.users[name].pk,
        "image_id": world.images[name].pk,
        "document_id": world.documents[name].pk,
        "doc_id": world.documents[name].pk,
        "document_filename": file_name(world.documents[name]),
        "task_state_id": page.current_workflow_task_state.pk,
        "workflow_state_id": page.current_workflow_state.pk,
        "revision_id": page.latest_revision_id,
        "revision_id_a": "earliest",
        "revision_id_b": page.latest_revision_id,
        "destination_id": single["home"].pk,
        "collection_id": single["collection"].pk,
        "restriction_id": single["collection_restriction"].pk,
        "page_view_restriction_id": single["restriction"].pk,
        "workflow_pk": single["workflow"].pk,
        "task_id": single["task"].pk,
        "query_id": single["query"].pk,
        "redirect_id": single["redirect"].pk,
        "session_id": single["session"].pk,
        "uploaded_file_id": single[
            "uploaded_image" if "images" in route.name else "uploaded_document"
        ].pk,
        "object_id": page.pk,
        "action": "delete",
        "action_name": "delete" if "api" in route.name else "approve",
        "filter_spec": "fill-40x40",
        "content_type_app_name": "news",
        "content_type_model_name": "articlepage",
        "uidb64": "MQ",
        "token": "none",
        "section": "articles",
        "key": page.pk,
        "digest": "none",
        "year": page.published_at.year,
        "month": f"{page.published_at.month:02}",
        "path": page.url.strip("/") + "/",
    }
    if parameter in special:
        return special[parameter]
    if parameter in {"app_label", "app_name", "model_name"}:
        return model_of(route)[parameter == "model_name"]
    if parameter == "slug":
        return single["author" if "author" in route.name else "topic"].slug
    return key_of(route, world, name)


def model_of(route: Route) -> tuple[str, str]:
    if "settings" in route.name:
        return "core", "publication"
    if "task" in route.name:
        return "wagtailcore", "groupapprovaltask"
    if "bulk" in route.name:
        return "wagtailcore", "page"
    return ("core", "editorialimage") if "tag" in route.name else ("news", "articlepage")


def key_of(route: Route, world: World, name: str):
    """The object that `pk` or `instance_pk` refers to."""
    by_name = {
        "api:images": world.images, "images_chooser": world.images,
        "api:documents": world.documents, "docs_chooser": world.documents,
        "users_users": world.users,
        "api:pages": world.pages, "admin_pages": world.pages, "articles": world.pages,
        "comment": world.pages,
    }  # fmt: skip
    for part, objects in by_name.items():
        if part in route.name:
            return objects[name].pk
    singles = {
        "author": "author", "topic": "topic", "synonyms": "synonyms", "sites": "site",
        "groups": "group", "settings": "publication", "task": "task", "workflows": "workflow",
        "collections": "collection",
    }  # fmt: skip
    for part, single in singles.items():
        if part in route.name:
            return world.single[single].pk
    # A new address: add the object of its parameter above.
    raise LookupError(f"No argument for {route}")


@contextlib.contextmanager
def unrendered() -> Iterator[None]:
    """Whether somebody is let in is decided before anything is rendered, which takes longest."""
    with patch.object(Template, "render", lambda *args, **kwargs: ""):
        yield


@contextlib.contextmanager
def silence() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def answers(world: World, part: int = 0, parts: int = 1) -> dict[Row, str]:
    """The cells of the column of the world's role: each `parts`th row, from the row `part` on."""
    client = Client(raise_request_exception=False)
    if world.user:
        client.force_login(world.user)
    cookies = client.cookies.copy()
    found = {}
    with unrendered(), silence():
        for number, (row, address) in enumerate(addresses(world)):
            if number % parts == part:
                found[row] = "/".join(ask(client, cookies, m, address) for m in METHODS)
    return found


def ask(client: Client, cookies, method: str, address: str) -> str:
    """The answer, with all that it did rolled back."""
    client.cookies = cookies.copy()
    writes = Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    return word(response) + ("*" if writes.seen and method == "POST" else "")


class Writes:
    """Sees whether a statement writes, and not what looking at a page may write as well."""

    besides = "django_session|django_content_type|wagtailusers_userprofile|wagtailadmin_formstate"
    statement = re.compile(rf'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(?!{besides}|core_rendition)')

    def __init__(self):
        self.seen = False

    def __call__(self, execute, sql, params, many, context):
        self.seen = self.seen or bool(self.statement.match(sql))
        return execute(sql, params, many, context)


def word(response) -> str:
    if response.status_code not in {301, 302, 303}:
        return str(response.status_code)
    path = urlsplit(response.headers["Location"]).path
    if path in {reverse("wagtailadmin_login"), reverse("wagtailcore_login")}:
        return "login"
    return "denied" if path == reverse("wagtailadmin_home") else str(response.status_code)


def read(text: str) -> dict[str, dict[Row, str]]:
    """The table as columns: for each role the cells by row."""
    lines = [line.split() for line in text.splitlines() if line.strip() and line[0] != "#"]
    _address, _object, *roles = lines[0]
    return {
        role: {(name, thing): cells[number] for name, thing, *cells in lines[1:]}
        for number, role in enumerate(roles)
    }


def write(columns: dict[str, dict[Row, str]]) -> str:
    rows = [["address", "object", *ROLES]]
    for row in columns[ROLES[0]]:
        rows.append([*row, *(columns[role][row] for role in ROLES)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    head = "".join(f"# {line}\n".replace("# \n", "#\n") for line in __doc__.strip().splitlines())
    return f"{head}# Made by: python -m tests.permissions\n\n" + "\n".join(lines) + "\n"
