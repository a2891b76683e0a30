"""Whether a word is English: a general list, so that right words are not taken for mistakes.

The words are those of SCOWL (http://wordlist.aspell.net/), under the terms in LICENCE.txt;
collect.py writes them.
"""

import gzip
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from django.conf import settings

WORDS_FILE = Path(__file__).with_name("words.txt.gz")
# Shorter words are never corrected (search.spelling), so the list has none.
SHORTEST = 5
BEGINNING = 2
TYPOS = 2
# Those that make new words of others today.
PREFIXES = ("anti", "cyber", "inter", "micro", "mis", "multi", "non", "over", "post", "pre", "re",
            "sub", "super", "un", "under")  # fmt: skip


def is_english(word: str) -> bool:
    """Whether the folded word, of at least five letters, is in the list, or is one of the list
    behind a common prefix.

    False for every word where the site's language is another.
    """
    return is_site_english() and (is_listed(word) or any(map(is_listed, without_prefix(word))))


def without_prefix(word: str) -> Iterator[str]:
    """What is left of "rebranded", which no list of this size holds."""
    return (word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix))


def is_listed(word: str) -> bool:
    return f"\n{word}\n" in listed().get(word[:BEGINNING], "")


def like(word: str) -> list[str]:
    """The words of the list that begin as this one and share nearly all its letters: all within
    two typos, and some more. None where the site's language is another."""
    if not is_site_english():
        return []
    letters = set(word)
    group = listed().get(word[:BEGINNING], "").split()
    # A typo changes the length by one, and of the letters one goes and one comes.
    alike = (other for other in group if abs(len(other) - len(word)) <= TYPOS)
    return [other for other in alike if len(letters.symmetric_difference(other)) <= 2 * TYPOS]


def is_site_english() -> bool:
    return settings.LANGUAGE_CODE.partition("-")[0].lower() == "en"


@cache
def listed() -> dict[str, str]:
    """The words by their first letters, with a line break around each.

    Texts of some hundred words take a tenth of the memory of a set. Read with the first query that
    has an unknown word.
    """
    words = gzip.decompress(WORDS_FILE.read_bytes()).decode("ascii").split("\n")
    groups = groupby(words, key=lambda word: word[:BEGINNING])
    return {beginning: "\n".join(["", *group, ""]) for beginning, group in groups}
