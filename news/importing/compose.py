"""From a manuscript to an article: one composer for every format.

The composer fills in what an ArticlePage stores. It writes nothing itself: pictures and documents
come from the `Media` that it is given. Words never vanish: what does not fit its field is repeated
in full in the text beneath, and the losses say so.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from difflib import SequenceMatcher
from html import escape
from itertools import pairwise
from typing import Any, Protocol
from urllib.parse import urlsplit

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.blocks import with_rich_text
from news.anchors import assign_anchors, settle_sections
from news.manuscripts import model
from news.models import ArticlePage
from news.notes import citation

TITLE, SLUG = 255, 80
HEADING, QUESTION = 200, 255
STATISTICS, GALLERY = 4, 2
TAKEAWAYS = 8
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# RoutablePage paths of a section: an article of that name could not be reached.
RESERVED_SLUGS = frozenset({"feed"})

SECTION_LINK = re.compile(r"(.*?)(\s*\{#([\w-]+)\})?", re.DOTALL)
# A number in brackets right behind words; links are matched to be left as they are.
NUMBER = re.compile(
    r"<a\b.*?</a>|(?:(?<=[\w.,;:!?)\]”’…])|(?<=</[abi]>))\[(?P<number>\d{1,3})\]", re.DOTALL
)

Block = dict[str, Any]
is_url = URLValidator(schemes=["http", "https"])


class Media(Protocol):
    """Where pictures and documents come from. None: there is no such file."""

    def picture(self, picture: model.Picture | model.Figure) -> int | None: ...

    def document(self, document: model.Document) -> int | None: ...

    def fingerprint(self, src: str) -> str: ...


@dataclass
class Draft:
    """What an ArticlePage stores of a manuscript."""

    fields: dict[str, Any]
    body: list[Block]
    takeaways: list[Block]
    sources: list[Block]
    credits: list[model.Author]
    topics: list[str]
    related: list[str]
    pointers: dict[str, str] = field(default_factory=dict)
    """Related-article blocks that wait for their article: block id to slug."""
    losses: list[str] = field(default_factory=list)

    @property
    def awaits_others(self) -> bool:
        return bool(self.related or self.pointers)


def compose(manuscript: model.Manuscript, media: Media) -> Draft:
    """The article that the manuscript describes; its losses are those of the composing alone."""
    return Composer(manuscript, media).draft()


class Composer:
    """Composes one manuscript."""

    def __init__(self, manuscript: model.Manuscript, media: Media):
        self.manuscript = manuscript
        self.media = media
        self.losses: list[str] = []
        self.pointers: dict[str, str] = {}
        # A table must have a caption; one without takes the heading above it.
        self.heading = manuscript.title

    def draft(self) -> Draft:
        manuscript = self.manuscript
        fields = self.fields()
        overlong = self.overflow(fields.pop("overflow"))
        takeaways, more = self.takeaways()
        body = assign_anchors([*overlong, *more, *self.body()])
        sources = [self.source(source, at) for at, source in enumerate(manuscript.sources)]
        draft = Draft(
            fields=fields,
            body=citing("body", body, sources),
            takeaways=citing("takeaways", settle_sections(takeaways, body), sources),
            sources=sources,
            credits=self.credits(),
            topics=list(manuscript.topics),
            related=list(dict.fromkeys(slug for slug in manuscript.related if slug)),
            pointers=self.pointers,
            losses=self.losses,
        )
        return storable(draft)

    # Fields

    def fields(self) -> dict[str, Any]:
        """Values of the page's plain fields; `overflow` holds texts that their fields cut."""
        manuscript, overflow = self.manuscript, []

        def short(text: str, name: str, limit: int | None = None) -> str:
            limit = limit or ArticlePage._meta.get_field(name).max_length
            text = " ".join((text or "").split())
            if len(text) > limit:
                overflow.append(text)
                self.losses.append(
                    _("%(field)s cut to %(limit)d characters; in full at the head of the text")
                    % {"field": name, "limit": limit}
                )
            return fit(text, limit)

        hero, listing, seo = manuscript.hero, manuscript.listing, manuscript.seo
        fields = {
            "title": short(manuscript.title, "title") or _("Untitled"),
            "slug": slug_of(manuscript),
            "standfirst": manuscript.standfirst.strip(),
            "kind": self.kind(),
            "published_at": moment(manuscript.date),
            "updated_at": moment(manuscript.updated),
            "hero_image_id": self.picture(hero) if hero else None,
            "promo_title": short(listing.title, "promo_title"),
            "promo_summary": short(listing.summary, "promo_summary"),
            "promo_image_id": self.promo_image(),
            "seo_title": short(seo.title, "seo_title"),
            "search_description": seo.description.strip(),
        }
        for name in ("alt", "caption", "credit"):
            text = getattr(hero, name) if fields["hero_image_id"] is not None else ""
            fields[f"hero_{name}"] = short(text, f"hero_{name}")
        if hero and fields["hero_image_id"] is None:
            overflow.extend(filter(None, [hero.caption, hero.credit]))
        return {**fields, "overflow": overflow}

    def kind(self) -> str:
        kind = self.manuscript.kind.lower()
        if kind and kind not in ArticlePage.Kind.values:
            self.losses.append(_("Unknown kind of article: %s") % kind)
        if kind in ArticlePage.Kind.values:
            return kind
        return ArticlePage.Kind.EXPLAINER if self.manuscript.faqs else ArticlePage.Kind.NEWS

    def promo_image(self) -> int | None:
        image = self.manuscript.listing.image
        return self.picture(model.Picture(image)) if image else None

    def overflow(self, texts: list[str]) -> list[Block]:
        return [prose(f"<p>{escape(text, quote=False)}</p>" for text in texts)] if texts else []

    def credits(self) -> list[model.Author]:
        """The credits, each name once a role."""
        credits = {}
        for author in self.manuscript.authors:
            role = author.role if author.role in model.ROLES else model.ROLES[0]
            if role != author.role:
                self.losses.append(_("Unknown role in the byline: %s") % author.role)
            name = " ".join(author.name.split())
            if name:
                credits.setdefault((name.casefold(), role), model.Author(name, role))
        return list(credits.values())

    def takeaways(self) -> tuple[list[Block], list[Block]]:
        """The takeaways, and a list in the text of those that are too many."""
        texts = [text for text in self.manuscript.takeaways if text.strip()]
        blocks = [takeaway(text) for text in texts[:TAKEAWAYS]]
        more = texts[TAKEAWAYS:]
        if not more:
            return blocks, []
        self.losses.append(_("%d takeaways too many: they stand in the text") % len(more))
        items = "".join(f"<li>{text}</li>" for text in more)
        return blocks, [prose([f"<ul>{items}</ul>"])]

    def source(self, source: model.Source, position: int) -> Block:
        """Its id is the same in the next import: texts that cite it are recognised by it."""
        url = source.url.strip()
        title, note = source.title.strip() or url or source.publisher, source.note.strip()
        if url and not is_address(url):
            note, url = f"{note} {url}".strip(), ""
            self.losses.append(_("Not a web address, kept as a note: %s") % source.url)
        published = source.date.strip()
        if len(published) > 60:
            note, published = f"{published}. {note}".strip(), fit(published, 60)
        value = {
            "title": title,
            "publisher": source.publisher.strip(),
            "url": url,
            "date": published,
            "note": note,
        }
        identity = uuid.uuid5(uuid.NAMESPACE_OID, f"{position} {value}")
        return {**block("source", value), "id": str(identity)}

    # Body

    def body(self) -> list[Block]:
        blocks = self.top_level(self.manuscript.introduction)
        for part in self.manuscript.body:
            self.heading = getattr(part, "heading", "") or getattr(part, "title", "")
            if isinstance(part, model.FaqGroup):
                blocks.extend(self.faq(part))
            elif part.heading.strip():
                blocks.append(self.section(part.heading, part.anchor, part.pieces))
            else:
                blocks.extend(self.top_level(part.pieces))
        return blocks

    def top_level(self, pieces: list[model.Piece]) -> list[Block]:
        """Pieces outside a section. A sub-heading there opens a section: nothing is above it."""
        starts = [at for at, piece in enumerate(pieces) if isinstance(piece, model.Subheading)]
        blocks = self.content(pieces[: starts[0]] if starts else pieces)
        for start, end in pairwise([*starts, len(pieces)]):
            heading = pieces[start]
            blocks.append(self.section(heading.text, heading.anchor, pieces[start + 1 : end]))
        return blocks

    def section(self, heading: str, anchor: str, pieces: list[model.Piece]) -> Block:
        heading, overlong = self.cut(heading, HEADING)
        value = {"heading": heading, **anchored(anchor), "content": overlong + self.content(pieces)}
        return block("section", value)

    def faq(self, group: model.FaqGroup) -> list[Block]:
        title, overlong = self.cut(group.title or _("Questions and answers"), HEADING)
        if not group.questions:
            introduction = [model.Paragraph(group.introduction)] if group.introduction else []
            return [self.section(group.title, group.anchor, introduction)]
        before = "".join(part["value"] for part in overlong)
        return [
            block(
                "faq",
                {
                    "title": title,
                    **anchored(group.anchor),
                    "introduction": before + group.introduction,
                    "questions": [self.question(question) for question in group.questions],
                },
            )
        ]

    def question(self, question: model.Question) -> Block:
        words, overlong = self.cut(question.question, QUESTION)
        before = "".join(part["value"] for part in overlong)
        return block(
            "question",
            {"question": words, **anchored(question.anchor), "answer": before + question.answer},
        )

    def cut(self, words: str, limit: int) -> tuple[str, list[Block]]:
        """The words within the limit, and where they do not fit, a paragraph of them all."""
        words = " ".join(words.split())
        if len(words) <= limit:
            return words, []
        self.losses.append(
            _("Heading cut to %(limit)d characters, in full beneath it: %(words)s")
            % {"limit": limit, "words": fit(words, 60)}
        )
        return fit(words, limit), [prose([f"<p>{escape(words, quote=False)}</p>"])]

    # Content

    def content(self, pieces: Iterable[model.Piece]) -> list[Block]:
        """The blocks of some pieces; neighbouring prose is one block."""
        blocks: list[Block] = []
        for piece in pieces:
            for new in self.blocks(piece):
                if new["type"] == "paragraph" and blocks and blocks[-1]["type"] == "paragraph":
                    blocks[-1]["value"] += new["value"]
                else:
                    blocks.append(new)
        return blocks

    def blocks(self, piece: model.Piece) -> list[Block]:
        match piece:
            case model.Paragraph(html=html):
                return [prose([html])] if html.strip() else []
            case model.Subheading(text=text, anchor=anchor):
                words, overlong = self.cut(text, HEADING)
                self.heading = words
                return [block("subheading", {"heading": words, **anchored(anchor)}), *overlong]
            case model.Figure():
                return self.figure(piece)
            case model.Gallery():
                return self.gallery(piece)
            case model.Quote(text=text, attribution=attribution, source_url=url):
                return self.quote(text, attribution, url)
            case model.PullQuote(text=text, attribution=attribution):
                return [block("pull_quote", {"text": text, "attribution": attribution})]
            case model.FactBox(title=title, html=html):
                return [block("fact_box", {"title": title or _("Good to know"), "text": html})]
            case model.Statistics():
                return self.statistics(piece)
            case model.Timeline():
                return [self.timeline(piece)]
            case model.Table():
                return [self.table(piece)]
            case model.Chart():
                return [self.chart(piece)]
            case model.Embed():
                return self.embed(piece)
            case model.Document():
                return self.document(piece)
            case model.RelatedArticle(slug=slug, label=label):
                pointer = block("related_article", {"article": None, "label": label})
                self.pointers[pointer["id"]] = slug
                return [pointer]
            case model.Divider():
                return [block("divider", None)]
        raise TypeError(f"no block for {type(piece).__name__}")

    def picture(self, picture: model.Picture | model.Figure) -> int | None:
        """The library's picture, or None and a loss."""
        found = self.media.picture(picture)
        if found is None:
            self.losses.append(_("Picture not found: %s") % picture.src)
        return found

    def figure(self, figure: model.Figure) -> list[Block]:
        image = self.picture(figure)
        if image is None:
            return self.words_of_missing(figure)
        width = figure.width if figure.width in {"measure", "wide", "margin"} else "measure"
        return [block("figure", {**self.pictured(figure, image), "width": width})]

    def gallery(self, gallery: model.Gallery) -> list[Block]:
        shown: list[tuple[model.Picture, int]] = []
        words: list[Block] = []
        for picture in gallery.pictures:
            image = self.picture(picture)
            if image is None:
                words.extend(self.words_of_missing(picture))
            else:
                shown.append((picture, image))
        if len(shown) < GALLERY:
            title = [paragraph_of(gallery.title)] if gallery.title else []
            singles = [
                block("figure", {**self.pictured(picture, image), "width": "measure"})
                for picture, image in shown
            ]
            return [*title, *singles, *words]
        figures = [item(self.pictured(picture, image)) for picture, image in shown]
        return [block("gallery", {"title": gallery.title, "figures": figures}), *words]

    def pictured(self, picture: model.Picture | model.Figure, image: int) -> dict[str, Any]:
        decorative = getattr(picture, "decorative", False)
        return {
            "image": {
                "image": image,
                "decorative": decorative,
                "alt_text": "" if decorative else picture.alt,
            },
            "caption": picture.caption,
            "credit": picture.credit,
        }

    def words_of_missing(self, picture: model.Picture | model.Figure) -> list[Block]:
        """What the reader would have read beneath a picture that is not there."""
        return [paragraph_of(text) for text in (picture.caption, picture.credit) if text.strip()]

    def quote(self, text: str, attribution: str, url: str) -> list[Block]:
        if url and not is_address(url):
            self.losses.append(_("Not a web address: %s") % url)
            url = ""
        value = {"text": text, "attribution": attribution, "source_url": url}
        return [block("quote", value)]

    def statistics(self, statistics: model.Statistics) -> list[Block]:
        """Four figures a block; the title stands over the first, the source under the last."""
        figures, beneath = [], []
        for figure in statistics.figures:
            value, label = fit(figure.value, 24), fit(figure.label, 160)
            if (value, label) != (figure.value, figure.label):
                beneath.append(paragraph_of(f"{figure.value} {figure.label}"))
                self.losses.append(_("Figure cut, in full beneath: %s") % fit(figure.label, 60))
            figures.append(item({"value": value, "label": label}))
        groups = [
            figures[start : start + STATISTICS] for start in range(0, len(figures), STATISTICS)
        ] or [[]]
        blocks = [block("statistics", {"title": "", "figures": g, "source": ""}) for g in groups]
        blocks[0]["value"]["title"] = statistics.title
        blocks[-1]["value"]["source"] = statistics.source
        return [*blocks, *beneath]

    def timeline(self, timeline: model.Timeline) -> Block:
        events = []
        for event in timeline.events:
            when, text = event.date, event.text
            if len(when) > 60:
                when, text = fit(when, 60), f"{event.date}: {event.text}".strip()
                self.losses.append(_("Date cut, in full in the text: %s") % when)
            events.append(item({"date": when, "heading": event.heading, "text": text}))
        return block("timeline", {"title": timeline.title, "events": events})

    def table(self, table: model.Table) -> Block:
        return block(
            "table",
            {
                "caption": table.caption or self.heading or _("Table"),
                "table": typed_table(table.columns, table.rows, empty=""),
                "row_headers": table.row_headers,
                "source": table.source,
            },
        )

    def chart(self, chart: model.Chart) -> Block:
        unit, description = chart.unit, chart.description
        if len(unit) > 40:
            description = f"{description} {unit}".strip()
            unit = fit(unit, 40)
        return block(
            "chart",
            {
                "title": chart.title or self.heading or _("Chart"),
                "description": description,
                "kind": chart.kind if chart.kind in {"column", "bar", "line"} else "column",
                "data": typed_table(chart.columns, chart.rows, empty=None),
                "unit": unit,
                "source": chart.source,
            },
        )

    def embed(self, embed: model.Embed) -> list[Block]:
        if not is_address(embed.url):
            self.losses.append(_("Not a web address, embed left out: %s") % embed.url)
            return [paragraph_of(text) for text in (embed.title, embed.caption) if text]
        title = embed.title or embed.caption or urlsplit(embed.url).netloc
        caption = embed.caption if embed.title else ""
        return [block("embed", {"url": embed.url, "title": title, "caption": caption})]

    def document(self, document: model.Document) -> list[Block]:
        found = self.media.document(document)
        if found is None:
            self.losses.append(_("Document not found: %s") % document.path)
            return [paragraph_of(document.label)] if document.label else []
        return [block("document", {"document": found, "label": document.label})]


# Stored shapes


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
    """A takeaway; `{#anchor}` at its end is the heading that it leads to."""
    words, _braces, anchor = SECTION_LINK.fullmatch(text).groups()
    return block("takeaway", {"text": f"<p>{words}</p>", "section": anchor or ""})


def citing(name: str, raw: list[Block], sources: list[Block]) -> list[Block]:
    """The stream with citations for numbers in brackets that are those of sources: `word.[2]`."""

    def cite(found: re.Match) -> str:
        number = int(found["number"] or 0)
        is_source = 0 < number <= len(sources)
        return citation(sources[number - 1]["id"]) if is_source else found[0]

    stream = ArticlePage._meta.get_field(name).stream_block
    return with_rich_text(stream, raw, lambda text: NUMBER.sub(cite, text)) if sources else raw


def anchored(anchor: str) -> dict[str, str]:
    return {"anchor": valid_anchor(anchor), "aliases": ""}


def valid_anchor(anchor: str) -> str:
    """The anchor as a link can hold it; "" for none, so that one is made from the words."""
    return slugify(anyascii(anchor)).replace("_", "-").strip("-")[:80].rstrip("-")


def typed_table(columns: list[model.Column], rows: list[list[Any]], empty: Any) -> dict[str, Any]:
    """The stored form of a typed table: every row as wide as the widest."""
    width = max([len(columns), *map(len, rows)])
    columns = [*columns, *(model.Column("") for _column in range(width - len(columns)))]
    filler = ["" if column.kind != "number" else empty for column in columns]
    return {
        "columns": [{"type": column.kind, "heading": column.heading} for column in columns],
        "rows": [{"values": [*row, *filler[len(row) :]]} for row in rows],
        "caption": "",
    }


# Values


def fit(text: str, limit: int) -> str:
    """The text within the limit, cut between words and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head.rpartition(" ")[0] if text[limit - 1] != " " else head
    return f"{(at_word or head).rstrip()}…"


def slug_of(manuscript: model.Manuscript) -> str:
    """The wanted end of the address: as the manuscript says, or made from the headline."""
    slug = slugify(anyascii(manuscript.slug))
    if not slug or len(slug) > TITLE:
        slug = slugify(anyascii(manuscript.slug or manuscript.title))
        if len(slug) > SLUG:
            slug = slug[: SLUG + 1].rpartition("-")[0] or slug[:SLUG]
    slug = slug.strip("-_") or "article"
    return f"{slug}-2" if slug in RESERVED_SLUGS else slug


def next_free(base: str, taken: set[str]) -> str:
    """`base` with the first free number behind it."""
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def moment(value: date | datetime | None) -> datetime | None:
    """The date as a moment: a day without a time begins at midnight, here."""
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


def storable(draft: Draft) -> Draft:
    """The draft without NUL and lone surrogates, which no database takes."""
    if is_storable(vars(draft)):
        return draft
    draft.losses.append(_("Characters that cannot be stored were left out"))
    for each in fields(draft):
        setattr(draft, each.name, cleaned(getattr(draft, each.name)))
    return draft


def is_storable(value: Any) -> bool:
    match value:
        case str():
            is_plain = value.isascii() and "\0" not in value
            return is_plain or not UNSTORABLE.search(value)
        case list():
            return all(map(is_storable, value))
        case dict():
            return all(map(is_storable, value.values()))
        case model.Author(name=name):
            return is_storable(name)
    return True


def cleaned(value: Any) -> Any:
    match value:
        case str():
            return UNSTORABLE.sub("", value)
        case list():
            return [cleaned(part) for part in value]
        case dict():
            return {key: cleaned(part) for key, part in value.items()}
        case model.Author(name=name, role=role):
            return model.Author(cleaned(name), role)
    return value


# Identity


def content_of(manuscript: model.Manuscript, media: Media) -> str:
    """Everything that makes the article, in one text: the same for the same article."""
    parts = {
        each.name: getattr(manuscript, each.name) for each in fields(manuscript) if each.compare
    }
    files = {src: media.fingerprint(src) for src in sorted(set(files_of(manuscript)))}
    return json.dumps([parts, files], default=encoded, ensure_ascii=True)


def encoded(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return [type(value).__name__, vars(value)]


def files_of(manuscript: model.Manuscript) -> Iterator[str]:
    """The paths of every picture and document that the manuscript names."""
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


def keep_ids(new: list[Block], old: list[Block]) -> None:
    """Gives the blocks of `new` the ids of the blocks of `old` that they continue.

    Blocks continue one another when they are of one type and stand in the same order; equal ones
    first. So a heading that was rewritten in the file keeps its anchor, and comments keep their
    place.
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
            # A pointer is known by its id until its article is found.
            if after["type"] != "related_article":
                continue_block(after, before)


def same_kind(old: list[Block], new: list[Block]) -> Iterator[tuple[Block, Block]]:
    """Pairs of one type, in order."""
    waiting = list(old)
    for after in new:
        before = next((each for each in waiting if each["type"] == after["type"]), None)
        if before is not None:
            waiting.remove(before)
            yield before, after


def continue_block(new: Block, old: Block) -> None:
    if old.get("id"):
        new["id"] = old["id"]
    if not isinstance(new["value"], dict) or not isinstance(old["value"], dict):
        return
    for name in ("content", "questions"):
        if isinstance(new["value"].get(name), list):
            keep_ids(new["value"][name], old["value"].get(name) or [])


def words_key(each: Block) -> str:
    """What a block is recognised by: its heading, or else all of its value."""
    value = each["value"]
    if isinstance(value, dict):
        for name in ("heading", "question", "title"):
            if value.get(name) and each["type"] in {"section", "subheading", "question", "faq"}:
                return f"{each['type']}:{value[name]}"
    return f"{each['type']}:{json.dumps(value, sort_keys=True)}"
