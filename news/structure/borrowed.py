"""Citations that were pasted from another article: their sources come along.

A citation names a source of its own article by id. What is copied from another article cites
sources that this one lacks, and readers would see nothing in their place.
"""

import json
import re
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.blocks.stream_block import StreamValue
from wagtail.permission_policies.pages import PagePermissionPolicy

from core.blocks import with_rich_text
from news.structure.notes import CITATION, SOURCE_ID

KEY = re.compile(r"[\w-]{1,64}", re.ASCII)
# What is looked for at once: each is looked for in every article.
MOST = 40
CITING = ("body", "takeaways")


def missing(streams: Iterable[StreamValue], sources: StreamValue) -> list[str]:
    """The ids that the texts cite and that are not among the sources, each once."""
    cited: dict[str, None] = {}

    def collect(text: str) -> str:
        for tag in CITATION.findall(text):
            if found := SOURCE_ID.search(tag):
                cited[found[1]] = None
        return text

    for stream in streams:
        with_rich_text(stream.stream_block, list(stream.get_prep_value()), collect)
    own = {child["id"] for child in sources.get_prep_value()}
    return [key for key in cited if key not in own]


def borrowed(model, keys: Iterable[str], user) -> dict[str, dict]:
    """The stored sources with these ids, of articles that are public or that the user may edit."""
    wanted = {key for key in keys if KEY.fullmatch(key)}
    wanted = set(sorted(wanted)[:MOST])
    if not wanted:
        return {}
    editable = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    articles = model.objects.all()
    mine = articles.filter(pk__in=editable.order_by().values("pk"))
    found: dict[str, dict] = {}
    for rows in (articles.live().public(), mine):
        for stored in naming(rows, "sources", wanted).values_list("sources", flat=True):
            found |= picked(stored, wanted)
    drafts = naming(mine.filter(has_unpublished_changes=True), "latest_revision__content", wanted)
    for content in drafts.values_list("latest_revision__content", flat=True):
        found = picked(content.get("sources"), wanted) | found
    return found


def naming(rows, column: str, keys: set[str]):
    """The rows whose JSON holds one of the keys, as text: each column is read once."""
    conditions = reduce(or_, (Q(as_text__contains=key) for key in keys))
    return (
        rows.annotate(as_text=Cast(column, TextField())).filter(conditions).order_by("-pk")[:MOST]
    )


def picked(stored, keys: set[str]) -> dict[str, dict]:
    if isinstance(stored, StreamValue):
        stored = list(stored.get_prep_value())
    children = json.loads(stored) if isinstance(stored, str) else stored
    return {
        child["id"]: {"type": "source", "id": child["id"], "value": child["value"]}
        for child in children or []
        if child.get("type") == "source" and child.get("id") in keys
    }


def with_borrowed(model, streams, sources: StreamValue, user) -> StreamValue:
    """The sources, and behind them those that the texts cite of other articles."""
    lacking = missing(streams, sources)
    found = borrowed(model, lacking, user) if lacking else {}
    if not found:
        return sources
    added = [found[key] for key in lacking if key in found]
    return sources.stream_block.to_python([*sources.get_prep_value(), *added])


def say_what_is_cited_in_vain(request, page) -> None:
    """After saving an article by a button: citations whose source nobody can find are not shown."""
    if not hasattr(page, "sources") or not request.accepts("text/html"):
        return
    count = len(missing([getattr(page, name) for name in CITING], page.sources))
    if count:
        message = ngettext(
            "%d citation refers to a source of another article that cannot be found, or that you "
            "may not see. Readers see nothing in its place: cite it again.",
            "%d citations refer to sources of other articles that cannot be found, or that you "
            "may not see. Readers see nothing in their place: cite them again.",
            count,
        )
        messages.warning(request, message % count)


def view_of(model):
    @require_safe
    def source(request):
        """For the editor's script: {"source": the stored source} or {"source": null}."""
        key = request.GET.get("id", "")
        return JsonResponse({"source": borrowed(model, [key], request.user).get(key)})

    return path("newsroom/source/", source, name="newsroom_source")
