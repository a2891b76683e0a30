"""The structure of a body: contents list and passages.

Pages, search, feeds and structured data all read articles through these functions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wagtail import blocks

from core.blocks import plain_text, text_of


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents list. `number` is its position among its siblings, from 1."""

    heading: str
    anchor: str
    number: int
    children: list["ContentsEntry"] = field(default_factory=list)


@dataclass(frozen=True)
class Passage:
    """A part of an article that a link can point to.

    kind: "lead" (the text before the first section; its anchor is empty), "section" (also the part
    under a sub-heading, or the introduction of an FAQ) or "question" (its text is the answer).
    """

    position: int
    kind: str
    anchor: str
    heading: str
    text: str


def contents(raw: list[dict]) -> list[ContentsEntry]:
    """Sections and FAQs with their sub-headings, in reading order, one level deep."""
    entries = []
    for child in raw:
        value = child["value"]
        if child["type"] == "section":
            parts = [part for part in value.get("content") or [] if part["type"] == "subheading"]
            children = [
                ContentsEntry(
                    part["value"].get("heading", ""), part["value"].get("anchor", ""), number
                )
                for number, part in enumerate(parts, start=1)
            ]
            entries.append((value.get("heading", ""), value.get("anchor", ""), children))
        elif child["type"] == "faq":
            entries.append((value.get("title", ""), value.get("anchor", ""), []))
    return [
        ContentsEntry(heading, anchor, number, children)
        for number, (heading, anchor, children) in enumerate(entries, start=1)
    ]


def first_words(raw: list[dict]) -> Iterator[str]:
    """The plain words of all paragraphs, then those of all answers, each in reading order."""
    answers = []
    for child in raw:
        value = child["value"]
        if child["type"] == "paragraph":
            yield plain_text(value)
        elif child["type"] == "section":
            yield from first_words(value.get("content") or [])
        elif child["type"] == "faq":
            answers += [value.get("introduction") or ""]
            answers += [part["value"].get("answer") or "" for part in value.get("questions") or []]
    yield from map(plain_text, answers)


def passages(block: blocks.StreamBlock, raw: list[dict], lead: str = "") -> Iterator[Passage]:
    """The passages of a body, the lead first. Passages without words are left out.

    `block` is the stream's definition; `lead` is the plain text before the body (standfirst and
    takeaways).
    """
    drafts = [PassageDraft("lead", "", "", [lead] if lead else [])]
    for child in raw:
        add_block(drafts, block, child)
    position = 0
    for draft in drafts:
        text = "\n".join(piece for piece in draft.texts if piece)
        if text or draft.heading:
            yield Passage(position, draft.kind, draft.anchor, draft.heading, text)
            position += 1


@dataclass
class PassageDraft:
    kind: str
    anchor: str
    heading: str
    texts: list[str]


def add_block(drafts: list[PassageDraft], stream: blocks.StreamBlock, child: dict) -> None:
    """Opens a passage for an anchored block, or adds the block's words to the open one."""
    value = child["value"]
    kind = child["type"]
    if kind == "section":
        drafts.append(
            PassageDraft("section", value.get("anchor", ""), value.get("heading", ""), [])
        )
        inner = stream.child_blocks["section"].child_blocks["content"]
        for part in value.get("content") or []:
            add_block(drafts, inner, part)
    elif kind == "subheading":
        drafts.append(
            PassageDraft("section", value.get("anchor", ""), value.get("heading", ""), [])
        )
    elif kind == "faq":
        introduction = plain_text(value.get("introduction") or "")
        drafts.append(
            PassageDraft("section", value.get("anchor", ""), value.get("title", ""), [introduction])
        )
        for part in value.get("questions") or []:
            question = part["value"]
            drafts.append(
                PassageDraft(
                    "question",
                    question.get("anchor", ""),
                    question.get("question", ""),
                    [plain_text(question.get("answer") or "")],
                )
            )
    else:
        drafts[-1].texts.append(text_of(stream.child_blocks[kind], value))
