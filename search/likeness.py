"""Similar articles: those that share significant words of headline and headings."""

import logging
from collections.abc import Iterable
from itertools import chain

from search.engines import IndexBroken, TooBroad, engine
from search.query import STOP_WORDS
from search.stemming import stems
from search.text import pieces, words

logger = logging.getLogger(__name__)

# Words of the headline count twice; of a long article, only the first words are compared.
TITLE_COUNTS = 2
MOST_WORDS = 60
SHORTEST_WORD = 3


def similar(title: str, headings: Iterable[str], most: int) -> list[int]:
    """The primary keys of at most `most` public articles that share at least two significant words,
    most similar first, including the article itself. One query; empty if the index cannot answer.
    """
    try:
        return engine().similar(significant_stems(title, headings), most)
    except (TooBroad, IndexBroken):
        logger.exception("Articles cannot be compared by their words")
        return []


def significant_stems(title: str, headings: Iterable[str]) -> dict[str, int]:
    """The stems of the words that may describe an article, with their weights.

    In scripts without spaces, pieces replace words (search.text.pieces).
    """
    found: dict[str, int] = {}
    for text, counts in [(title, TITLE_COUNTS), *((heading, 1) for heading in headings)]:
        long = (word for word in words(text) if len(word) >= SHORTEST_WORD)
        for word in chain(pieces(text), long):
            if len(found) >= MOST_WORDS:
                break
            if word not in STOP_WORDS:
                found.setdefault(word, counts)
    counted: dict[str, int] = {}
    for stem, counts in zip(stems(list(found)), found.values(), strict=True):
        counted[stem] = max(counts, counted.get(stem, 0))
    return counted
