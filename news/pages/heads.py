"""Composes the head of an article from the fields that are filled in.

Without main picture and standfirst, the first paragraph moves to the place of the standfirst. The
font size of the headline depends on its length, and the place of the picture on its size: pictures
are not enlarged.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.blocks import plain_text
from core.lettering import digits, widest_word
from core.media.pictures import hero_form, picture

# The font sizes of headlines, each with the longest headline in letters; None: any length.
STEPS = ((12, "poster"), (80, "76"), (120, "61"), (160, "49"), (None, "44"))
BARE_STEPS = ((12, "poster"), (60, "98"), (100, "85"))
LARGER = {"76": "85", "61": "76", "49": "61"}
# In ems: longer words may be hyphenated if they do not fit in a smaller size either.
LONG_WORD = 7.5

FIRST_PARAGRAPH = re.compile(r"\s*<p(?:\s[^>]*)?>.*?</p>", re.DOTALL)
# In letters: shorter paragraphs do not open a story, longer ones are set in a smaller size.
LEAST_OPENER, LONG_OPENER, LONGEST_OPENER = 60, 420, 700
# A byline with more names is one sentence.
MOST_ROWS = 3
LONGEST_NAME = 32


@dataclass(frozen=True)
class Hero:
    """The main picture. `layout` is its place in the head. `sizes` is an attribute of the picture
    tag, empty if the shape has its own.
    """

    image: object
    layout: str
    shape: str
    sizes: str
    alt: str
    caption: str
    credit: str

    @property
    def is_beside(self) -> bool:
        """Whether the picture is beside the text of the head."""
        return self.layout in {"portrait", "slender"}

    @property
    def is_below(self) -> bool:
        """Whether the picture is beneath the head, across the page."""
        return self.layout in {"full", "panorama", "axis"}


@dataclass(frozen=True)
class Opener:
    """The paragraph that opens a story without a standfirst: a stored paragraph block. `label`,
    `anchor` and `aliases` come from the heading before it, if there is one.
    """

    block: dict
    label: str = ""
    anchor: str = ""
    aliases: str = ""

    @property
    def text(self) -> str:
        return plain_text(self.block["value"])

    @property
    def step(self) -> str:
        """The font size for its length."""
        letters = len(self.text)
        return "20" if letters > LONGEST_OPENER else "25" if letters > LONG_OPENER else "28"

    @property
    def has_drop_cap(self) -> bool:
        first = self.text[:1]
        return first.isalpha() and unicodedata.name(first, "").startswith("LATIN")


@dataclass(frozen=True)
class Person:
    """A person in the byline, with all their roles."""

    author: object
    roles: tuple[str, ...]
    is_writer: bool

    @property
    def is_unbroken(self) -> bool:
        """Whether the name is short enough for one line of a phone."""
        return len(self.author.name) <= LONGEST_NAME

    @property
    def did(self) -> str:
        return ", ".join(self.roles)


@dataclass(frozen=True)
class Head:
    """`headline` are the CSS classes of the headline. `layout` is "bare" (the first paragraph opens
    the story), "plain" (no standfirst) or "full".
    """

    layout: str
    headline: str
    hero: Hero | None
    opener: Opener | None
    people: tuple[Person, ...]

    @property
    def writers(self) -> list[Person]:
        return [person for person in self.people if person.is_writer]

    @property
    def helpers(self) -> list[Person]:
        return [person for person in self.people if not person.is_writer]

    @property
    def has_many(self) -> bool:
        return len(self.people) > MOST_ROWS


def head_of(page, opener: Opener | None, people: tuple[Person, ...]) -> Head:
    """The head of an article. `opener` is the paragraph that was removed from its body, if any."""
    hero = hero_of(page)
    layout = "bare" if opener else "full" if page.standfirst else "plain"
    headline = headline_classes(page.title, layout, hero)
    return Head(layout, headline, hero, opener, people)


# Headline


def headline_classes(title: str, layout: str, hero: Hero | None) -> str:
    widest = widest_word(title)
    names = [f"headline--{headline_step(title, layout, hero)}", digits("word", widest)]
    if widest > LONG_WORD:
        names.append("headline--hyphens")
    return " ".join(names)


def headline_step(title: str, layout: str, hero: Hero | None) -> str:
    letters = sum(2 if unicodedata.east_asian_width(each) in {"W", "F"} else 1 for each in title)
    if layout == "bare" or (hero and hero.is_beside):
        for most, step in BARE_STEPS:
            if letters <= most:
                return step
    step = next(step for most, step in STEPS if most is None or letters <= most)
    return step if hero else LARGER.get(step, step)


# Picture


def hero_of(page) -> Hero | None:
    """The main picture of an article; None if it has none that can be rendered."""
    image = page.hero_image
    if not image:
        return None
    form = hero_form(image.width, image.height)
    if picture(image, form.shape) is None:
        return None
    return Hero(
        image=image,
        layout=form.layout,
        shape=form.shape,
        sizes=form.sizes,
        alt=page.hero_alt or image.description,
        caption=page.hero_caption or image.caption,
        credit=page.hero_credit or image.credit,
    )


# Opener


def take_opener(page, body: list[dict]) -> tuple[Opener | None, list[dict]]:
    """The opener of an article without standfirst and main picture, and the stored body without it.

    Only the very first paragraph can open a story, also directly beneath the first heading.
    """
    if page.standfirst or not body or hero_of(page):
        return None, body
    first, rest = body[0], body[1:]
    if first["type"] == "paragraph":
        opener, left = divided(first)
        return opener, [*left, *rest]
    content = (first["value"].get("content") or []) if first["type"] == "section" else []
    if not content or content[0]["type"] != "paragraph":
        return None, body
    opener, left = divided(content[0], first["value"])
    if opener is None:
        return None, body
    left = [*left, *content[1:]]
    known = page.body.stream_block.child_blocks
    if all(part["type"] in known for part in left):
        return opener, [*left, *rest]
    value = {**first["value"], "heading": "", "anchor": "", "aliases": "", "content": left}
    return opener, [{**first, "value": value}, *rest]


def divided(block: dict, heading: dict | None = None) -> tuple[Opener | None, list[dict]]:
    """The opener in a paragraph block, and a list with the rest of the block, if any."""
    markup = block["value"]
    found = FIRST_PARAGRAPH.match(markup)
    if not found or len(plain_text(found[0])) < LEAST_OPENER:
        return None, [block]
    names = {"label": "heading", "anchor": "anchor", "aliases": "aliases"}
    fields = {name: (heading or {}).get(key) or "" for name, key in names.items()}
    left = markup[found.end() :]
    return (
        Opener({**block, "value": found[0]}, **fields),
        [{**block, "value": left}] if left.strip() else [],
    )


# Byline


def people_of(credits) -> tuple[Person, ...]:
    """All credited people in order, without duplicates."""
    found: dict = {}
    for credit in credits:
        found.setdefault(credit.author, []).append(credit)
    return tuple(
        Person(
            author,
            tuple(dict.fromkeys(role_of(each) for each in theirs)),
            any(each.role in each.BYLINE_ROLES for each in theirs),
        )
        for author, theirs in found.items()
    )


def role_of(credit) -> str:
    """The line beneath a name: the job title of writers, the role of others."""
    if credit.role == credit.Role.REVIEW:
        return str(_("Reviewed this article"))
    is_writing = credit.role == credit.Role.WORDS
    return (credit.author.role if is_writing else "") or str(credit.get_role_display())
