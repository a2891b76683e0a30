"""No stored stream, however malformed, breaks a page: 2,000 generated mutations."""

import copy
import json
import random

import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from news.models import ArticlePage
from tests.factories import ImageFactory

BATCHES, SIZE = 40, 50
FIELDS = ["takeaways", "body", "sources", "corrections"]
JUNK = [
    *(None, True, False, 0, -1, 1, 2.5, 1e308, 10**30, "", " ", "x", "²", "٣", "true", "null"),
    *("1e9", "NaN", "Infinity", "-1", "a\x00b", "\ud800", "x" * 3000, "<p>", "</p>", "<a href='"),
    *("<p><a linktype='page' id='x'>a</a></p>", "<embed embedtype='image' id='0'/>"),
    *("javascript:alert(1)", "http://[", "http://x:y/", "2026-13-45", "0000-00-00"),
    *([], [[]], [None], [1, "x"], ["item"], {}, {"type": "item"}, {"value": 1}),
    *({"columns": [], "rows": []}, {"columns": [{}], "rows": [{}]}, [{"type": "paragraph"}]),
    *({"type": "section", "value": {}}, {"image": {"image": {"image": 1}}}),
]


def nodes(value, path=()):
    """The path of everything in the value."""
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from nodes(value[key], (*path, key))


def mutated(value, chance: random.Random):
    """A copy of the value with one to three changes somewhere in it."""
    value = {"root": copy.deepcopy(value)}
    for _ in range(chance.randint(1, 3)):
        *above, key = chance.choice([path for path in nodes(value) if path])
        parent = value
        for step in above:
            parent = parent[step]
        match chance.choice(["junk", "junk", "junk", "remove", "wrap", "swap", "text"]):
            case "junk":
                parent[key] = copy.deepcopy(chance.choice(JUNK))
            case "remove" if above:
                del parent[key]
            case "wrap":
                parent[key] = chance.choice([[parent[key]], {"value": parent[key]}])
            case "text":
                parent[key] = json.dumps(parent[key])
            case "swap" if above:
                other = chance.choice(
                    list(parent) if isinstance(parent, dict) else range(len(parent))
                )
                parent[key], parent[other] = parent[other], parent[key]
    return value.get("root")


def well_formed(field: str) -> list[dict]:
    """One child of each kind that the field may hold, as it is stored."""
    blocks = ArticlePage._meta.get_field(field).stream_block.child_blocks
    children = [
        {"type": name, "id": f"{name}-id", "value": block.get_prep_value(block.get_preview_value())}
        for name, block in blocks.items()
    ]
    return json.loads(json.dumps(children, cls=DjangoJSONEncoder))


def store(page: ArticlePage, values: dict) -> None:
    """Writes the columns themselves, past every check of the application."""
    columns = ", ".join(f"{name} = %s" for name in values)
    texts = [json.dumps(value) for value in values.values()]
    if connection.vendor == "postgresql":
        # Its columns refuse what SQLite takes.
        texts = [text.replace("\\u0000", "").replace("\\ud800", "") for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE news_articlepage SET {columns} WHERE page_ptr_id = %s",  # noqa: S608
            [*texts, page.pk],
        )


@pytest.fixture
def stored(article, home):
    """The mutations of one batch: well-formed children of each field, each changed somewhere."""
    ImageFactory()

    def stored(seed: int) -> ArticlePage:
        chance = random.Random(seed)
        values = {}
        for field in FIELDS:
            children = well_formed(field)
            count = SIZE - 9 if field == "body" else 3
            values[field] = [mutated(chance.choice(children), chance) for _ in range(count)]
        if seed % 10 == 0:
            # Now and then the whole stream.
            values[chance.choice(FIELDS)] = mutated(children, chance)
        store(article, values)
        return ArticlePage.objects.get(pk=article.pk)

    return stored


@pytest.mark.parametrize("seed", range(BATCHES))
def test_no_mutation_of_stored_streams_breaks_what_reads_them(
    client, django_user_model, stored, seed
):
    page = stored(seed)
    for url in (page.url, "/feed/", "/health/feed/", "/health/"):
        assert client.get(url).status_code == 200, url
    call_command("check_search", "--repair", verbosity=0)
    assert client.get("/search/?q=sleep").status_code == 200
    page.save_revision()
    client.force_login(django_user_model.objects.create_superuser("root"))
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
