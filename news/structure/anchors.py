"""Anchors that never die: assigned once, kept from then on, and remembered when they change.

Works on stored (raw) stream data, so it is the same for the form, the API, the importer and code.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from core.anchors import RESERVED, is_made_from, slug_for

# The field of each anchored block that its anchor is made from, and the word for one without words.
WORDS = {
    "section": ("heading", "section"),
    "subheading": ("heading", "part"),
    "faq": ("title", "questions"),
    "question": ("question", "question"),
}
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
CHILDREN = {"section": "content", "faq": "questions"}


@dataclass(frozen=True)
class Kept:
    """What the published version of the body says of a block."""

    anchor: str
    aliases: tuple[str, ...]


NOTHING = Kept("", ())


@dataclass(frozen=True)
class Heading:
    anchor: str
    words: str


def anchored(raw: list[dict]) -> Iterator[dict]:
    """The anchored blocks of a body, in reading order: sections, sub-headings, FAQs, questions."""
    for child in raw:
        if child["type"] in WORDS:
            yield child
            yield from anchored(child["value"].get(CHILDREN.get(child["type"]), []) or [])


def assign_anchors(raw: list[dict], earlier: list[dict] = ()) -> list[dict]:
    """Gives every anchored block of `raw` an anchor that is unique in the page; returns `raw`.

    `earlier` is the version of the same body that readers have; blocks are recognised by their id.
    Each keeps its anchor whatever happens to its words. Where its anchor was changed, the former
    one becomes an alias. An anchor wanted twice stays with the block that had it.
    """
    kept = {
        block["id"]: Kept(value_of(block, "anchor"), tuple(value_of(block, "aliases").split()))
        for block in anchored(list(earlier))
        if block.get("id")
    }
    identify(raw)
    blocks = list(anchored(raw))
    for block in blocks:
        drop_unusable_names(block)
    taken = set(RESERVED)
    holders_wishes = {value_of(block, "anchor") for block in blocks if held_before(block, kept)}
    for block in blocks:
        taken.update(name for name in aliases_of(block, kept) if name not in holders_wishes)
    holders = claim(blocks, kept, taken)
    for block in blocks:
        if id(block) not in holders:
            field, fallback = WORDS[block["type"]]
            wanted = former_anchor(block, kept, taken) or value_of(block, field)
            anchor = slug_for(wanted, fallback, taken)
            taken.add(anchor)
            block["value"]["anchor"] = anchor
    # An anchor in use is nobody's alias: the link belongs to the block that holds it.
    used = {block["value"]["anchor"] for block in blocks}
    for block in blocks:
        aliases = [name for name in aliases_of(block, kept) if name not in used]
        used.update(aliases)
        block["value"]["aliases"] = " ".join(aliases)
    return raw


def headings(raw: list[dict]) -> dict[str, Heading]:
    """Where links into a body lead: each anchor, and each former one, to its heading."""
    found: dict[str, Heading] = {}
    for block in anchored(raw):
        heading = Heading(value_of(block, "anchor"), value_of(block, WORDS[block["type"]][0]))
        if heading.anchor and heading.words:
            for name in (*value_of(block, "aliases").split(), heading.anchor):
                found.setdefault(name, heading)
    return found


def without_unsettled(raw: list[dict], published: list[dict]) -> list[dict]:
    """A copy of the body without the anchors that were made of the words of a heading, where
    readers have never had the heading.
    """
    raw = deepcopy(raw)
    settled = {block.get("id") for block in anchored(published)}
    for block in anchored(raw):
        field, fallback = WORDS[block["type"]]
        anchor, words = value_of(block, "anchor"), value_of(block, field)
        if block.get("id") not in settled and is_made_from(anchor, words, fallback):
            block["value"]["anchor"] = ""
    return raw


def renamed(takeaways: list[dict], body: list[dict], drafted: Callable[[], list[dict]]):
    """As settle_sections(); what takeaways call a heading in the last draft leads to that block,
    whatever it is called now. `drafted` gives the body of that draft, where it is needed.
    """
    settle_sections(takeaways, body)
    known = headings(body)
    if all(value_of(child, "section") in {"", *known} for child in takeaways):
        return takeaways
    former = {}
    for block in anchored(drafted()):
        for name in (value_of(block, "anchor"), value_of(block, WORDS[block["type"]][0])):
            former.setdefault(name.casefold(), block.get("id"))
    now = {block.get("id"): value_of(block, "anchor") for block in anchored(body)}
    for child in takeaways:
        name = value_of(child, "section")
        anchor = now.get(former.get(name.casefold()))
        if name and name not in known and anchor:
            child["value"] = {**child["value"], "section": anchor}
    return takeaways


def settle_sections(takeaways: list[dict], body: list[dict]) -> list[dict]:
    """Makes anchors of the words and former anchors by which takeaways name headings.

    A name that is nobody's is left as it is: the heading may come back.
    """
    known = headings(body)
    by_words = {heading.words.casefold(): heading for heading in reversed(known.values())}
    for child in takeaways:
        name = value_of(child, "section")
        heading = known.get(name) or by_words.get(name.casefold())
        if heading:
            child["value"] = {**child["value"], "section": heading.anchor}
    return takeaways


def identify(raw: list[dict]) -> None:
    """Gives every block an id, without which it could not be recognised next time."""
    for child in raw:
        child["id"] = child.get("id") or str(uuid.uuid4())
        if child["type"] in CHILDREN:
            identify(child["value"].get(CHILDREN[child["type"]]) or [])


def drop_unusable_names(block: dict) -> None:
    """Empties an anchor, and takes out aliases, that no link could use or that the page uses."""
    value = block["value"]
    if not is_usable(value_of(block, "anchor")):
        value["anchor"] = ""
    value["aliases"] = " ".join(filter(is_usable, value_of(block, "aliases").split()))


def is_usable(name: str) -> bool:
    return NAME.fullmatch(name) is not None and name not in RESERVED


def claim(blocks: list[dict], kept: dict[str, Kept], taken: set[str]) -> set[int]:
    """Lets blocks keep the anchors they ask for, former holders first; returns who was served."""
    served: set[int] = set()
    by_seniority = sorted(blocks, key=lambda block: not held_before(block, kept))
    for block in by_seniority:
        anchor = value_of(block, "anchor")
        own = set(aliases_of(block, kept))
        if anchor and (anchor not in taken or anchor in own):
            taken.add(anchor)
            served.add(id(block))
    return served


def held_before(block: dict, kept: dict[str, Kept]) -> bool:
    former = kept.get(block.get("id"))
    return former is not None and former.anchor == value_of(block, "anchor")


def former_anchor(block: dict, kept: dict[str, Kept], taken: set[str]) -> str:
    """The anchor the block had, where the new data leaves it out or asks for one that is taken."""
    former = kept.get(block.get("id"))
    if former is None or not former.anchor:
        return ""
    if not value_of(block, "anchor") or value_of(block, "anchor") in taken:
        taken.discard(former.anchor)
        return former.anchor
    return ""


def aliases_of(block: dict, kept: dict[str, Kept]) -> list[str]:
    """The block's aliases, old and new, without repetition; its former anchor is the newest."""
    former = kept.get(block.get("id"), NOTHING)
    if former is NOTHING and not block["value"].get("aliases"):
        return []
    names = [*value_of(block, "aliases").split(), *former.aliases]
    if former.anchor and former.anchor != value_of(block, "anchor"):
        names.append(former.anchor)
    return list(dict.fromkeys(names))


def value_of(block: dict, field: str) -> str:
    return str(block["value"].get(field) or "").strip()
