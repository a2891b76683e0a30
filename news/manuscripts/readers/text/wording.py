"""Compares the words of a line with those of the article."""

import re
from collections.abc import Iterable

from .units import Unit

STEM = 6
_WORD = re.compile(r"[^\W\d_]{4,}")


def body_words(units: Iterable[Unit]) -> set[str]:
    """The stems of the longer words of some units."""
    return {stem_of(word) for unit in units for word in _WORD.findall(unit.text.lower())}


def share_of(unit: Unit, words: set[str]) -> float:
    """The share of a line's longer words that are among `words` (see `body_words`)."""
    own = body_words([unit])
    return len(own & words) / len(own) if own else 0.0


def stem_of(word: str) -> str:
    """Reduces “roads” and “road”, or “recovered” and “recovery”, to the same stem."""
    return word[:STEM].removesuffix("s")
