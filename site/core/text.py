"""Functions for text from outside."""

import re
import unicodedata
from collections.abc import Iterator

# Invisible characters that break words (soft hyphen, zero width, fillers) or reorder text (bidi
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


# Scripts without spaces between words. Each Han or kana character counts as a word, as in word
# processors; of the other scripts a fixed number of letters does.
SIGN = (
    r"\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
RUN = r"\u0e00-\u0eff\u0f40-\u0fbc\u1000-\u109f\u1780-\u17ff"
UNSPACED = re.compile(f"[{SIGN}]|[{RUN}]+")
LETTERS_OF_A_WORD = 4


def word_count(text: str) -> int:
    """The number of words in the text, in any script."""
    if text.isascii() or not UNSPACED.search(text):
        return len(text.split())
    signs, letters = 0, 0
    for found in UNSPACED.finditer(text):
        if len(found[0]) == 1 and not re.match(f"[{RUN}]", found[0]):
            signs += 1
        else:
            letters += sum(unicodedata.category(each)[0] == "L" for each in found[0])
    others = [part for part in UNSPACED.sub(" ", text).split() if any(map(str.isalnum, part))]
    return signs + -(-letters // LETTERS_OF_A_WORD) + len(others)


# In columns: letters of East Asian scripts take two.
SHORTEST_OPENING, LONGEST_OPENING = 100, 200
# The end of a sentence: followed by white space, or by nothing in scripts without spaces.
SENTENCE_END = re.compile(
    r"[.!?\u2026\u037e\u055c\u0589\u061f\u06d4\u0964\u0965\u104b\u1362\u1367\u17d4\u17d5]+"
    r"[\"\u2019\u201d\u00bb\u203a)\]]*(?=\s|$)|[\u3002\uff01\uff1f\uff61]+[\u300d\u300f\u201d\u2019)\uff09]*"
)
# A dot after these ends no sentence.
ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]|\b\d{1,2}|\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|Nr|vs|etc|approx|ca|bzw|evtl|Art|Abs|Mme|Mlle|"
    r"Sra|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[a-z]\.[a-z])\.$",
    re.IGNORECASE,
)
BREAK = re.compile(r"\s+|(?<=[\u3001\u3002\uff0c\uff1b\uff1a\u060c])")


def opening(text: str, longest: int = LONGEST_OPENING) -> str:
    """The first sentences of a plain text, about as long as a summary. A sentence that is too
    long is cut between words (or letters, if there are no words) and ends with "…"."""
    text = " ".join(text.split())
    if columns(text) <= longest:
        return text
    taken = ""
    for end in sentence_ends(text[: 2 * longest]):
        if columns(text[:end]) > longest:
            break
        taken = text[:end]
        if columns(taken) >= SHORTEST_OPENING:
            break
    # A sentence of only a few words says too little.
    return taken if columns(taken) * 3 >= SHORTEST_OPENING else shortened(text, longest)


def sentence_ends(text: str) -> Iterator[int]:
    for found in SENTENCE_END.finditer(text):
        if not (found[0] == "." and ABBREVIATED.search(text, 0, found.end())):
            yield found.end()


def shortened(text: str, longest: int) -> str:
    """As much of the text as fits, with "…"."""
    end, used = 0, 1
    while end < len(text) and used + width_of(text[end]) <= longest:
        used += width_of(text[end])
        end += 1
    if end == len(text):
        return text
    breaks = [found.start() for found in BREAK.finditer(text, 0, end + 1)]
    if breaks and breaks[-1] * 2 >= end:
        end = breaks[-1]
    else:
        # Do not cut before a combining mark, or after a vowel that is written before its consonant.
        while end and (unicodedata.category(text[end])[0] == "M" or text[end - 1] in "เแโใไເແໂໃໄ"):
            end -= 1
    return text[:end].rstrip(" ,;:\u2013\u2014-\u060c\u3001\uff0c") + "\N{HORIZONTAL ELLIPSIS}"


def columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(width_of, text))


def width_of(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1
