"""Markdown that remains in pasted text: `**bold**`, `_italic_`."""

import re
from html import escape

_WHOLE_BOLD = re.compile(r"^(?:\*\*|__)(?=[^\s*_])([^*]+)(?<=[^\s*_])(?:\*\*|__)(:?)$")
_WHOLE_ITALIC = re.compile(r"^([*_])(?=[^\s*_])([^*]+)(?<=[^\s*_])\1$")
_INLINE = re.compile(
    r"(?<![\w*_])(?P<mark>\*\*|__|_)(?=[^\s*_])(?P<words>[^*_\n]{1,300})(?<=[^\s*_])(?P=mark)(?![\w*_])"
)


def without_emphasis(text: str) -> tuple[str, bool, bool]:
    """A line without the marks around all of it, and whether these marked it bold or italic."""
    bold = _WHOLE_BOLD.match(text)
    if bold:
        return bold[1] + bold[2], True, False
    italic = _WHOLE_ITALIC.match(text)
    if italic and not (italic[1] == "_" and "_" in italic[2]):
        return italic[2], False, True
    return text, False, False


def without_marks(text: str) -> str:
    """The words of a heading, without marks inside it."""
    return _INLINE.sub(lambda match: match["words"], text)


def inline_html(text: str) -> str:
    """Escaped text with `**words**` as bold and `_words_` as italics."""
    return _INLINE.sub(_tagged, escape(text, quote=False))


def _tagged(match: re.Match) -> str:
    tag = "i" if match["mark"] == "_" else "b"
    return f"<{tag}>{match['words']}</{tag}>"
