"""Turns the pieces of a text (paragraphs, pictures, tables …) into blocks."""

from collections.abc import Iterable
from html import escape
from itertools import chain, groupby
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from core.blocks.tables import MOST_CELLS, too_many_cells
from news.manuscripts import model

from .shapes import (
    GALLERY,
    HEADING,
    STATISTICS,
    Block,
    anchored,
    block,
    fit,
    is_address,
    item,
    paragraph_of,
    prose,
    typed_table,
)


class Media(Protocol):
    """Where pictures and documents come from. None means that the file does not exist."""

    def picture(self, picture: model.Picture | model.Figure) -> int | None: ...

    def why_not(self, picture: model.Picture | model.Figure) -> str: ...

    def document(self, document: model.Document) -> int | None: ...

    def fingerprint(self, src: str) -> str: ...


class PieceComposer:
    """Creates blocks from pieces; collects in `losses` what could not be preserved."""

    def __init__(self, media: Media, heading: str = ""):
        self.media = media
        self.losses: list[str] = []
        self.pointers: dict[str, str] = {}
        # A table needs a caption. A table without one uses the heading above it.
        self.heading = heading

    def content(self, pieces: Iterable[model.Piece]) -> list[Block]:
        """The blocks of some pieces. Adjacent prose becomes one block."""
        made = chain.from_iterable(map(self.blocks, pieces))
        blocks: list[Block] = []
        for is_prose, run in groupby(made, lambda new: new["type"] == "paragraph"):
            first, *others = run
            if is_prose:
                # Join once: appending one by one would copy the whole run each time.
                first["value"] += "".join(new["value"] for new in others)
                others = []
            blocks += [first, *others]
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
        """The id of the library's picture, or None and a loss."""
        found = self.media.picture(picture)
        if found is None:
            why_not = self.media.why_not(picture)
            self.losses.append(
                _("Picture not taken: %(name)s (%(reason)s)")
                % {"name": picture.src, "reason": why_not}
                if why_not
                else _("Picture not found: %s") % picture.src
            )
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
        """The caption and credit of a missing picture, as paragraphs."""
        return [paragraph_of(text) for text in (picture.caption, picture.credit) if text.strip()]

    def quote(self, text: str, attribution: str, url: str) -> list[Block]:
        if url and not is_address(url):
            self.losses.append(_("Not a web address: %s") % url)
            url = ""
        value = {"text": text, "attribution": attribution, "source_url": url}
        return [block("quote", value)]

    def statistics(self, statistics: model.Statistics) -> list[Block]:
        """Four figures per block. The title goes above the first, the source below the last."""
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
        count = len(table.columns) * len(table.rows)
        if count > MOST_CELLS:
            self.losses.append(too_many_cells(count))
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

    def cut(self, words: str, limit: int) -> tuple[str, list[Block]]:
        """The words, cut to the limit; if they were cut, also a paragraph with all of them."""
        words = " ".join(words.split())
        if len(words) <= limit:
            return words, []
        self.losses.append(
            _("Heading cut to %(limit)d characters, in full beneath it: %(words)s")
            % {"limit": limit, "words": fit(words, 60)}
        )
        return fit(words, limit), [prose([f"<p>{escape(words, quote=False)}</p>"])]
