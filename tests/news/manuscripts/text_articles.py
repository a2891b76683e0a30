"""Random articles as people paste them, with the furniture of a page around them."""

import textwrap
from dataclasses import dataclass, field

from hypothesis import strategies as st

SUBJECTS = (
    "The patient",
    "Our garden",
    "Every village",
    "A careful nurse",
    "The old bridge",
    "Nobody in town",
    "Doctor Amadi",
    "“The minister”",
    "Half of the class",
    "Rain in the north",
)
VERBS = (
    "found",
    "measured",
    "forgot",
    "described",
    "followed",
    "repaired",
    "paid for",
    "waited for",
)
OBJECTS = (
    "a different kind of light",
    "the second report of the year",
    "what the others had left behind",
    "nineteen boxes of paper",
    "the slow train to the coast",
    "an answer that surprised us",
    "the price of clean water",
    "3.5 per cent of the harvest",
)
ENDS = (
    "before the winter",
    "in spite of everything",
    "for reasons that it’s hard to name",
    "at about 10.30 in the morning",
    "while the council – as ever – looked on",
    "without a word",
)
HEADING_STARTS = (
    "Why",
    "What Is",
    "The Story of",
    "Understanding",
    "Living with",
    "A history of",
    "Costs of",
)
HEADING_ENDS = (
    "Iron",
    "Night Trains",
    "the Harbour",
    "Clean Water",
    "early spring",
    "Small Gardens",
)
MENU = ("Home", "News", "Health", "Politics", "Sport", "Contact")
HEADLINES = (
    "Police close the ring road for two days",
    "Local choir wins prize in the capital",
    "Swimming pool to reopen next month",
    "Is this the end of the corner shop?",
)
NOTICES = (
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "Comment *",
    "Name *",
    "Email *",
    "Website",
    "Save my name, email, and website in this browser for the next time I comment.",
    "Post Comment",
)
FURNITURE_WORDS = (*NOTICES[:2], *NOTICES[-2:], *HEADLINES, "RECENT NEWS", "All rights reserved")


@dataclass
class Article:
    title: str
    introduction: list[str]
    sections: list[tuple[str, list]]
    """Heading and paragraphs; a list in it is a bulleted list."""
    questions: list[tuple[str, list[str]]]
    takeaways: list[str]
    closing: tuple[str, list] | None
    byline: bool
    layout: str = "blank"
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    newline: str = "\n"
    numbered: bool = True
    bullet: str = "•"
    contents: bool = False

    def sentences(self) -> list[str]:
        paragraphs = [*self.introduction, *self.takeaways]
        for _, blocks in [*self.sections, *([self.closing] if self.closing else [])]:
            for block in blocks:
                paragraphs.extend([block] if isinstance(block, str) else block)
        for question, answer in self.questions:
            paragraphs.extend([question, *answer])
        return paragraphs

    def headings(self) -> list[str]:
        sections = [*self.sections, *([self.closing] if self.closing else [])]
        return [heading for heading, _ in sections]

    def text(self) -> str:
        tight = self.layout == "tight"
        gap = "\n" if self.layout == "lines" else "\n\n"
        under = "\n" if tight else gap
        parts = [self.title]
        if self.byline:
            parts.append("By Jane Doe and John Roe\nMarch 4, 2026")
        if self.contents:
            entries = [*self.headings(), "FAQs"] if self.questions else self.headings()
            parts.append("\n".join(["Table of Contents", *entries]))
        if self.takeaways:
            parts.append("Key Takeaways" + under + self._bullets(self.takeaways))
        parts.extend(self.introduction)
        parts.extend(self._section(section, under, gap) for section in self.sections)
        if self.questions:
            parts.append("FAQs")
            for number, (question, answer) in enumerate(self.questions, start=1):
                mark = f"{number}. " if self.numbered else ""
                parts.append(mark + question + under + gap.join(answer))
        if self.closing:
            parts.append(self._section(self.closing, under, gap))
        article = gap.join(parts)
        if self.layout == "wrapped":
            article = "\n".join(wrapped(line) for line in article.split("\n"))
        page = "\n\n".join([*self.before, article, *self.after])
        return page.replace("\n", self.newline)

    def _section(self, section: tuple[str, list], under: str, gap: str) -> str:
        heading, blocks = section
        texts = [block if isinstance(block, str) else self._bullets(block) for block in blocks]
        return heading + under + gap.join(texts)

    def _bullets(self, items: list[str]) -> str:
        return "\n".join(f"{self.bullet} {item}" for item in items)


def wrapped(line: str) -> str:
    """A long line as a mail program breaks it, list items with a hanging indent."""
    mark = line[: len(line) - len(line.lstrip(" \t•-–*·"))]
    return textwrap.fill(line, 72, subsequent_indent=" " * len(mark.expandtabs(4)))


def sentences() -> st.SearchStrategy[str]:
    parts = st.tuples(*map(st.sampled_from, (SUBJECTS, VERBS, OBJECTS, ENDS)))
    return parts.map(lambda words: " ".join(words) + ".")


def paragraphs() -> st.SearchStrategy[str]:
    return st.lists(sentences(), min_size=1, max_size=3).map(" ".join)


def bullet_lists() -> st.SearchStrategy[list[str]]:
    return st.lists(sentences(), min_size=2, max_size=4)


def headings() -> st.SearchStrategy[str]:
    words = st.tuples(st.sampled_from(HEADING_STARTS), st.sampled_from(HEADING_ENDS))
    return st.tuples(words, st.sampled_from((str, str.upper, str.title, str.capitalize))).map(
        lambda pair: pair[1](" ".join(pair[0])) + ("?" if pair[0][0] == "What Is" else "")
    )


def questions() -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(("How", "Why", "When")), st.sampled_from(OBJECTS)).map(
        lambda words: f"{words[0]} does one get {words[1]}?"
    )


def section_blocks() -> st.SearchStrategy[list]:
    """A paragraph first, so that a heading is one; then paragraphs and lists."""
    return st.tuples(
        paragraphs(), st.lists(st.one_of(paragraphs(), bullet_lists()), max_size=3)
    ).map(lambda blocks: [blocks[0], *blocks[1]])


def furniture_before() -> st.SearchStrategy[list[str]]:
    menu = st.sampled_from(["\n".join(MENU), " | ".join(MENU), "  ".join(MENU)])
    strip = st.lists(st.sampled_from(HEADLINES), min_size=1, max_size=4, unique=True).map(
        lambda lines: ["RECENT NEWS", *lines]
    )
    strip = st.tuples(strip, st.sampled_from(("\n", "\n\n", "\n• ", "\nMarch 1, 2026\n"))).map(
        lambda pair: pair[1].join(pair[0])
    )
    return st.tuples(st.lists(menu, max_size=1), st.lists(strip, max_size=1)).map(
        lambda parts: [*parts[0], *parts[1]]
    )


def furniture_after() -> st.SearchStrategy[list[str]]:
    choices = (
        "\n".join(NOTICES),
        "Recent News\n" + "\n".join(HEADLINES[:3]),
        "\n".join(MENU),
        "Contact\n\nnews@example.org",
        "© 2026 The Example. All rights reserved.",
        "Share this:\nFacebook\nTwitter",
    )
    return st.lists(st.sampled_from(choices), max_size=4, unique=True)


@st.composite
def articles(draw) -> Article:
    used = draw(st.lists(headings(), min_size=2, max_size=6, unique_by=str.lower))
    title = "What Everyone Should Know About " + draw(st.sampled_from(HEADING_ENDS)).title()
    drawn = draw(st.lists(questions(), max_size=4, unique=True))
    closing = ("Conclusion", draw(section_blocks())) if draw(st.booleans()) else None
    return Article(
        title=title,
        introduction=draw(st.lists(paragraphs(), min_size=1, max_size=3)),
        sections=[(heading, draw(section_blocks())) for heading in used],
        questions=[(each, [draw(paragraphs())]) for each in drawn],
        takeaways=draw(st.one_of(st.just([]), bullet_lists())),
        closing=closing,
        byline=draw(st.booleans()),
        layout=draw(st.sampled_from(("blank", "tight", "lines", "wrapped"))),
        before=draw(furniture_before()),
        after=draw(furniture_after()),
        newline=draw(st.sampled_from(("\n", "\r\n"))),
        numbered=draw(st.booleans()),
        bullet=draw(st.sampled_from(("•", "-", "–", "*", "·", "   •", "\t•"))),
        contents=draw(st.booleans()),
    )
