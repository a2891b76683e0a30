"""Our Markdown dialect: CommonMark, tables, footnotes, `:::` containers, YAML front matter."""

import re
from html import escape
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ..anchoring import assign_anchors
from ..front_matter import FrontMatter
from ..header import split_header
from ..limits import check_lines, check_marks
from ..model import Manuscript, Source
from ..report import Report, shortened
from ..rich.assemble import assemble
from ..rich.blocks import Walker
from ..rich.containers import mark_break
from ..rich.critic import count_comments, without_remarks
from ..rich.depth import bounded
from ..rich.inline import safe_href
from ..rich.items import Item, ProseRun, flatten
from ..rich.walk import LineOf
from ..titles import supply_title
from ..visibility import take_lines
from .unmarked import unmarked_items

_CONTAINER = re.compile(r"^ {0,3}(:{3,})[ \t]*(.*?)[ \t]*$")
_LABEL_LINE = re.compile(r"^(?:source|unit|row headers):\s", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING_ANCHOR = re.compile(r"\s*\{#([\w-]+)\}\s*$")
# Attributes of other Markdown dialects, which our parser would show: {:target="_blank"}.
_FOREIGN_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}")
_NESTING_TAG = re.compile(
    r"<(/?)(?:table|thead|tbody|tr|td|th|ul|ol|li|div|section|figure|blockquote|details)\b",
    re.IGNORECASE,
)
_FIRST_TAG = re.compile(r"^(\s*<[a-zA-Z][\w-]*)(?=[\s>/])")


def read_markdown(text: str, name: str = "") -> Manuscript:
    """The article in a Markdown file. Raises ManuscriptError with the line in `name`."""
    header = split_header(text, name)
    report = Report()
    manuscript = Manuscript()
    FrontMatter(report, header.line_of, inline_rich_text).fill(manuscript, header.data)
    body = take_lines(header.body, manuscript.visibility)
    items, notes = markdown_items(
        body, report, offset=header.offset, sources=len(manuscript.sources)
    )
    assemble(manuscript, items, report)
    manuscript.sources.extend(notes)
    supply_title(manuscript, report)
    assign_anchors(manuscript, report)
    manuscript.dropped, manuscript.losses = report.dropped, report.losses
    return manuscript


def inline_rich_text(text: str) -> str:
    """One line of inline Markdown as rich text without paragraphs."""
    root = parse_fragment(MARKDOWN.renderInline(text))
    report = Report()
    items = Walker(report, lambda element: None, "one line").read(root)
    blocks = [block for item in items if isinstance(item, ProseRun) for block in item.blocks]
    return " ".join(block.html for block in blocks if block.tag == "p")


def markdown_items(
    text: str,
    report: Report,
    *,
    offset: int = 0,
    sources: int = 0,
    line: int | None = None,
) -> tuple[list[Item], list[Source]]:
    """Items of a Markdown text, and its footnotes as sources, numbered from `sources` + 1.

    `offset` is the number of lines of the file before the text. `line` is the line of the file that
    holds the whole text, if it is on a single line.
    """
    check_lines(text)
    check_marks(text)
    text = without_remarks(text, report)
    items = unmarked_items(text, offset, line)
    if items is not None:
        return items, []
    line_of: LineOf = line_of_element if line is None else lambda element: line
    prepared, lines = _prepared(text, report, offset)
    env: dict[str, Any] = {"lines": lines, "sources": sources}
    html = MARKDOWN.render(prepared, env)
    root = parse_fragment(html)
    if "<!--" in html:
        count_comments(root, report)
    walker = Walker(report, line_of)
    notes = _read_notes(root, env, walker)
    _break_attributions(root)
    return walker.read(root), notes


def parse_fragment(html: str) -> HtmlElement:
    """The tree of an HTML fragment, which may be malformed."""
    # Without huge_tree, libxml2 cuts off elements nested deeper than 256 levels.
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
    page = f"<html><body>{html}</body></html>".encode("utf-8", errors="replace")
    return bounded(lxml.html.document_fromstring(page, parser=parser))


def line_of_element(element: HtmlElement) -> int | None:
    """The source line of the block that contains `element`."""
    node: HtmlElement | None = element
    while node is not None:
        line = node.get("data-line")
        if line and line.isdecimal():
            return int(line)
        node = node.getparent()
    return None


def _prepared(text: str, report: Report, offset: int) -> tuple[str, list[int]]:
    """The text in the form that the parser needs, and the line in the file for each of its
    lines."""
    if ":::" not in text and "{:" not in text:
        return text, list(range(offset + 1, offset + 2 + text.count("\n")))
    result: list[str] = []
    numbers: list[int] = []
    fence, depth = "", 0
    for number, line in enumerate(text.split("\n"), start=offset + 1):
        fence = _fence_after(line, fence)
        if not fence:
            depth = _depth_after(line, depth)
            if depth and _LABEL_LINE.match(line):
                # Directly below a list or table, the parser would read the label as a part of it.
                result.append("")
                numbers.append(number)
            if not _CONTAINER.match(line):
                line = _without_foreign_attributes(line, number, report)
        result.append(line)
        numbers.append(number)
    if depth > 0:
        report.lose("a ::: container is not closed: it reaches to the end", numbers[-1])
    return "\n".join(result), numbers


def _fence_after(line: str, fence: str) -> str:
    match = _FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) and line.strip() == match[1] else fence


def _depth_after(line: str, depth: int) -> int:
    match = _CONTAINER.match(line)
    if match is None:
        return depth
    return depth + 1 if match[2] else max(0, depth - 1)


def _without_foreign_attributes(line: str, number: int, report: Report) -> str:
    for attributes in _FOREIGN_ATTRIBUTES.findall(line):
        report.lose(f"attributes {shortened(attributes)}", number)
    return _FOREIGN_ATTRIBUTES.sub("", line)


def _break_attributions(root: HtmlElement) -> None:
    """Moves the last line `— Name` of a quotation to a line of its own; Markdown joined the two."""
    for quote in root.iter("blockquote"):
        for node in list(quote.iter()):
            if isinstance(node.tag, str):
                for attribute in ("text", "tail"):
                    if node is quote and attribute == "tail":
                        continue
                    text = getattr(node, attribute)
                    if text and re.search(r"\n[ \t]*[—–]", text):
                        mark_break(node, attribute)


def _read_notes(root: HtmlElement, env: dict[str, Any], walker: Walker) -> list[Source]:
    """Removes the footnotes from the tree and returns them: by number, then the unused ones."""
    footnotes = env.get("footnotes")
    if not footnotes:
        return []
    elements = {node.get("data-note"): node for node in root.iter("div") if node.get("data-note")}
    notes: dict[int, Source] = {}
    unused: list[Source] = []
    for label, element in elements.items():
        number = footnotes["refs"].get(f":{label}", -1)
        source = _note(element, walker)
        if number >= 0:
            notes[number] = source
        else:
            unused.append(source)
        element.drop_tree()
    for number, note in footnotes["list"].items():
        if "tokens" in note:
            html = MARKDOWN.renderer.render(note["tokens"], MARKDOWN.options, env)
            notes[number] = _note(parse_fragment(html), walker)
    return [notes[number] for number in sorted(notes)] + unused


def _note(element: HtmlElement, walker: Walker) -> Source:
    links = [safe_href(link.get("href")) for link in element.iter("a")]
    links = [link for link in dict.fromkeys(links) if link.startswith("http")]
    items = Walker(Report(), walker.line_of, "a note").read(element)
    html = flatten(items, walker.report, "a footnote")
    words = " ".join(parse_fragment(html).text_content().split()) if html else ""
    return Source(words, url=links[0] if links else "", note=" ".join(links[1:]))


# The parser


def _heading_anchors(state) -> None:
    """`## Heading {#anchor}`: sets the heading's id to the anchor."""
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type != "inline" or not index or tokens[index - 1].type != "heading_open":
            continue
        match = _HEADING_ANCHOR.search(token.content)
        if match:
            token.content = token.content[: match.start()]
            tokens[index - 1].attrSet("id", match[1])


def _indented_html(state) -> None:
    """Within an open HTML block, indented lines that begin with a tag are HTML, not code."""
    depth = 0
    for token in state.tokens:
        if depth > 0 and token.type == "code_block" and token.content.lstrip().startswith("<"):
            token.type = "html_block"
        if token.type == "html_block":
            for closing in _NESTING_TAG.findall(token.content):
                depth += -1 if closing else 1


def _block_lines(state) -> None:
    """Stores the source line in every block."""
    lines = state.env.get("lines")
    if not lines:
        return
    for token in state.tokens:
        if token.map and token.nesting >= 0 and token.type != "inline":
            line = lines[min(token.map[0], len(lines) - 1)]
            token.meta["line"] = line
            if token.tag:
                token.attrSet("data-line", str(line))


def _render_container(self, tokens: list[Token], index: int, options, env) -> str:
    token = tokens[index]
    if token.nesting < 0:
        return "</div>\n"
    name, _, argument = token.info.strip().partition(" ")
    line = token.meta.get("line", "")
    return (
        f'<div data-container="{escape(name)}" data-argument="{escape(argument.strip())}"'
        f' data-line="{line}">\n'
    )


def _render_code(self, tokens: list[Token], index: int, options, env) -> str:
    token = tokens[index]
    content = escape(token.content, quote=False)
    # HTML ignores a line end directly after <pre>.
    return f'<pre data-line="{token.meta.get("line", "")}">\n{content}</pre>\n'


def _render_html_block(self, tokens: list[Token], index: int, options, env) -> str:
    token = tokens[index]
    return _FIRST_TAG.sub(rf'\1 data-line="{token.meta.get("line", "")}"', token.content)


def _render_note_reference(self, tokens: list[Token], index: int, options, env) -> str:
    return f"[{env.get('sources', 0) + tokens[index].meta['id'] + 1}]"


def _render_note_open(self, tokens: list[Token], index: int, options, env) -> str:
    return f'<div data-note="{escape(tokens[index].meta["label"])}">'


def _render_note_close(self, tokens: list[Token], index: int, options, env) -> str:
    return "</div>\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    container_plugin(
        parser,
        "block",
        validate=lambda params, *markup: bool(params.strip()),
        render=_render_container,
    )
    footnote_plugin(parser, inline=True, move_to_end=False)
    parser.core.ruler.after("block", "heading_anchors", _heading_anchors)
    parser.core.ruler.after("block", "indented_html", _indented_html)
    parser.core.ruler.push("block_lines", _block_lines)
    for name, rule in {
        "fence": _render_code,
        "code_block": _render_code,
        "html_block": _render_html_block,
        "footnote_ref": _render_note_reference,
        "footnote_reference_open": _render_note_open,
        "footnote_reference_close": _render_note_close,
    }.items():
        parser.add_render_rule(name, rule)
    return parser


MARKDOWN = _parser()
