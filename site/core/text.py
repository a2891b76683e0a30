"""Text from outside, before it is stored."""

import re

# No reader sees these; they break words (soft hyphen, zero width, fillers) or reorder text (bidi
# controls).
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text without control characters and surrogates; any database can store it."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return UNSEEN.sub("", text)
