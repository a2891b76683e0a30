"""Permanent anchors: assigned once, preserved afterwards, and stored as aliases after a change.

The functions work on stored (raw) stream data, so the form, the API, the importer and scripts all
behave the same.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from core.anchors import RESERVED, is_made_from, slug_for

# Per type of anchored block: the field that its anchor is derived from, and the word to use if that
# field is empty.
WORDS = {
    "section": ("heading", "section"),
    "subheading": ("heading", "part"),
    "faq": ("title", "questions"),
    "question": ("question", "question"),
}
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
CHILDREN = {"section": "content", "faq": "questions"}


@dataclass(frozen=True)
class PublishedAnchor:
    """The anchor and aliases of a block in the published version of the body."""

    anchor: str
    aliases: tuple[str, ...]


NOTHING = PublishedAnchor("", ())


@dataclass(frozen=True)
class AnchoredHeading:
    anchor: str
    words: str


def anchored(raw: list[dict]) -> Iterator[dict]:
    """The anchored blocks of a body in reading order: sections, sub-headings, FAQs, questions."""
    for child in raw:
        if child["type"] in WORDS:
            yield child
            yield from anchored(child["value"].get(CHILDREN.get(child["type"]), []) or [])


def assign_anchors(raw: list[dict], earlier: list[dict] = ()) -> list[dict]:
    """Gives every anchored block of `raw` an anchor that is unique in the page; returns `raw`.

    `earlier` is the published version of the same body; blocks are matched by id. A block keeps its
    anchor when its words change. If an editor changed the anchor, the former one becomes an alias.
    If two blocks want the same anchor, the block that had it keeps it.
    """
    published = {
        block["id"]: PublishedAnchor(
            value_of(block, "anchor"), tuple(value_of(block, "aliases").split())
        )
        for block in anchored(list(earlier))
        if block.get("id")
    }
    identify(raw)
    blocks = list(anchored(raw))
    for block in blocks:
        drop_unusable_names(block)
    taken = set(RESERVED)
    holders_wishes = {value_of(block, "anchor") for block in blocks if had_before(block, published)}
    for block in blocks:
        taken.update(name for name in aliases_of(block, published) if name not in holders_wishes)
    holders = claim(blocks, published, taken)
    for block in blocks:
        if id(block) not in holders:
            field, fallback = WORDS[block["type"]]
            wanted = former_anchor(block, published, taken) or value_of(block, field)
            anchor = slug_for(wanted, fallback, taken)
            taken.add(anchor)
            block["value"]["anchor"] = anchor
    # An anchor in use cannot be an alias: the link leads to the block that has the anchor.
    used = {block["value"]["anchor"] for block in blocks}
    for block in blocks:
        aliases = [name for name in aliases_of(block, published) if name not in used]
        used.update(aliases)
        block["value"]["aliases"] = " ".join(aliases)
    return raw


def headings(raw: list[dict]) -> dict[str, AnchoredHeading]:
    """The targets of links into a body: maps each anchor and each alias to its heading."""
    found: dict[str, AnchoredHeading] = {}
    for block in anchored(raw):
        heading = AnchoredHeading(
            value_of(block, "anchor"), value_of(block, WORDS[block["type"]][0])
        )
        if heading.anchor and heading.words:
            for name in (*value_of(block, "aliases").split(), heading.anchor):
                found.setdefault(name, heading)
    return found


def without_unsettled(raw: list[dict], published: list[dict]) -> list[dict]:
    """A copy of the body without derived anchors of headings that were never published."""
    raw = deepcopy(raw)
    settled = {block.get("id") for block in anchored(published)}
    for block in anchored(raw):
        field, fallback = WORDS[block["type"]]
        anchor, words = value_of(block, "anchor"), value_of(block, field)
        if block.get("id") not in settled and is_made_from(anchor, words, fallback):
            block["value"]["anchor"] = ""
    return raw


def renamed(takeaways: list[dict], body: list[dict], drafted: Callable[[], list[dict]]):
    """Like settle_sections(), but a takeaway may also use the words of a heading in the last
    draft, even if the heading was renamed since. `drafted` returns the body of that draft; it is
    called only when needed."""
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
    """Replaces the words and former anchors by which takeaways name headings with anchors.

    Unknown names are left unchanged, because the heading may return.
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
    """Gives every block an id, so that the next save can recognise it."""
    for child in raw:
        child["id"] = child.get("id") or str(uuid.uuid4())
        if child["type"] in CHILDREN:
            identify(child["value"].get(CHILDREN[child["type"]]) or [])


def drop_unusable_names(block: dict) -> None:
    """Empties an unusable anchor and removes aliases that are unusable or used elsewhere on the
    page."""
    value = block["value"]
    if not is_usable(value_of(block, "anchor")):
        value["anchor"] = ""
    value["aliases"] = " ".join(filter(is_usable, value_of(block, "aliases").split()))


def is_usable(name: str) -> bool:
    return NAME.fullmatch(name) is not None and name not in RESERVED


def claim(blocks: list[dict], published: dict[str, PublishedAnchor], taken: set[str]) -> set[int]:
    """Assigns requested anchors, former holders first; returns the blocks that received theirs."""
    served: set[int] = set()
    by_seniority = sorted(blocks, key=lambda block: not had_before(block, published))
    for block in by_seniority:
        anchor = value_of(block, "anchor")
        own = set(aliases_of(block, published))
        if anchor and (anchor not in taken or anchor in own):
            taken.add(anchor)
            served.add(id(block))
    return served


def had_before(block: dict, published: dict[str, PublishedAnchor]) -> bool:
    former = published.get(block.get("id"))
    return former is not None and former.anchor == value_of(block, "anchor")


def former_anchor(block: dict, published: dict[str, PublishedAnchor], taken: set[str]) -> str:
    """The block's former anchor, if the new data omits it or requests one that is taken."""
    former = published.get(block.get("id"))
    if former is None or not former.anchor:
        return ""
    if not value_of(block, "anchor") or value_of(block, "anchor") in taken:
        taken.discard(former.anchor)
        return former.anchor
    return ""


def aliases_of(block: dict, published: dict[str, PublishedAnchor]) -> list[str]:
    """The block's aliases, old and new, without duplicates; its former anchor comes last."""
    former = published.get(block.get("id"), NOTHING)
    if former is NOTHING and not block["value"].get("aliases"):
        return []
    names = [*value_of(block, "aliases").split(), *former.aliases]
    if former.anchor and former.anchor != value_of(block, "anchor"):
        names.append(former.anchor)
    return list(dict.fromkeys(names))


def value_of(block: dict, field: str) -> str:
    return str(block["value"].get(field) or "").strip()
