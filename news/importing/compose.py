"""Composes an article from a manuscript: one composer for every format.

The composer fills in the values that an ArticlePage stores. It writes nothing itself: pictures and
documents come from the `Media` object that it receives. No words are lost: a text that is too long
for its field is repeated in full in the body, and the losses report it.
"""

import uuid
from html import escape
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from core.languages import choices, code_of, own_code
from news.manuscripts import model
from news.manuscripts.language import guess_of
from news.models import ArticlePage
from news.structure.anchors import assign_anchors, settle_sections

from .draft import Draft, storable
from .pieces import Media, PieceComposer
from .shapes import (
    HEADING,
    QUESTION,
    TAKEAWAYS,
    Block,
    anchored,
    block,
    citing,
    fit,
    is_address,
    moment,
    prose,
    slug_of,
    takeaway,
)
from .visibility import plan_of


def compose(manuscript: model.Manuscript, media: Media) -> Draft:
    """The article that the manuscript describes. Its losses are only those of the composition."""
    return Composer(manuscript, media).draft()


class Composer(PieceComposer):
    """Composes one manuscript."""

    def __init__(self, manuscript: model.Manuscript, media: Media):
        super().__init__(media, heading=manuscript.title)
        self.manuscript = manuscript

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
            plan=plan_of(manuscript),
        )
        return storable(draft)

    # Fields

    def fields(self) -> dict[str, Any]:
        """Values of the page's plain fields. `overflow` holds the texts that were cut to fit
        their fields."""
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
            "language": self.language(),
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

    def language(self) -> str:
        """The language that the source declares, or else the language that the text is certainly
        in."""
        declared = self.manuscript.language
        code = code_of(declared) if declared else guess_of(self.manuscript)
        if declared and not code:
            self.losses.append(_("Unknown language: %s") % declared)
        return own_code(code if code in dict(choices()) else "")

    def promo_image(self) -> int | None:
        image = self.manuscript.listing.image
        return self.picture(model.Picture(image)) if image else None

    def overflow(self, texts: list[str]) -> list[Block]:
        return [prose(f"<p>{escape(text, quote=False)}</p>" for text in texts)] if texts else []

    def credits(self) -> list[model.Author]:
        """The credits, with each name once per role."""
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
        """The takeaways, and a list for the body with those that exceed the limit."""
        texts = [text for text in self.manuscript.takeaways if text.strip()]
        blocks = [takeaway(text) for text in texts[:TAKEAWAYS]]
        more = texts[TAKEAWAYS:]
        if not more:
            return blocks, []
        self.losses.append(_("%d takeaways too many: they stand in the text") % len(more))
        items = "".join(f"<li>{text}</li>" for text in more)
        return blocks, [prose([f"<ul>{items}</ul>"])]

    def source(self, source: model.Source, position: int) -> Block:
        """The id is the same in the next import, because citations in texts refer to it."""
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
        """Pieces outside a section. A sub-heading without a parent section opens a section."""
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
                    "numbered": group.numbered,
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
