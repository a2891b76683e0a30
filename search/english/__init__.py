"""A general list of English words, so that correct words are not taken for misspellings.

The words come from SCOWL (http://wordlist.aspell.net/), under the terms in LICENCE.txt;
collect.py writes the list.
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
# Prefixes that form new words.
PREFIXES = ("anti", "cyber", "inter", "micro", "mis", "multi", "non", "over", "post", "pre", "re",
            "sub", "super", "un", "under")  # fmt: skip


def is_english(word: str) -> bool:
    """Whether the folded word (five letters or more) is in the list, alone or after a prefix.

    False for every word if the site's language is not English.
    """
    return is_site_english() and (is_listed(word) or any(map(is_listed, without_prefix(word))))


def without_prefix(word: str) -> Iterator[str]:
    """The word without each of its prefixes: the list does not contain "rebranded"."""
    return (word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix))


def is_listed(word: str) -> bool:
    return f"\n{word}\n" in listed().get(word[:BEGINNING], "")


def like(word: str) -> list[str]:
    """Listed words with the same first letters and nearly the same letters: all within two typos,
    and some others. Empty if the site's language is not English."""
    if not is_site_english():
        return []
    letters = set(word)
    group = listed().get(word[:BEGINNING], "").split()
    # A typo changes the length by at most one, and adds and removes at most one letter.
    alike = (other for other in group if abs(len(other) - len(word)) <= TYPOS)
    return [other for other in alike if len(letters.symmetric_difference(other)) <= 2 * TYPOS]


def is_site_english() -> bool:
    return settings.LANGUAGE_CODE.partition("-")[0].lower() == "en"


@cache
def listed() -> dict[str, str]:
    """The words grouped by their first letters, as texts with a line break around each word.

    Such texts take a tenth of the memory of a set. They are loaded with the first query that has an
    unknown word.
    """
    words = gzip.decompress(WORDS_FILE.read_bytes()).decode("ascii").split("\n")
    groups = groupby(words, key=lambda word: word[:BEGINNING])
    return {beginning: "\n".join(["", *group, ""]) for beginning, group in groups}
