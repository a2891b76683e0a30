"""Inline rich text as runs: pieces of text with their style, written in Wagtail's notation.

Runs make the result independent of how the source nested its tags. Links are outermost, then bold,
then italics; there are no empty tags; a space has only the styles that both its neighbours have.
"""

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from markdown_it.common.normalize_url import normalizeLink

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})

_REDIRECT = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/url\?|www\.youtube\.com/redirect\?"
    r"|lm?\.facebook\.com/l\.php\?|[\w.-]+\.safelinks\.protection\.outlook\.com/\?)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(r"^(?:—|–|--|―)\s*(.+)$")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_PLAIN_ADDRESS = re.compile(r"[\w.~:/?#@!$&'()*+,;=-]*", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")


class Style(NamedTuple):
    bold: bool = False
    italic: bool = False
    href: str = ""


class Run(NamedTuple):
    text: str
    style: Style
    is_break: bool = False


PLAIN = Style()


def safe_href(href: str | None) -> str:
    """The address if a reader may follow it (http, https, mailto, relative, #fragment), else ""."""
    address = unwrapped((href or "").strip())
    # Browsers ignore control characters inside an address, so they must not hide a scheme.
    bare = _INVISIBLE.sub("", address)
    if not bare or bare == "#":
        return ""
    scheme = _SCHEME.match(bare)
    if scheme and scheme[1].lower() not in ALLOWED_SCHEMES:
        return ""
    if bare.startswith(("//", "\\\\", "/\\")):
        return f"https://{bare[2:]}" if bare.startswith("//") and len(bare) > 2 else ""
    cleaned = _UNSEEN.sub("", address)
    return cleaned if _PLAIN_ADDRESS.fullmatch(cleaned) else _encoded(cleaned)


def unwrapped(address: str) -> str:
    """The target of a tracking redirect that a word processor or mail program added."""
    if not _REDIRECT.match(address):
        return address
    query = parse_qs(urlsplit(address).query)
    found = next((query[name][0] for name in ("q", "url", "u") if query.get(name)), "")
    return found if found.startswith(("http://", "https://")) else address


def _encoded(address: str) -> str:
    """The address as Markdown would write it: percent-encoded, with the host in Punycode."""
    try:
        encoded = normalizeLink(address)
    except ValueError:
        return ""
    return re.sub(r"[\s<>\"`{}|\\^]", lambda match: quote(match[0]), encoded)


def collapse(text: str) -> str:
    """Collapses white space like HTML: one space for each run. No-break spaces are preserved."""
    # The common case: only single spaces, which stay unchanged.
    if text.isprintable() and "  " not in text:
        return text
    return _SPACE.sub(" ", text)


def inline_html(runs: list[Run]) -> str:
    """The HTML of some runs, trimmed; empty if they show nothing."""
    if len(runs) == 1 and not runs[0].is_break:
        text, style, _ = runs[0]
        return _wrapped(escape(collapse(text).strip(), quote=False), style)
    return "".join(_groups(_merged(_tokens(runs))))


def inline_text(runs: list[Run]) -> str:
    """The words of some runs, with the line breaks of the source."""
    text = "".join("\n" if run.is_break else collapse(run.text) for run in runs)
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def _tokens(runs: list[Run]) -> list[Run]:
    """Words, single spaces and breaks. Spaces and breaks are never at an end or adjacent."""
    tokens: list[Run] = []
    for run in runs:
        if run.is_break:
            _drop_space(tokens)
            tokens.append(run)
            continue
        text = collapse(run.text)
        words = text.strip(" ")
        if text.startswith(" "):
            _add_space(tokens, run.style)
        if words:
            tokens.append(Run(words, run.style))
            if text.endswith(" "):
                _add_space(tokens, run.style)
    return _trimmed(_trimmed(tokens, 0, str.lstrip), -1, str.rstrip)


def _trimmed(tokens: list[Run], end: int, strip: Callable[[str], str]) -> list[Run]:
    """Trims invisible content at one end: breaks, spaces, no-break and other special spaces."""
    while tokens:
        text = "" if tokens[end].is_break else strip(tokens[end].text)
        if text:
            tokens[end] = tokens[end]._replace(text=text)
            break
        tokens.pop(end)
    return tokens


def _add_space(tokens: list[Run], style: Style) -> None:
    if tokens and not tokens[-1].is_break and tokens[-1].text != " ":
        tokens.append(Run(" ", style))


def _drop_space(tokens: list[Run]) -> None:
    if tokens and tokens[-1].text == " ":
        tokens.pop()


def _merged(tokens: list[Run]) -> list[Run]:
    """Joins adjacent tokens of one style. Spaces and breaks have only the styles of both
    neighbours."""
    styles = _between_styles(tokens)
    merged: list[Run] = []
    for token, style in zip(tokens, styles, strict=True):
        last = merged[-1] if merged else None
        if last and not token.is_break and not last.is_break and last.style == style:
            merged[-1] = Run(last.text + token.text, style)
        else:
            merged.append(Run(token.text, style, token.is_break))
    return merged


def _between_styles(tokens: list[Run]) -> list[Style]:
    styles = [token.style for token in tokens]
    following = PLAIN
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].is_break or tokens[index].text == " ":
            styles[index] = following
        else:
            following = tokens[index].style
    previous = PLAIN
    for index, token in enumerate(tokens):
        if token.is_break or token.text == " ":
            styles[index] = _shared(previous, styles[index])
        else:
            previous = token.style
    return styles


def _shared(one: Style, other: Style) -> Style:
    return Style(
        one.bold and other.bold,
        one.italic and other.italic,
        one.href if one.href == other.href else "",
    )


def _groups(runs: list[Run]) -> list[str]:
    """The HTML of the runs, with one `<a>` for consecutive runs with the same address."""
    parts: list[str] = []
    index = 0
    while index < len(runs):
        href = runs[index].style.href
        end = index
        inner: list[str] = []
        while end < len(runs) and runs[end].style.href == href:
            inner.append(_run_html(runs[end]))
            end += 1
        content = _joined_styles("".join(inner))
        parts.append(f'<a href="{escape(href)}">{content}</a>' if href else content)
        index = end
    return parts


def _run_html(run: Run) -> str:
    text = "<br/>" if run.is_break else escape(run.text, quote=False)
    return _wrapped(text, Style(run.style.bold, run.style.italic))


def _joined_styles(html: str) -> str:
    # Runs are wrapped one by one; this joins styles that continue (bold over italics). The text
    # itself is escaped, so these sequences can only be tags.
    return html.replace("</i></b><b><i>", "").replace("</b><b>", "").replace("</i><i>", "")


def _wrapped(text: str, style: Style) -> str:
    if not text:
        return ""
    if style.italic:
        text = f"<i>{text}</i>"
    if style.bold:
        text = f"<b>{text}</b>"
    if style.href:
        text = f'<a href="{escape(style.href)}">{text}</a>'
    return text


def split_attribution(text: str) -> tuple[str, str]:
    """The words of a quotation, and the name if the last line is `— Name`."""
    *lines, last = text.split("\n")
    match = _ATTRIBUTION.match(last.strip())
    if match and lines:
        return "\n".join(lines), match[1].strip()
    return text, ""
