"""Words as the index knows them: one folding for articles and queries, whatever the database.

Engines are given words separated by single spaces, so their own parsers have nothing left to
decide: no host names, e-mail addresses, signed numbers or accents, on which they differ.
"""

import re
import unicodedata
from collections.abc import Iterator

from core.text import LETTERS_OF_A_WORD, RUN, SIGN

LONGEST_WORD = 64
WORD = r"[^\W_]+"
WORDS = re.compile(WORD)
# What is no letter or digit of ASCII parts words.
SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum()}

SIGNS = re.compile(f"[{SIGN}\u30fc]+")
UNSPACED_RUN = re.compile(rf"{SIGNS.pattern}|[{RUN}]+")
GRAMMAR = re.compile("[\u3041-\u309f的了是在和與与及或不也就都而被把這这那們们个個]")
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
QUOTES = dict.fromkeys("‘’ʼ′´", "'") | dict.fromkeys("“”„‟«»″＂", '"')
# Letters that have no decomposition, yet readers type them without their stroke or ligature.
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
FIRST_MARK, LAST_MARK = "\u0300", "\u036f"


class Folding(dict):
    """A translate() table filled as characters turn up."""

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
        # Few letters of a text are asked for in the table: that is twice as fast.
        text = NOT_ASCII.sub(translated, unicodedata.normalize("NFKC", text))
    return text.lower()


def translated(found: re.Match) -> str:
    return found[0].translate(FOLDING)


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    # Many times faster than the expression, on the texts that are most.
    found = folded.translate(SEPARATORS).split() if folded.isascii() else WORDS.findall(folded)
    if max(map(len, found), default=0) <= LONGEST_WORD:
        return found
    return [word[:LONGEST_WORD] for word in found]


def index_text(text: str) -> str:
    """What an engine is given: the folded words, separated by single spaces."""
    return " ".join(words(text))


def pieces(text: str) -> Iterator[str]:
    """What words are compared by in scripts that put no spaces between them: every two signs that
    stand together (Chinese, Japanese), or every four letters (Thai, Khmer, Burmese and others).

    None of what is mostly grammar: pairs with a letter of hiragana or a Chinese particle.
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
