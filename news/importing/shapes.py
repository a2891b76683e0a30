"""The stored forms of an ArticlePage's blocks and values."""

import re
import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from html import escape
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import slugify

from core.blocks import with_rich_text
from news.manuscripts import model
from news.models import ArticlePage
from news.structure.notes import citation

TITLE, SLUG = 255, 80
HEADING, QUESTION = 200, 255
STATISTICS, GALLERY = 4, 2
TAKEAWAYS = 8
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# RoutablePage paths of a section: an article with such a slug would be unreachable.
RESERVED_SLUGS = frozenset({"feed"})

SECTION_LINK = re.compile(r"(.*?)(\s*\{#([\w-]+)\})?", re.DOTALL)
# A number in brackets directly after words. Links match too, so that they stay unchanged.
NUMBER = re.compile(
    r"<a\b.*?</a>|(?:(?<=[\w.,;:!?)\]”’…])|(?<=</[abi]>))\[(?P<number>\d{1,3})\]", re.DOTALL
)

Block = dict[str, Any]
is_url = URLValidator(schemes=["http", "https"])


def block(name: str, value: Any) -> Block:
    return {"type": name, "value": value, "id": str(uuid.uuid4())}


def item(value: Any) -> Block:
    """A child of a list block."""
    return block("item", value)


def prose(parts: Iterable[str]) -> Block:
    return block("paragraph", "".join(parts))


def paragraph_of(text: str) -> Block:
    return prose([f"<p>{escape(text, quote=False)}</p>"])


def takeaway(text: str) -> Block:
    """A takeaway. `{#anchor}` at the end names the heading that it links to."""
    words, _braces, anchor = SECTION_LINK.fullmatch(text).groups()
    return block("takeaway", {"text": f"<p>{words}</p>", "section": anchor or ""})


def citing(name: str, raw: list[Block], sources: list[Block]) -> list[Block]:
    """The stream with numbers in brackets (`word.[2]`) replaced by citations of the numbered
    sources."""

    def cite(found: re.Match) -> str:
        number = int(found["number"] or 0)
        is_source = 0 < number <= len(sources)
        return citation(sources[number - 1]["id"]) if is_source else found[0]

    stream = ArticlePage._meta.get_field(name).stream_block
    return with_rich_text(stream, raw, lambda text: NUMBER.sub(cite, text)) if sources else raw


def anchored(anchor: str) -> dict[str, str]:
    return {"anchor": valid_anchor(anchor), "aliases": ""}


def valid_anchor(anchor: str) -> str:
    """The anchor in a form that fits into a URL; "" means that it is derived from the heading."""
    return slugify(anyascii(anchor)).replace("_", "-").strip("-")[:80].rstrip("-")


def typed_table(columns: list[model.Column], rows: list[list[Any]], empty: Any) -> dict[str, Any]:
    """The stored form of a typed table. Every row gets the width of the widest row."""
    width = max([len(columns), *map(len, rows)])
    columns = [*columns, *(model.Column("") for _column in range(width - len(columns)))]
    filler = ["" if column.kind != "number" else empty for column in columns]
    return {
        "columns": [{"type": column.kind, "heading": column.heading} for column in columns],
        "rows": [{"values": [*row, *filler[len(row) :]]} for row in rows],
        "caption": "",
    }


def fit(text: str, limit: int) -> str:
    """The text within the limit, cut between words and ended with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head.rpartition(" ")[0] if text[limit - 1] != " " else head
    return f"{(at_word or head).rstrip()}…"


def slug_of(manuscript: model.Manuscript) -> str:
    """The wanted slug: from the manuscript, or derived from the headline."""
    slug = slugify(anyascii(manuscript.slug))
    if not slug or len(slug) > TITLE:
        slug = slugify(anyascii(manuscript.slug or manuscript.title))
        if len(slug) > SLUG:
            slug = slug[: SLUG + 1].rpartition("-")[0] or slug[:SLUG]
    slug = slug.strip("-_") or "article"
    return f"{slug}-2" if slug in RESERVED_SLUGS else slug


def moment(value: date | datetime | None) -> datetime | None:
    """The date as an aware datetime. A day without a time begins at midnight, local time."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return value if timezone.is_aware(value) else timezone.make_aware(value)


def is_address(url: str) -> bool:
    try:
        is_url(url)
    except ValidationError:
        return False
    return True
