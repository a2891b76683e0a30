"""What readers type, sampled from the words of an archive: always the same for a seed."""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.archive import Material

# How many queries of each kind a sample holds.
MIX = {
    "title": 20,
    "sentence": 52,
    "common word": 16,
    "mid word": 16,
    "rare word": 16,
    "misspelt word": 16,
    "phrase": 16,
    "question": 16,
}
WORDS = re.compile(r"[a-z]{4,}")
COMMON, MID, RARE = slice(0, 100), slice(500, 3000), slice(-10_000, None)
# Letters after which a reader sees suggestions, and looks up.
TYPED = range(2, 13)


@dataclass(frozen=True)
class Typed:
    kind: str
    text: str


def mixture(material: Material, seed: str) -> list[Typed]:
    """Queries of every kind in random order."""
    chance = random.Random(seed)
    kinds = samplers(material, chance)
    queries = [Typed(kind, kinds[kind]()) for kind, count in MIX.items() for _query in range(count)]
    chance.shuffle(queries)
    return queries


def samplers(material: Material, chance: random.Random) -> dict[str, Callable[[], str]]:
    words = by_frequency(material.sentences)

    def run(least: int, most: int) -> str:
        return words_in_a_row(chance, material.sentences, least, most)

    return {
        "title": lambda: chance.choice(material.titles),
        "sentence": lambda: run(2, 5),
        "common word": lambda: chance.choice(words[COMMON]),
        "mid word": lambda: chance.choice(words[MID]),
        "rare word": lambda: chance.choice(words[RARE]),
        "misspelt word": lambda: misspelt(chance, chance.choice(words[MID])),
        "phrase": lambda: f'"{run(2, 4)}"',
        "question": lambda: chance.choice(material.questions or material.titles),
    }


def by_frequency(sentences: list[str]) -> list[str]:
    """The words of four letters and more, those of most sentences first."""
    counted = Counter(
        word for sentence in sentences for word in dict.fromkeys(WORDS.findall(sentence.lower()))
    )
    return [word for word, _count in counted.most_common()]


def words_in_a_row(chance: random.Random, sentences: list[str], least: int, most: int) -> str:
    found = re.findall(r"\w+", chance.choice(sentences))
    length = min(chance.randint(least, most), len(found))
    start = chance.randint(0, len(found) - length)
    return " ".join(found[start : start + length])


def misspelt(chance: random.Random, word: str) -> str:
    """The word with two letters in each other's place, one left out or one doubled."""
    at = chance.randrange(1, len(word) - 1)
    middle = chance.choice([word[at + 1] + word[at], word[at + 1], word[at] * 2 + word[at + 1]])
    return word[:at] + middle + word[at + 2 :]


def prefixes(material: Material, seed: str, count: int) -> list[str]:
    """The text in the search box, letter by letter, while readers type titles and names."""
    chance = random.Random(seed)
    names = [each.name for each in (*material.authors, *material.topics)]
    sources = [material.titles, material.questions or material.titles, names or material.titles]
    wanted = [chance.choice(sources[number % len(sources)]) for number in range(count)]
    return [text[:length] for text in wanted for length in TYPED if length <= len(text)]
