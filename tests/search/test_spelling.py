"""Misspelt words: what is corrected, what is only proposed, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.models import ArticlePage
from search.engines import engine
from search.indexing import index_pages
from search.models import Word
from search.query import parse
from search.spelling import candidates, distance, respelt
from tests.factories import ArticlePageFactory, section
from tests.search.conftest import find, titles

WORDS = st.text("abcdé", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "typos"),
    [
        ("sleep", "sleep", 0),
        ("slepe", "sleep", 1),
        ("slep", "sleep", 1),
        ("sleeep", "sleep", 1),
        ("sleap", "sleep", 1),
        ("ketamin", "ketamine", 1),
        ("diabeties", "diabetes", 1),
        ("", "abc", 3),
        ("ca", "abc", 3),
    ],
)
def test_distance(one, other, typos):
    assert distance(one, other) == typos


@given(one=WORDS, other=WORDS)
def test_distance_is_symmetric_and_bounded(one, other):
    typos = distance(one, other)
    assert typos == distance(other, one)
    assert abs(len(one) - len(other)) <= typos <= max(len(one), len(other))
    assert (typos == 0) == (one == other)


def test_a_correction_changes_nothing_else():
    query = respelt(parse('Ketamin "side efects" -hart'), {"ketamin": "ketamine"})
    assert query.text == 'ketamine "side efects" -hart'
    assert [term.text for term in query.terms] == ["ketamine", "side efects"]


def test_candidates_are_near_words_of_the_index(newsroom):
    alike = engine().alike(["ketemine", "lighthuose", "xylophone"])
    found = {
        word: [one.text for one in candidates(word, known, at_least=1)]
        for word, known in alike.items()
    }
    assert found == {"ketemine": ["ketamine"], "lighthuose": ["lighthouse"], "xylophone": []}


REPLACED = [
    ("ketemine", "ketamine", "Ketamine therapy, explained"),
    ("lighthuose rythm", "lighthouse rhythm", "How a lighthouse keeps time"),
    ("groundwatter", "groundwater", "Reservoirs are filling, aquifers are not"),
    ("xylofone groundwatter", "xylofone groundwater", "Reservoirs are filling, aquifers are not"),
]


@pytest.mark.parametrize(("typed", "shown", "title"), REPLACED)
def test_a_query_of_unknown_words_is_replaced_by_what_was_meant(newsroom, typed, shown, title):
    results = find(typed)
    assert results.hits[0].article.title == title
    assert (results.is_corrected, results.is_widened) == (True, False)
    assert (results.correction.shown.lower(), results.correction.typed) == (shown, typed)


PROPOSED = [
    ("how long shuold I keep a sleep diary", "how long should I keep a sleep diary", "A two-week"),
    ("Resevoirs filling", "reservoirs filling", "Reservoirs are filling"),
    ("what harms the blader", "what harms the bladder", "Ketamine therapy"),
    ("half-life of cofee", "half-life of coffee", "A two-week"),
]


@pytest.mark.parametrize(("typed", "shown", "title"), PROPOSED)
def test_beside_known_words_what_was_meant_is_found_too_and_nothing_replaced(
    newsroom, typed, shown, title
):
    results = find(typed)
    assert results.hits[0].article.title.startswith(title)
    assert (results.is_corrected, results.is_widened) == (False, True)
    assert (results.correction.shown, results.correction.typed) == (shown, typed)


def test_articles_with_the_other_words_as_typed_are_found_along(newsroom):
    found = titles("ketemine turbine")
    assert set(found) >= {"Ketamine therapy, explained", "Why a wind turbine stops in a gale"}


def test_the_meant_word_of_hidden_articles_is_not_proposed_beside_known_words(newsroom):
    """The index may still contain it."""
    ArticlePage.objects.filter(title__startswith="Ketamine").update(live=False)
    results = find("ketemine turbine")
    assert results.correction is None
    assert titles("ketemine turbine") == ["Why a wind turbine stops in a gale"]


def test_two_typos_are_only_proposed_where_an_english_word_is_as_near(health, write):
    write(health, "The prosecution rests")
    write(health, "Girls at school")
    alone, among = find("prostution"), find("prostution of girls")
    assert (alone.total, alone.is_corrected, alone.is_widened) == (0, False, False)
    assert titles("prostution of girls") == ["Girls at school"]
    assert [each.correction.shown for each in (alone, among)] == [
        "prosecution",
        "prosecution of girls",
    ]


def test_two_typos_are_corrected_where_nothing_else_was_meant(health, write):
    write(health, "A guarantee for life")
    assert find("gaurentee").correction.shown == "guarantee"
    assert find("gaurentee").is_corrected


def test_words_as_typed_can_be_insisted_on(newsroom):
    correction = find("ketemine").correction
    assert correction.typed_url == "?q=ketemine&exact=1"
    results = find("ketemine", is_exact=True)
    assert (results.total, results.is_corrected) == (0, False)


def test_insisting_stays_in_every_link(client, newsroom):
    response = client.get("/search/", {"q": "sleep", "exact": "1"})
    urls = [option.url for facet in response.context["facets"] for option in facet.options]
    urls += [option.url for option in response.context["sort"]]
    assert urls and all("exact=1" in url for url in urls)


@pytest.mark.parametrize(
    "typed", ["turbines", "infusing", "O'Neill", "COVID-19", '"ketemine"', "slep"]
)
def test_known_short_and_quoted_words_are_left_alone(newsroom, typed):
    assert not find(typed).is_corrected


def test_a_rare_word_with_a_frequent_neighbour_is_only_proposed(health):
    created = [ArticlePageFactory(parent=health, title=f"Government {n}") for n in range(31)]
    created.append(ArticlePageFactory(parent=health, title="A goverment of one"))
    index_pages([article.pk for article in created])
    results = find("goverment")
    assert titles("goverment") == ["A goverment of one"]
    assert (results.is_corrected, results.correction.shown) == (False, "government")


def test_a_word_of_hidden_articles_is_not_even_proposed(health):
    """The index may still contain it."""
    created = [ArticlePageFactory(parent=health, title=f"Government {n}") for n in range(31)]
    created.append(ArticlePageFactory(parent=health, title="A goverment of one"))
    index_pages([article.pk for article in created])
    ArticlePage.objects.filter(title__startswith="Government").update(live=False)
    assert find("goverment").correction is None


def test_the_neighbours_of_a_word_decide(health):
    bodies = [("Renal function", "renal")] * 5 + [("Eyes", "a retinal detachment")] * 2
    created = [
        ArticlePageFactory(parent=health, title=f"{title} {n}", body=[section("A", text)])
        for n, (title, text) in enumerate(bodies)
    ]
    index_pages([article.pk for article in created])
    assert find("retnal detachment").correction.shown == "retinal detachment"


def test_a_correction_is_dropped_where_it_finds_nothing(newsroom):
    """The index may contain a word of an article that is no longer public."""
    ArticlePage.objects.filter(title__startswith="Ketamine").update(live=False)
    results = find("ketemine")
    assert (results.total, results.correction) == (0, None)


def test_words_are_counted_as_articles_come_change_and_go(newsroom, committed):
    assert Word.objects.get(text="ketamine").articles == 1
    article = ArticlePage.objects.get(title__startswith="Ketamine")
    with committed():
        article.title = "Esketamine, explained"
        article.body = []
        article.save_revision().publish()
    assert Word.objects.get(text="ketamine").articles == 0
    assert Word.objects.get(text="esketamine").articles == 1
    with committed():
        article.unpublish()
    assert Word.objects.get(text="esketamine").articles == 0
    assert not find("esketamnie").is_corrected


def test_page_offers_both_spellings(client, newsroom):
    html = client.get("/search/", {"q": "ketemine"}).content.decode()
    assert "Showing results for <strong>ketamine</strong>" in html
    assert '<a href="?q=ketemine&amp;exact=1" rel="nofollow">ketemine</a>' in html


def test_the_page_proposes_the_other_spelling_and_mentions_that_it_is_included(client, newsroom):
    html = client.get("/search/", {"q": "harms the blader"}).content.decode()
    assert "Showing results for" not in html
    assert '<a href="?q=harms+the+bladder" rel="nofollow">harms the bladder</a>?' in html
    assert "Articles with that spelling are included." in html
    assert '<a href="?q=harms+the+blader&amp;exact=1" rel="nofollow">harms the blader</a>' in html
