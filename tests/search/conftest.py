"""A small newsroom whose articles are in the index."""

import functools
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search import indexing
from search.engines import Filters
from search.indexing import index_pages
from search.service import Asked, search
from tests.factories import ArticlePageFactory, AuthorFactory, NewsIndexFactory, TopicFactory
from tests.factories import faq as faq_block
from tests.factories import section as section_block


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A context whose end is a commit, as far as callbacks are concerned."""
    return functools.partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def write(db):
    """Creates a live article and indexes it."""

    def write(parent, title, **kwargs):
        days = kwargs.pop("days_old", 30)
        kwargs.setdefault("published_at", timezone.now() - timedelta(days=days))
        article = ArticlePageFactory(parent=parent, title=title, **kwargs)
        index_pages([article.pk])
        indexing.pending.changes = indexing.Changes()
        return article

    return write


def find(text: str, sort: str = "", page: str = "", is_exact: bool = False, **filters):
    return search(Asked(text, Filters(**filters), sort, page, is_exact))


def titles(text: str, **kwargs) -> list[str]:
    return [hit.article.title for hit in find(text, **kwargs).hits]


@pytest.fixture
def newsroom(home, write):
    """Articles on subjects that overlap, as in life."""
    health = NewsIndexFactory(parent=home, title="Health", slug="health")
    news = NewsIndexFactory(parent=home, title="News", slug="news")
    ines = AuthorFactory(name="Ines Okafor")
    tomas = AuthorFactory(name="Tomás Řehoř")
    siobhan = AuthorFactory(name="Siobhan O’Neill")
    medicine = TopicFactory(name="Mental health care")
    energy = TopicFactory(name="Heat pumps")
    water = TopicFactory(name="Groundwater")
    write(
        health,
        "Ketamine therapy, explained",
        standfirst="What it can do, what it cannot, and how a course works.",
        authors=[ines, tomas],
        topics=[medicine],
        body=[
            {"type": "paragraph", "value": "<p>An anaesthetic became a treatment.</p>"},
            section_block(
                "The risks, in plain words",
                "Most effects pass the same afternoon: dizziness, nausea, a numb mouth.",
                "Frequent use over a long time can harm the bladder.",
            ),
            section_block(
                "What a course costs",
                "Six infusions cost about 2,400 pounds in a private clinic.",
            ),
            faq_block(
                (
                    "What are the side effects of ketamine therapy?",
                    "Dizziness, nausea, numbness and a rise in blood pressure for four hours.",
                ),
                (
                    "Can I drive home afterwards?",
                    "No. Not before the next day, after a night’s sleep.",
                ),
            ),
        ],
    )
    write(
        health,
        "A two-week sleep diary",
        standfirst="How to keep one, and what a doctor reads in it.",
        authors=[ines],
        body=[
            section_block("What to note at night", "Write down when you went to bed and woke."),
            section_block(
                "Caffeine and the afternoon",
                "Coffee has a half-life of about five hours in most adults.",
            ),
            faq_block(
                ("How long should I keep the diary?", "Two weeks show a pattern; one does not."),
            ),
        ],
    )
    write(
        health,
        "Why some pills must not be cut",
        standfirst="Coatings decide where a medicine is released.",
        authors=[siobhan],
        body=[
            section_block(
                "Enteric coatings",
                "An enteric-coated tablet passes the stomach whole and dissolves in the bowel.",
            ),
            section_block("Patches and pens", "Never cut a fentanyl patch."),
        ],
    )
    write(
        news,
        "Reservoirs are filling, aquifers are not",
        standfirst="A wet winter hides a dry decade underground.",
        authors=[tomas],
        topics=[water],
        body=[
            section_block(
                "Why chalk drains slowly",
                "Rain takes months to seep through forty metres of chalk.",
            ),
            section_block(
                "What the boreholes show",
                "Levels at the Stonor borehole are the lowest since records began in 1961.",
            ),
        ],
    )
    write(
        news,
        "Heat pumps in old houses",
        standfirst="They work in Victorian terraces, if somebody measures first.",
        authors=[siobhan],
        topics=[energy],
        body=[
            section_block(
                "Radiators before refrigerants",
                "Flow temperatures below 45 degrees need larger radiators.",
            ),
            faq_block(
                (
                    "Is a heat pump noisy?",
                    "About as loud as a refrigerator, 42 decibels at one metre.",
                ),
            ),
        ],
    )
    write(
        news,
        "Why a wind turbine stops in a gale",
        standfirst="Above 25 metres a second the blades turn out of the wind.",
        authors=[tomas],
        topics=[energy],
        body=[
            section_block(
                "Feathering the blades", "The controller pitches the blades until they stall."
            )
        ],
    )
    write(
        news,
        "How a lighthouse keeps time",
        standfirst="Every light has a rhythm of its own.",
        body=[
            section_block(
                "The character of a light",
                "Fastnet flashes once in five seconds; sailors call that its character.",
            )
        ],
    )
    write(
        news,
        "Café culture on the Île de Ré",
        standfirst="Crêpes, oysters and a façade law.",
        body=[section_block("A naïve beginning", "The first crêperie opened in 1974.")],
    )
    write(
        health,
        "How COVID-19 vaccines are updated",
        standfirst="New variants, new doses.",
        body=[section_block("Choosing a variant", "A committee votes every spring.")],
    )
    write(
        news,
        "The who, what and where of a press card",
        standfirst="Journalists carry one; few police officers know it.",
        body=[
            section_block(
                "Evidence-based reporting", "To be or not to be accredited is the question."
            )
        ],
    )
    return home


def restrict(page, kind):
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password="secret" if kind == "password" else ""
    )
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name=f"Readers of {page.pk}"))
