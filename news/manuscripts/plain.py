"""Converts stored HTML to plain text."""

import html as html_entities
import re

_TAG = re.compile(r"<[^>]*>")
_LIST_ITEM = re.compile(r"<li\b[^>]*>")
_LINE_END = re.compile(r"<br\s*/?>|</(?:li|ul|ol)>")
_PARAGRAPH_END = re.compile(r"</p>")
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t]+")


def plain_text(html: str) -> str:
    """The words of stored rich text: a blank line between paragraphs, and list items as `- `
    lines."""
    if "<" not in html and "&" not in html:
        return html.strip()
    text = _LIST_ITEM.sub("\n- ", html)
    text = _PARAGRAPH_END.sub("\n\n", text)
    text = _LINE_END.sub("\n", text)
    text = html_entities.unescape(_TAG.sub("", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", _close_lists("\n".join(lines))).strip()


def _close_lists(text: str) -> str:
    # "<li>a</li><li>b</li>" leaves a blank line between the items. A list reads better without it.
    return re.sub(r"\n\n(?=- )", "\n", text)
