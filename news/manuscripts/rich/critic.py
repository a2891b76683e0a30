"""Editorial remarks and tracked changes in plain text, and comments in HTML.

Reads CriticMarkup: `{>>a remark<<}`, `{--deleted--}`, `{++added++}`, `{~~old~>new~~}`,
`{==marked==}`; and the spans in which Pandoc writes the comments and changes of a Word document.
"""

import re
from bisect import bisect

import lxml.etree
from lxml.html import HtmlElement

from ..report import Report

LONGEST = 5_000
"""How many characters a remark may have: what opens and closes further apart is no mark-up."""

_CLOSERS = {"{>>": "<<}", "{--": "--}", "{++": "++}", "{~~": "~~}", "{==": "==}"}
_OPENER = re.compile(r"(?<![`{])\{(?:>>|--|\+\+|~~|==)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
_SPAN = re.compile(
    r"\[([^\[\]]*)\]\{\.(comment-start|comment-end|insertion|deletion"
    r"|paragraph-insertion|paragraph-deletion)\b[^{}]*\}"
)

# Comments by programs: conditional comments, block marks, names of parts, disabled code.
_MACHINE = re.compile(
    r"\s*(?:/?wp:|more\b|nextpage|\[|/|#|\.|!|begin|end|start|stop|open|close|if\b|else|google|ads?\b"
    r"|page\b|generat|cached?|served|power|built|noindex|index|this (?:page|site|website|file)"
    r"|copyright|©|\(c\)|template|theme|plugin|widget|script|facebook|twitter|analytics)",
    re.I,
)
_CODE = re.compile(r"[<>{}=;$]|//")


def without_remarks(text: str, report: Report) -> str:
    """The text as its author intends it. Remarks and deletions are reported."""
    if "{" not in text:
        return text
    parts, start = [], 0
    closers: dict[str, int] = {}
    fences = [match.start() for match in _FENCE.finditer(text)]
    for opener in _OPENER.finditer(text):
        begin = opener.start()
        if begin < start or bisect(fences, begin) % 2:
            continue
        closer = _CLOSERS[opener[0]]
        end = closers.get(closer, 0)
        if 0 <= end < opener.end():
            # Search once for all preceding openers, so that the time stays linear.
            end = closers[closer] = text.find(closer, opener.end())
        if end < 0 or end - begin > LONGEST:
            continue
        parts += [text[start:begin], _meant(opener[0], text[opener.end() : end], report)]
        start = end + len(closer)
    parts.append(text[start:])
    return _SPAN.sub(lambda match: _meant_span(match, report), "".join(parts))


def _meant(opener: str, inner: str, report: Report) -> str:
    if opener == "{>>":
        report.remark(inner)
        return ""
    if opener == "{--":
        report.delete(inner)
        return ""
    if opener == "{~~":
        old, arrow, new = inner.partition("~>")
        if arrow:
            report.delete(old)
            return new
    return inner


def _meant_span(match: re.Match, report: Report) -> str:
    words, kind = match.groups()
    if kind == "comment-start":
        report.remark(words)
        return ""
    if kind == "deletion":
        report.delete(words)
        return ""
    return words


def count_comments(article: HtmlElement, report: Report) -> None:
    """Counts the HTML comments that people wrote. Readers never see them, but editors may miss
    them."""
    for node in article.iter(lxml.etree.Comment):
        words = node.text or ""
        if len(words.split()) >= 3 and not _MACHINE.match(words) and not _CODE.search(words):
            report.remark(words)
