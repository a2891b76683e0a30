"""Generated articles of about 1,870 words; each depends only on its number.

This module imports neither Django nor a page class, so that every measured system can be filled
with the same articles and pictures.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

SEED = "masthead"
FIRST_DAY = datetime(2010, 1, 1, 9, tzinfo=UTC)
DAYS = 15 * 365
VOCABULARY = 12_000
AUTHORS = 300
TOPICS = 120
PICTURES = 40
PICTURE_SIZE = (1200, 800)
PICTURE_SHAPES = 60
SECTIONS, PARAGRAPHS, SENTENCES = (6, 10), (3, 5), (3, 4)
SENTENCE_WORDS = (10, 20)

ONSETS = [*"bcdfghjklmnprstvw", "br", "ch", "cl", "dr", "fl", "gr", "pl", "qu", "sh", "st", "tr"]
VOWELS = [*"aeiou", "ai", "ea", "ee", "ie", "oa", "ou"]
CODAS = ["", "", "", *"lmnrst", "ck", "ld", "ll", "nd", "nt", "rd", "rk", "st"]
SMALL_WORDS = ["the", "of", "and", "to", "a", "in", "is", "that", "for", "it", "was", "on", "are"]
FIRST_NAMES = ["Ada", "Ben", "Clara", "David", "Emma", "Farid", "Grace", "Hugo", "Ines", "Jonas"]


@dataclass(frozen=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: list[str]


@dataclass(frozen=True)
class MadeUp:
    """An article in plain text; authors, topics and the picture are numbers into those lists."""

    number: int
    title: str
    slug: str
    standfirst: str
    published_at: datetime
    sections: list[Section]
    questions: list[Question]
    authors: list[int]
    topics: list[int]
    picture: int

    @property
    def text(self) -> str:
        parts = [self.standfirst]
        for section in self.sections:
            parts += [section.heading, *section.paragraphs]
        for each in self.questions:
            parts += [each.question, each.answer]
        return "\n".join(parts)


def articles(start: int, stop: int) -> Iterator[MadeUp]:
    """The articles of those numbers: a larger archive begins with every smaller one."""
    return (article(number) for number in range(start, stop))


def article(number: int) -> MadeUp:
    chance = random.Random(f"{SEED}:{number}")
    title = words(chance, 4, 8)
    day = timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(720))
    return MadeUp(
        number=number,
        title=title,
        slug=f"{title.lower().replace(' ', '-')}-{number}",
        standfirst=prose(chance, (1, 2)),
        published_at=FIRST_DAY + day,
        sections=[section(chance) for _part in range(chance.randint(*SECTIONS))],
        questions=[question(chance) for _part in range(chance.randint(0, 3))],
        authors=chance.sample(range(AUTHORS), chance.randint(1, 2)),
        topics=chance.sample(range(TOPICS), chance.randint(1, 3)),
        picture=number % PICTURES,
    )


def section(chance: random.Random) -> Section:
    paragraphs = [prose(chance, SENTENCES) for _part in range(chance.randint(*PARAGRAPHS))]
    return Section(words(chance, 3, 6), paragraphs)


def question(chance: random.Random) -> Question:
    return Question(f"{words(chance, 5, 9)}?", prose(chance, SENTENCES))


def prose(chance: random.Random, sentences: tuple[int, int]) -> str:
    return " ".join(sentence(chance) for _part in range(chance.randint(*sentences)))


def sentence(chance: random.Random) -> str:
    return f"{words(chance, *SENTENCE_WORDS)}."


def words(chance: random.Random, least: int, most: int) -> str:
    """Words in a row, the first with a capital; their frequencies fall as those of a language."""
    found = chance.choices(
        vocabulary(), cum_weights=cumulated_weights(), k=chance.randint(least, most)
    )
    return " ".join(found).capitalize()


@cache
def vocabulary() -> list[str]:
    chance = random.Random(f"{SEED}:vocabulary")
    found = dict.fromkeys(SMALL_WORDS)
    while len(found) < VOCABULARY:
        found[word(chance)] = None
    return list(found)


def word(chance: random.Random) -> str:
    syllables = chance.choices([1, 2, 3], weights=[4, 5, 1])[0]
    return "".join(
        chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS)
        for _syllable in range(syllables)
    )


@cache
def cumulated_weights() -> list[float]:
    """Zipf's law: the word of rank n is as frequent as 1/n."""
    total, weights = 0.0, []
    for rank in range(1, VOCABULARY + 1):
        total += 1 / (rank + 2)
        weights.append(total)
    return weights


@cache
def author_names() -> list[str]:
    chance = random.Random(f"{SEED}:authors")
    return [
        f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {word(chance).capitalize()}{number}"
        for number in range(AUTHORS)
    ]


@cache
def topic_names() -> list[str]:
    chance = random.Random(f"{SEED}:topics")
    return [f"{word(chance).capitalize()} {number}" for number in range(TOPICS)]


def picture(number: int) -> bytes:
    """A JPEG of coloured discs and bars, in the size of a picture for the whole page."""
    chance = random.Random(f"{SEED}:picture:{number}")
    drawn = Image.new("RGB", PICTURE_SIZE, colour(chance))
    draw = ImageDraw.Draw(drawn)
    for _shape in range(PICTURE_SHAPES):
        left, top = (chance.randrange(-200, edge) for edge in PICTURE_SIZE)
        box = (left, top, left + chance.randint(40, 400), top + chance.randint(40, 400))
        chance.choice([draw.ellipse, draw.rectangle])(box, fill=colour(chance))
    file = BytesIO()
    drawn.save(file, "JPEG", quality=85)
    return file.getvalue()


def colour(chance: random.Random) -> tuple[int, ...]:
    return tuple(chance.randrange(256) for _part in range(3))


@cache
def picture_names() -> list[str]:
    chance = random.Random(f"{SEED}:pictures")
    return [f"{word(chance).capitalize()} picture {number}" for number in range(PICTURES)]
