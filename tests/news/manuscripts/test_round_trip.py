"""Writing a manuscript as Markdown and reading it gives the manuscript back."""

from datetime import date, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from news.manuscripts import (
    KINDS,
    ROLES,
    Author,
    Chart,
    Column,
    Divider,
    Document,
    Embed,
    Event,
    FactBox,
    FaqGroup,
    Figure,
    Gallery,
    Listing,
    Manuscript,
    Paragraph,
    Picture,
    PullQuote,
    Question,
    Quote,
    RelatedArticle,
    Section,
    Seo,
    Source,
    Statistic,
    Statistics,
    Subheading,
    Table,
    Timeline,
    read,
)
from news.manuscripts.labels import is_faq_label
from news.manuscripts.writers.markdown import write_markdown

SAMPLES = Path(__file__).parent / "samples"

# What Markdown, YAML and HTML each give a meaning to.
WORDS = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=1, max_size=8),
    st.sampled_from(
        [
            "*",
            "**",
            "_x_",
            "`c`",
            "#",
            "##",
            "1.",
            "2)",
            "-",
            "+",
            ">",
            "|",
            "\\",
            "[x]",
            "[y](z)",
            "![i](j)",
            "<b>",
            "&amp;",
            "&",
            "~~s~~",
            ":::",
            "---",
            "===",
            "{#a}",
            "{:b}",
            "“q”",
            "‘r’",
            "it's",
            "a*b",
            "x_y",
            "$5",
            "50%",
            "Source:",
            "Unit:",
            "—",
            "^[n]",
            "[^1]",
            "http://x.example/a_b",
            "!",
            "<!--",
            "]]>",
            ":",
        ]
    ),
)
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
NAME = st.sampled_from(["Jane Doe", "Zoë O’Neil", "A. B. & C.", "Staff: desk #1"])
PLAIN = st.text("abcdefghij XYZ", min_size=1, max_size=20).map(lambda t: " ".join(t.split()) or "x")
# In the argument of a container the text is not escaped.
ARGUMENT = st.sampled_from(["A title", "Zahlen & “mehr”", "What * is <it>?", "50%", "a_b [c]"])
URL = st.sampled_from(
    ["https://example.org/", "https://example.org/a_b?c=d&e=(f)", "/a/", "#part-9", "x.html"]
)
WEB = URL.filter(lambda url: url.startswith("https"))
PATH = st.sampled_from(["a.jpg", "dir/b c.png", "/media/é.jpg", "100%.gif"])


def inline() -> st.SearchStrategy[str]:
    """Rich inline text in the form in which it is stored."""
    span = st.one_of(
        TEXT.map(lambda text: escape(text, quote=False)),
        TEXT.map(lambda text: f"<b>{escape(text, quote=False)}</b>"),
        TEXT.map(lambda text: f"<i>{escape(text, quote=False)}</i>"),
        TEXT.map(lambda text: f"<b><i>{escape(text, quote=False)}</i></b>"),
        st.tuples(URL, TEXT).map(
            lambda pair: f'<a href="{escape(pair[0])}">{escape(pair[1], quote=False)}</a>'
        ),
        st.tuples(URL, TEXT).map(
            lambda pair: f'<a href="{escape(pair[0])}"><b>{escape(pair[1], quote=False)}</b></a>'
        ),
    )
    joined = st.tuples(
        st.lists(span, min_size=1, max_size=4), st.sampled_from([" x ", " – ", "<br/>x "])
    )
    return joined.map(lambda pair: pair[1].join(pair[0]))


def item() -> st.SearchStrategy[str]:
    nested = st.lists(inline(), min_size=1, max_size=2).map(
        lambda items: "<ol>" + "".join(f"<li>{each}</li>" for each in items) + "</ol>"
    )
    return st.tuples(inline(), st.one_of(st.just(""), nested)).map(
        lambda parts: f"<li>{''.join(parts)}</li>"
    )


def block() -> st.SearchStrategy[str]:
    items = st.lists(item(), min_size=1, max_size=3).map("".join)
    return st.one_of(
        inline().map(lambda html: f"<p>{html}</p>"),
        items.map(lambda html: f"<ul>{html}</ul>"),
        items.map(lambda html: f"<ol>{html}</ol>"),
    )


RICH = st.lists(block(), min_size=1, max_size=4).map("".join)
PICTURE = st.builds(
    Picture,
    src=PATH,
    alt=st.one_of(st.just(""), TEXT),
    caption=st.one_of(st.just(""), TEXT),
    credit=st.one_of(st.just(""), TEXT),
)
FIGURE = st.builds(
    lambda picture, width: Figure(
        picture.src, picture.alt, picture.caption, picture.credit, width, not picture.alt
    ),
    PICTURE,
    st.sampled_from(["measure", "wide", "margin"]),
)
QUOTE_LINE = TEXT.filter(lambda text: not text.startswith(("—", "–", "--")))
QUOTE_TEXT = st.lists(QUOTE_LINE, min_size=1, max_size=2).map("\n".join)
OPTIONAL_NAME = st.one_of(st.just(""), NAME)


@st.composite
def tables(draw) -> Table:
    rich = draw(st.lists(st.booleans(), min_size=2, max_size=3))
    columns = [Column(draw(PLAIN), "rich_text" if each else "text") for each in rich]
    cell = {
        True: PLAIN.map(lambda text: f"<p><b>{text}</b> x</p>"),
        False: st.one_of(st.just(""), TEXT),
    }
    rows = [[draw(cell[each]) for each in rich] for _ in range(draw(st.integers(1, 3)))]
    return Table(
        columns,
        rows,
        caption=draw(st.one_of(st.just(""), ARGUMENT)),
        row_headers=draw(st.booleans()),
        source=draw(st.one_of(st.just(""), TEXT)),
    )


@st.composite
def charts(draw) -> Chart:
    width = draw(st.integers(1, 3))
    columns = [Column(draw(PLAIN)), *(Column(draw(PLAIN), "number") for _ in range(width))]
    number = st.one_of(
        st.none(), st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2).map(float)
    )
    rows = [
        [draw(TEXT), *(draw(number) for _ in range(width))] for _ in range(draw(st.integers(1, 3)))
    ]
    return Chart(
        draw(ARGUMENT),
        draw(PLAIN),
        draw(st.sampled_from(["column", "bar", "line"])),
        columns,
        rows,
        draw(st.one_of(st.just(""), TEXT)),
        draw(st.one_of(st.just(""), TEXT)),
    )


DATE_TEXT = st.sampled_from(["2019", "May 2020", "1990s"])
PIECES = st.one_of(
    FIGURE,
    st.builds(Gallery, title=ARGUMENT, pictures=st.lists(PICTURE, min_size=1, max_size=3)),
    st.builds(
        Quote, text=QUOTE_TEXT, attribution=OPTIONAL_NAME, source_url=st.one_of(st.just(""), WEB)
    ),
    st.builds(PullQuote, text=QUOTE_TEXT, attribution=OPTIONAL_NAME),
    st.builds(FactBox, title=ARGUMENT, html=RICH),
    st.builds(
        Statistics,
        title=ARGUMENT,
        figures=st.lists(st.builds(Statistic, value=TEXT, label=TEXT), min_size=1, max_size=3),
        source=st.one_of(st.just(""), TEXT),
    ),
    st.builds(
        Timeline,
        title=ARGUMENT,
        events=st.lists(
            st.builds(Event, date=DATE_TEXT, heading=st.one_of(st.just(""), TEXT), text=TEXT),
            min_size=1,
            max_size=3,
        ),
    ),
    tables(),
    charts(),
    st.builds(Embed, url=WEB, title=TEXT, caption=st.one_of(st.just(""), TEXT)),
    st.builds(Document, path=st.sampled_from(["a.pdf", "dir/b.pdf"]), label=TEXT),
    st.builds(
        RelatedArticle, slug=st.sampled_from(["a", "b-c"]), label=st.one_of(st.just(""), TEXT)
    ),
    st.just(Divider()),
)


@st.composite
def contents(draw, subheadings: bool) -> list:
    """Pieces, never two runs of prose in a row: they are one."""
    pieces: list = []
    for number in range(draw(st.integers(0, 4))):
        if draw(st.booleans()) and not (pieces and isinstance(pieces[-1], Paragraph)):
            pieces.append(Paragraph(draw(RICH)))
        elif subheadings and draw(st.booleans()):
            pieces.append(Subheading(draw(HEADING), f"sub-{draw(st.integers(0, 10**9))}-{number}"))
        else:
            pieces.append(draw(PIECES))
    return pieces


HEADING = TEXT.filter(lambda text: not is_faq_label(text))


@st.composite
def manuscripts(draw) -> Manuscript:
    body: list = []
    for number in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            body.append(Section(draw(HEADING), f"section-{number}", draw(contents(True))))
        else:
            questions = [
                Question(draw(HEADING), f"question-{number}-{n}", draw(RICH))
                for n in range(draw(st.integers(1, 3)))
            ]
            introduction = draw(st.one_of(st.just(""), RICH))
            numbered = draw(st.booleans())
            group = FaqGroup(draw(ARGUMENT), f"faq-{number}", introduction, questions, numbered)
            body.append(group)
    anchors: set[str] = set()
    for section in body:
        for piece in getattr(section, "pieces", ()):
            if isinstance(piece, Subheading):
                while piece.anchor in anchors:
                    piece.anchor += "x"
                anchors.add(piece.anchor)
    text = st.one_of(st.just(""), TEXT)
    day = st.dates(date(1990, 1, 1), date(2030, 1, 1))
    moment = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(
        lambda m: m.replace(microsecond=0)
    )
    return Manuscript(
        title=draw(TEXT),
        key=draw(text),
        slug=draw(st.sampled_from(["", "a-slug"])),
        section=draw(st.sampled_from(["", "health"])),
        standfirst=draw(text),
        kind=draw(st.sampled_from(["", *KINDS])),
        authors=draw(st.lists(st.builds(Author, NAME, st.sampled_from(ROLES)), max_size=2)),
        date=draw(st.one_of(st.none(), day, moment)),
        updated=draw(st.one_of(st.none(), day)),
        topics=draw(st.lists(TEXT, max_size=2)),
        takeaways=draw(st.lists(inline(), max_size=2)),
        introduction=draw(contents(False)),
        body=body,
        sources=draw(st.lists(st.builds(Source, TEXT, text, text, text, text), max_size=2)),
        related=draw(st.lists(st.sampled_from(["a", "b"]), max_size=2)),
        hero=draw(st.one_of(st.none(), PICTURE)),
        listing=draw(st.builds(Listing, text, text, st.one_of(st.just(""), PATH))),
        seo=draw(st.builds(Seo, text, text)),
    )


@settings(
    max_examples=200,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
@given(manuscripts())
def test_round_trip(manuscript: Manuscript):
    (again,) = read(write_markdown(manuscript), "markdown")
    assert again == manuscript


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_samples_survive_the_trip(path: Path):
    (manuscript,) = read(path)
    (again,) = read(write_markdown(manuscript), "markdown")
    assert again == manuscript
