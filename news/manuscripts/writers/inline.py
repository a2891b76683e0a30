"""Writes rich text as Markdown that reads back as the same rich text."""

import re
from html import escape as escape_html

from lxml.html import HtmlElement

from ..readers.markdown import parse_fragment
from ..rich.inline import collapse

_SPECIAL = re.compile(r"[\\`*_\[\]<>#~&$^]")
_ENTITIES = {"{": "&#123;", "}": "&#125;", "|": "&#124;", "\xa0": "&nbsp;"}
_LINE_START = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)]))")
_LABEL_START = re.compile(r"^(?=(?:source|unit|row headers):)", re.IGNORECASE)


def escaped(text: str) -> str:
    """Plain text, escaped for Markdown."""
    text = _SPECIAL.sub(r"\\\g<0>", text.replace("\n", " "))
    for character, entity in _ENTITIES.items():
        text = text.replace(character, entity)
    return text


def line(text: str) -> str:
    """`text`, escaped so that its beginning does not start a list, a heading or a container."""
    match = _LINE_START.match(text)
    if match and match[0].isdecimal():
        return f"{match[0]}\\{text[match.end() :]}"
    if match:
        return f"\\{text}"
    if _LABEL_START.match(text):
        return f"&#{ord(text[0])};{text[1:]}"
    return text


def plain_line(text: str) -> str:
    """A line of plain text as a line of Markdown."""
    return line(escaped(collapse(text).strip()))


def blocks(html: str) -> str:
    """Rich text as Markdown paragraphs and lists."""
    parts: list[str] = []
    previous = ""
    for element in _elements(html):
        if element.tag == "p":
            parts.append(_lines(inline(element)))
        else:
            # Adjacent lists of the same kind need different marks, or Markdown would join them.
            other = previous == element.tag and not parts[-1].startswith(("* ", "1) "))
            parts.append(_list(element, other))
        previous = element.tag
    return "\n\n".join(parts)


def inline_of(html: str) -> str:
    """Rich text without blocks as one line of Markdown."""
    body = parse_fragment(f"<p>{html}</p>").find(".//p")
    return line(inline(body, raw_breaks=True)) if body is not None else ""


def cell(html: str) -> str:
    """A rich table cell as one line."""
    elements = _elements(html)
    if len(elements) == 1 and elements[0].tag == "p":
        return inline(elements[0], raw_breaks=True)
    return "".join(_raw(element) for element in elements)


def _elements(html: str) -> list[HtmlElement]:
    body = parse_fragment(html).find("body")
    return [] if body is None else [child for child in body if isinstance(child.tag, str)]


def inline(element: HtmlElement, *, raw_breaks: bool = False) -> str:
    """The inside of a paragraph or list item; nested lists are left to the caller."""
    parts = [escaped(element.text or "")]
    for child in element:
        if child.tag == "br":
            parts.append("<br>" if raw_breaks else "\\\n")
        elif child.tag in ("b", "i"):
            parts.append(_emphasis(child, raw_breaks))
        elif child.tag == "a":
            words = inline(child, raw_breaks=raw_breaks)
            parts.append(f"[{words}](<{_address(child.get('href') or '')}>)")
        if child.tag not in ("ul", "ol") or (child.tail or "").strip():
            parts.append(escaped(child.tail or ""))
    return "".join(parts)


def _address(href: str) -> str:
    return href.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")


def _emphasis(element: HtmlElement, raw_breaks: bool) -> str:
    """Stars where Markdown certainly understands them; otherwise tags (within words, nested)."""
    content = inline(element, raw_breaks=raw_breaks)
    text = element.text_content()
    star = "**" if element.tag == "b" else "*"
    nested = len(element) or element.getparent().tag in ("a", "b", "i")
    if not nested and text and text[0].isalnum() and text[-1].isalnum():
        before, after = _neighbours(element)
        if not before[-1:].isalnum() and not after[:1].isalnum() and not _touches_tag(element):
            return f"{star}{content}{star}"
    return f"<{element.tag}>{content}</{element.tag}>"


def _neighbours(element: HtmlElement) -> tuple[str, str]:
    previous = element.getprevious()
    before = (previous.tail if previous is not None else element.getparent().text) or ""
    return before, element.tail or ""


def _touches_tag(element: HtmlElement) -> bool:
    before, after = _neighbours(element)
    return (not before and element.getprevious() is not None) or (
        not after and element.getnext() is not None
    )


def _lines(text: str) -> str:
    return "\n".join(line(each) for each in text.split("\n"))


def _list(element: HtmlElement, other: bool) -> str:
    lines: list[str] = []
    for number, item in enumerate(element, start=1):
        if element.tag == "ol":
            mark = f"{number}) " if other else f"{number}. "
        else:
            mark = "* " if other else "- "
        indent = " " * len(mark)
        parts = [_lines(inline(item))]
        nested_before = ""
        for nested in item.iterchildren("ul", "ol"):
            parts.append(_list(nested, nested_before == nested.tag))
            nested_before = nested.tag
        text = "\n".join(parts)
        lines.append(mark + text.replace("\n", f"\n{indent}"))
    return "\n".join(lines)


def _raw(element: HtmlElement) -> str:
    """Literal tags around escaped text, for blocks inside a table cell."""
    parts = [escaped(element.text or "")]
    for child in element:
        parts.append("<br>" if child.tag == "br" else _raw(child))
        parts.append(escaped(child.tail or ""))
    href = element.get("href")
    address = f' href="{escape_html(href)}"' if href else ""
    return f"<{element.tag}{address}>{''.join(parts)}</{element.tag}>"
