"""The identity of a manuscript's content, and which blocks of a new version continue old blocks."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from news.manuscripts import model

from .pieces import Media
from .shapes import Block


def content_of(manuscript: model.Manuscript, media: Media) -> str:
    """Everything that makes up the article, as one text: equal articles have equal texts."""
    parts = {
        each.name: getattr(manuscript, each.name) for each in fields(manuscript) if each.compare
    }
    # Leave the default out: older imports did not record visibility, and their articles must match.
    if parts["visibility"] == model.Visibility():
        del parts["visibility"]
    else:
        visibility = parts["visibility"]
        parts["visibility"] = [visibility.state, visibility.opens, visibility.closes]
    if not parts["language"]:
        del parts["language"]
    files = {src: media.fingerprint(src) for src in sorted(set(files_of(manuscript)))}
    return json.dumps([parts, files], default=encoded, ensure_ascii=True)


def encoded(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return [type(value).__name__, vars(value)]


def files_of(manuscript: model.Manuscript) -> Iterator[str]:
    """The paths of all pictures and documents that the manuscript names."""
    if manuscript.hero:
        yield manuscript.hero.src
    if manuscript.listing.image:
        yield manuscript.listing.image
    for piece in manuscript.pieces():
        if isinstance(piece, model.Figure):
            yield piece.src
        elif isinstance(piece, model.Gallery):
            yield from (picture.src for picture in piece.pictures)
        elif isinstance(piece, model.Document):
            yield piece.path


def reuse_ids(new: list[Block], old: list[Block]) -> None:
    """Gives the blocks of `new` the ids of the blocks of `old` that they continue.

    Blocks continue each other if they have the same type and the same order; equal blocks are
    matched first. So a heading that was rewritten in the file keeps its anchor, and editors'
    comments stay with their blocks.
    """
    matcher = SequenceMatcher(
        None, [words_key(each) for each in old], [words_key(each) for each in new], autojunk=False
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            pairs = same_kind(old[i1:i2], new[j1:j2])
        for before, after in pairs:
            # The id of a pointer identifies the pointer until its article is found, so it must not
            # change.
            if after["type"] != "related_article":
                continue_block(after, before)


def same_kind(old: list[Block], new: list[Block]) -> Iterator[tuple[Block, Block]]:
    """Pairs of blocks of the same type, in order."""
    waiting: dict[str, deque[Block]] = {}
    for before in old:
        waiting.setdefault(before["type"], deque()).append(before)
    for after in new:
        if waiting.get(after["type"]):
            yield waiting[after["type"]].popleft(), after


def continue_block(new: Block, old: Block) -> None:
    if old.get("id"):
        new["id"] = old["id"]
    if not isinstance(new["value"], dict) or not isinstance(old["value"], dict):
        return
    for name in ("content", "questions"):
        if isinstance(new["value"].get(name), list):
            reuse_ids(new["value"][name], old["value"].get(name) or [])


def words_key(each: Block) -> str:
    """The text that identifies a block: its heading, or else its whole value."""
    value = each["value"]
    if isinstance(value, dict):
        for name in ("heading", "question", "title"):
            if value.get(name) and each["type"] in {"section", "subheading", "question", "faq"}:
                return f"{each['type']}:{value[name]}"
    return f"{each['type']}:{json.dumps(value, sort_keys=True)}"
