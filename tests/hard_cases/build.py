"""Puts the hard cases into a site that has only its front page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Site

from core.models import Publication
from home.models import HomePage
from news.models import ArticlePage, Author, NewsIndex
from tests.factories import (
    ArticlePageFactory,
    ContactPageFactory,
    NewsIndexFactory,
    TopicFactory,
    faq,
    section,
)
from tests.hard_cases import words
from tests.hard_cases.languages import STORIES
from tests.hard_cases.pictures import drawing, logo, portrait, stored

CAPTION = {
    "caption": "The lower lock at six in the morning, seen from the bridge.",
    "credit": "Picture: Fen Gazette",
}
# The size of each main picture, in pixels.
HEROES = {
    "hero-portrait": (900, 1250),
    "hero-slender": (600, 1500),
    "hero-panorama": (2600, 520),
    "hero-medium": (900, 620),
    "hero-small": (420, 300),
    "hero-tiny": (96, 72),
}


@dataclass
class HardCases:
    """`paths` leads from the name of a case to its address."""

    home: HomePage
    sections: dict[str, NewsIndex] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    writers: list[Author] = field(default_factory=list)

    def build(self) -> "HardCases":
        for title in [*words.SECTIONS, words.EMPTY_SECTION]:
            self.sections[title] = NewsIndexFactory(
                parent=self.home,
                title=title,
                slug=title.lower(),
                introduction=f"<p>{title}, as it is and as it was meant to be.</p>",
            )
        ContactPageFactory(parent=self.home, show_in_menus=True)
        for number, (name, role) in enumerate(words.WRITERS):
            face = stored(portrait(number)) if number < 6 else None
            self.writers.append(Author.objects.create(name=name, role=role, portrait=face))
        self.paths["section-empty"] = self.sections[words.EMPTY_SECTION].url
        self.heads()
        self.headlines()
        self.heroes()
        self.bodies()
        self.languages()
        return self

    def article(self, case: str, title: str, body: list[dict] | None = None, **fields) -> None:
        number = len(self.paths)
        fields.setdefault("kind", ("news", "explainer", "analysis")[number % 3])
        fields.setdefault("standfirst", "Two crews, one bend, and a lamp that nobody lit.")
        fields.setdefault("authors", self.writers[:1])
        page = ArticlePageFactory(
            parent=self.sections[words.SECTIONS[number % len(words.SECTIONS)]],
            title=title,
            slug=case,
            body=parts(3) if body is None else body,
            published_at=timezone.now() - timedelta(hours=5 * number + 1),
            **fields,
        )
        self.paths[case] = page.url

    def heads(self) -> None:
        wide = stored(drawing(1600, 1000), **CAPTION)
        opener = {"type": "paragraph", "value": f"<p>{words.OPENER}</p>"}
        bare = {"standfirst": ""}
        title = "The bend in the river that no chart agrees on"
        self.article("bare-byline", title, [opener, *parts(6)], **bare)
        self.article("bare-nobyline", f"{title} yet", [opener, *parts(6)], authors=[], **bare)
        introduction = section("Introduction", words.LONG_OPENER, words.PARAGRAPHS[0])
        self.article("bare-label", f"{title} today", [introduction, *parts(4)], **bare)
        self.article("head-no-standfirst", "A lamp, a lock and a late dredger", hero_image=wide,
                     standfirst="", authors=self.writers[:2])  # fmt: skip
        self.article("head-no-byline", "A lamp, a lock and a dredger", hero_image=wide, authors=[])
        self.article(
            "head-picture-only", "The lock at six", hero_image=wide, standfirst="", authors=[]
        )
        self.article("head-nothing", "Seven lines on the tide", [parts(1)[0]], standfirst="",
                     authors=[])  # fmt: skip
        self.article("authors-12", "Twelve desks, one river: how the ledgers were read",
                     authors=self.writers, hero_image=wide)  # fmt: skip
        self.article("authors-4", "Four people and a gauge", authors=self.writers[2:6])

    def headlines(self) -> None:
        wide = stored(drawing(1600, 1000), **CAPTION)
        self.article("headline-one-word", "Ice", authors=self.writers[:1])
        self.article("headline-poster", "Thunderstorm", authors=self.writers[:1])
        self.article("headline-long-word", words.LONG_WORD, hero_image=wide)
        self.article("headline-100", words.HEADLINE_100, hero_image=wide)
        self.article("headline-140", words.HEADLINE_140, hero_image=wide)
        self.article("headline-200", words.HEADLINE_200, hero_image=wide)

    def heroes(self) -> None:
        title = "The sail that came back without"
        for (case, (width, height)), what in zip(HEROES.items(), words.LOST, strict=True):
            picture = stored(drawing(width, height), **CAPTION)
            self.article(case, f"{title} {what}", hero_image=picture, authors=self.writers[:2])
        takeaways = [
            {"type": "takeaway", "value": {"text": f"<p>{text.split('. ')[0]}.</p>"}}
            for text in words.PARAGRAPHS[:3]
        ]
        self.article("hero-missing", "What a river gauge knows about the people who read it",
                     takeaways=takeaways, authors=self.writers[:2])  # fmt: skip
        lost = stored(drawing(1600, 1000), **CAPTION)
        lost.file.storage.delete(lost.file.name)
        self.article("hero-lost", f"{title} a picture", hero_image=lost)

    def bodies(self) -> None:
        wide = stored(drawing(1600, 1000), **CAPTION)
        self.article("contents-none", "A caption, and no contents list", [prose(0), prose(1)],
                     hero_image=wide)  # fmt: skip
        self.article("contents-40", "A hundred and forty years of eight o’clock", parts(40),
                     topics=[TopicFactory(name="The gauge")])  # fmt: skip
        self.article("printed", "How a river is measured, and by whom", printed(), hero_image=wide,
                     sources=SOURCES)  # fmt: skip

    def languages(self) -> None:
        wide = stored(drawing(1600, 1000), **CAPTION)
        for code, (title, standfirst, story_parts) in STORIES.items():
            takeaways = [
                {"type": "takeaway", "value": {"text": f"<p>{texts[-1]}</p>"}}
                for _heading, *texts in story_parts
            ]
            body = [section(heading, *texts) for heading, *texts in story_parts]
            self.article(f"language-{code}", title, body, standfirst=standfirst, language=code,
                         takeaways=takeaways, sources=SOURCES, hero_image=wide,
                         authors=self.writers[:2])  # fmt: skip


def prose(number: int) -> dict:
    text = words.PARAGRAPHS[number % len(words.PARAGRAPHS)]
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def parts(count: int) -> list[dict]:
    """Sections of two paragraphs each."""
    return [
        section(heading, prose(2 * number), prose(2 * number + 1))
        for number, heading in enumerate(words.HEADINGS[:count])
    ]


SOURCES = [
    {"type": "source", "value": {"title": title, "publisher": "River board", "url": url}}
    for title, url in (
        ("Daily readings of the lower gauge", "https://river-board.example/readings/"),
        ("Minutes of the flood committee", "https://river-board.example/minutes/2026/spring/"),
        ("The chart of the lower river", "https://charts.example/lower/"),
    )
]


def printed() -> list[dict]:
    """A long story with all that is hard to print."""
    table = {
        "columns": [
            {"type": "text", "heading": heading} for heading in ("Gauge", "Read since", "Off by")
        ],
        "rows": [
            {"values": values}
            for values in (
                ["Lower lock", "1884", "nothing"],
                ["Rowing club", "1931", "two fingers"],
                ["Ministry", "1996", "the width of a barn"],
            )
        ],
    }
    values = {"caption": "Three gauges on one river", "row_headers": True, "table": table}
    body = parts(16)
    body[1]["value"]["content"].append({"type": "table", "value": values})
    body[4]["value"]["content"].append(
        {"type": "pull_quote", "value": {"text": "I said that it had held."}}
    )
    body.append(
        faq(
            ("Who may read the gauge?", words.PARAGRAPHS[0]),
            ("Is the map being mended?", words.PARAGRAPHS[4]),
            ("Where are the ledgers kept?", words.PARAGRAPHS[6]),
        )
    )
    return body


# What is set for some cases alone


def name(text: str, **fields) -> None:
    """Gives the publication a name, and a logo or none."""
    publication, _made = Publication.objects.get_or_create(site=Site.objects.get())
    fields = {"logo": None, "logo_dark": None, **fields}
    for key, value in {"name": text, **fields}.items():
        setattr(publication, key, value)
    publication.save()


def logos() -> dict[str, dict]:
    """The logos of the cases: a wide one and a square one, each with and without one for dark."""
    logo_files = {
        shape: [
            stored(logo(*size, colour), title=f"Logo, {shape}") for colour in ("#171f2e", "#eeebe5")
        ]
        for shape, size in {"wide": (1320, 240), "square": (480, 480)}.items()
    }
    return {
        f"logo-{shape}{suffix}": {"logo": light, "logo_dark": second}
        for shape, (light, dark) in logo_files.items()
        for suffix, second in (("", dark), ("-plate", None))
    }


def more_sections(home: HomePage, titles: Iterable[str] = words.MORE_SECTIONS) -> None:
    """Up to thirteen entries of the navigation."""
    for title in titles:
        parent = NewsIndexFactory(parent=home, title=title)
        ArticlePageFactory(parent=parent, title=f"A first story for {title.lower()}")


# What is left when a publication has only so many stories, by their slugs.
LEFT = {3: ("head-no-byline", "authors-12", "headline-poster"), 1: ("headline-poster",), 0: ()}


def leave(count: int) -> None:
    """Withdraws all articles but for three, one or none."""
    for page in ArticlePage.objects.live().exclude(slug__in=LEFT[count]):
        page.unpublish()
