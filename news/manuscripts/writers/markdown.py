"""Writes a manuscript as a Markdown file in our dialect. Reading it returns the same manuscript."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from html import escape as escape_html
from typing import Any
from urllib.parse import quote as quote_url

import yaml

from ..model import (
    Chart,
    Divider,
    Document,
    Embed,
    FactBox,
    FaqGroup,
    Figure,
    Gallery,
    Manuscript,
    Paragraph,
    Picture,
    Piece,
    PullQuote,
    Quote,
    RelatedArticle,
    Section,
    Source,
    Statistics,
    Subheading,
    Table,
    Timeline,
)
from .inline import blocks, cell, escaped, inline_of, line, plain_line


class _Dumper(yaml.SafeDumper):
    """Repeats equal values instead of using aliases, which our reader refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_markdown(manuscript: Manuscript) -> str:
    """The whole file: front matter, introduction, sections and FAQs in their order."""
    parts = [_front_matter(manuscript), *map(_piece, manuscript.introduction)]
    for part in manuscript.body:
        parts.append(_section(part) if isinstance(part, Section) else _faq(part))
    return "\n\n".join(part for part in parts if part) + "\n"


# Front matter


def _front_matter(manuscript: Manuscript) -> str:
    hero = manuscript.hero
    data = {
        "title": manuscript.title,
        "slug": manuscript.slug,
        "id": manuscript.key,
        "section": manuscript.section,
        "language": manuscript.language,
        "standfirst": manuscript.standfirst,
        "kind": manuscript.kind,
        "date": manuscript.date,
        "updated": manuscript.updated,
        "status": manuscript.visibility.state,
        "publish_date": manuscript.visibility.opens,
        "expiry_date": manuscript.visibility.closes,
        "authors": [
            author.name if author.role == "words" else asdict(author)
            for author in manuscript.authors
        ],
        "topics": manuscript.topics,
        "takeaways": [inline_of(takeaway) for takeaway in manuscript.takeaways],
        "sources": [_source(source) for source in manuscript.sources],
        "related": manuscript.related,
        "hero": hero
        and _filled(
            {"image": hero.src, "alt": hero.alt, "caption": hero.caption, "credit": hero.credit}
        ),
        "listing": _filled(asdict(manuscript.listing)),
        "seo": _filled(asdict(manuscript.seo)),
    }
    text = yaml.dump(_filled(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{text}---"


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}


def _source(source: Source) -> dict[str, str]:
    return {"title": source.title, **_filled(asdict(source))}


# Body


def _section(section: Section) -> str:
    return _join([_heading("##", section.heading, section.anchor), *map(_piece, section.pieces)])


def _faq(group: FaqGroup) -> str:
    marks = [f"#{group.anchor}"] if group.anchor else []
    marks += [".numbered"] if group.numbered else []
    argument = f"{group.title} {{{' '.join(marks)}}}" if marks else group.title
    parts = [blocks(group.introduction)]
    for question in group.questions:
        parts.append(_heading("###", question.question, question.anchor))
        parts.append(blocks(question.answer))
    return _container("faq", argument, _join(parts))


def _heading(mark: str, text: str, anchor: str) -> str:
    return f"{mark} {escaped(text)}" + (f" {{#{anchor}}}" if anchor else "")


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _container(name: str, argument: str, content: str) -> str:
    head = " ".join(part for part in ("::: " + name, argument) if part)
    return f"{head}\n\n{content}\n\n:::" if content else f"{head}\n:::"


def _piece(piece: Piece) -> str:
    match piece:
        case Paragraph(html=html):
            return blocks(html)
        case Subheading(text=text, anchor=anchor):
            return _heading("###", text, anchor)
        case Figure():
            return _figure(piece, piece.width)
        case Gallery(title=title, pictures=pictures):
            return _container("gallery", title, "\n".join(map(_figure, pictures)))
        case Quote():
            return _quote(piece)
        case PullQuote(text=text, attribution=attribution):
            return _container("pullquote", "", _join(_quoted_lines(text, attribution)))
        case FactBox(title=title, html=html):
            return _container("factbox", title, blocks(html))
        case Statistics():
            return _statistics(piece)
        case Timeline():
            return _timeline(piece)
        case Table():
            return _table(piece)
        case Chart():
            return _chart(piece)
        case Embed(url=url, title=title, caption=caption):
            lines = "\n".join(plain_line(text) for text in (title, caption) if text)
            return _container("embed", url, lines)
        case Document(path=path, label=label):
            return _container("document", path, plain_line(label))
        case RelatedArticle(slug=slug, label=label):
            return _container("related", slug, plain_line(label))
        case Divider():
            return "---"
    raise TypeError(f"no content piece: {piece!r}")


def _figure(picture: Figure | Picture, width: str = "measure") -> str:
    title = picture.caption.replace("\\", "\\\\").replace('"', '\\"').replace("&", "\\&")
    title = title.replace("{", "&#123;")
    settings = []
    if picture.credit:
        credit = escape_html(picture.credit).replace("{", "&#123;").replace("}", "&#125;")
        settings.append(f'credit="{escaped(credit)}"')
    if width != "measure":
        settings.append(f"width={width}")
    path = quote_url(picture.src, safe="/.:@!$'()*+,;=~-_?#")
    caption = f' "{title}"' if title else ""
    return f"![{escaped(picture.alt)}](<{path}>{caption})" + (
        f"{{{' '.join(settings)}}}" if settings else ""
    )


def _quoted_lines(text: str, attribution: str) -> list[str]:
    lines = [plain_line(each) for each in text.split("\n")]
    return [*lines, f"— {escaped(attribution)}"] if attribution else lines


def _quote(quote: Quote) -> str:
    lines = _quoted_lines(quote.text, "")
    if quote.source_url and not quote.attribution:
        lines[-1] = f"[{lines[-1]}](<{quote.source_url}>)"
    elif quote.attribution:
        name = escaped(quote.attribution)
        lines.append(f"— [{name}](<{quote.source_url}>)" if quote.source_url else f"— {name}")
    return "\n>\n".join(f"> {each}" for each in lines)


def _statistics(piece: Statistics) -> str:
    items = [
        f"- **{escaped(each.value)}** {escaped(each.label)}".rstrip() for each in piece.figures
    ]
    return _container(
        "statistics", piece.title, _join(["\n".join(items), _label("Source", piece.source)])
    )


def _timeline(piece: Timeline) -> str:
    items = []
    for event in piece.events:
        head = f"{event.date}: {event.heading}" if event.heading else event.date
        items.append(f"- **{escaped(head)}** {escaped(event.text)}".rstrip())
    return _container("timeline", piece.title, "\n".join(items))


def _label(name: str, text: str) -> str:
    return f"{name}: {escaped(text)}" if text else ""


def _table(table: Table) -> str:
    kinds = [column.kind for column in table.columns]
    rows = [
        [
            cell(value) if kind == "rich_text" else escaped(value)
            for value, kind in zip(row, kinds, strict=True)
        ]
        for row in table.rows
    ]
    grid = _grid([column.heading for column in table.columns], rows)
    if not (table.caption or table.source or table.row_headers):
        return grid
    headers = "Row headers: yes" if table.row_headers else ""
    return _container(
        "table", table.caption, _join([grid, headers, _label("Source", table.source)])
    )


def _grid(headings: list[str], rows: list[list[str]]) -> str:
    lines = [_row(map(escaped, headings)), _row("---" for _ in headings), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _chart(chart: Chart) -> str:
    rows = [[escaped(row[0]), *map(_number, row[1:])] for row in chart.rows]
    grid = _grid([column.heading for column in chart.columns], rows)
    parts = [
        line(escaped(chart.description)),
        grid,
        _label("Unit", chart.unit),
        _label("Source", chart.source),
    ]
    return _container("chart", f"{chart.kind} {chart.title}".strip(), _join(parts))


def _number(value: Any) -> str:
    return "" if value is None else format(Decimal(repr(value)), "f")
