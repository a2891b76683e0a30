"""Folds and splits texts, identically for articles and queries and on every database.

Engines receive words separated by single spaces, so their parsers, which differ on host names,
e-mail addresses, signed numbers and accents, have nothing to decide.
"""

import re
import unicodedata
from collections.abc import Iterator

from core.text import LETTERS_OF_A_WORD, RUN, SIGN

LONGEST_WORD = 64
WORD = r"[^\W_]+"
WORDS = re.compile(WORD)
# ASCII characters other than letters and digits separate words.
SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum()}

SIGNS = re.compile(f"[{SIGN}\u30fc]+")
UNSPACED_RUN = re.compile(rf"{SIGNS.pattern}|[{RUN}]+")
GRAMMAR = re.compile("[\u3041-\u309f的了是在和與与及或不也就都而被把這这那們们个個]")
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
QUOTES = dict.fromkeys("‘’ʼ′´", "'") | dict.fromkeys("“”„‟«»″＂", '"')
# Letters without a Unicode decomposition that readers type without stroke or ligature.
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
FIRST_MARK, LAST_MARK = "\u0300", "\u036f"


class Folding(dict):
    """A table for str.translate() that is filled on demand."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


def fold_character(character: str) -> str:
    if character in QUOTES:
        return QUOTES[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Cs"):
        return ""
    if category == "Pd":
        return "-"
    bare = "".join(
        part
        for part in unicodedata.normalize("NFKD", character)
        if not FIRST_MARK <= part <= LAST_MARK
    )
    folded = unicodedata.normalize("NFC", bare).casefold()
    return "".join(LETTERS.get(letter, letter) for letter in folded)


FOLDING = Folding()


def fold(text: str) -> str:
    """Lower case, without Latin accents, ligatures or typographic quotes and dashes."""
    if not text.isascii():
        # Only non-ASCII characters are looked up in the table: this is twice as fast.
        text = NOT_ASCII.sub(translated, unicodedata.normalize("NFKC", text))
    return text.lower()


def translated(found: re.Match) -> str:
    return found[0].translate(FOLDING)


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    # Many times faster than the regular expression; most texts are ASCII.
    found = folded.translate(SEPARATORS).split() if folded.isascii() else WORDS.findall(folded)
    if max(map(len, found), default=0) <= LONGEST_WORD:
        return found
    return [word[:LONGEST_WORD] for word in found]


def index_text(text: str) -> str:
    """The text as engines receive it: folded words, separated by single spaces."""
    return " ".join(words(text))


def pieces(text: str) -> Iterator[str]:
    """Replacements for words in scripts without spaces: every two adjacent characters (Chinese,
    Japanese), or every four letters (Thai, Khmer, Burmese and others).

    Pairs that contain hiragana or a Chinese particle are left out, since they are mostly grammar.
    """
    if text.isascii():
        return
    for run in UNSPACED_RUN.findall(fold(text)):
        if SIGNS.match(run):
            yield from (pair for pair in joined(run, 2) if not GRAMMAR.search(pair))
        else:
            letters = "".join(each for each in run if each.isalpha())
            yield from joined(letters, LETTERS_OF_A_WORD)


def joined(run: str, length: int) -> Iterator[str]:
    return (run[start : start + length] for start in range(len(run) - length + 1))
