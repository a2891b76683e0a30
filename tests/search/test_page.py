"""The page that readers see: results, links into articles, filters, order, pages, cost."""

from datetime import datetime
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import make_aware
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search import engines
from search.engines import Filters
from search.indexing import index_pages
from search.models import SynonymSet
from search.query import parse
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    ImageFactory,
    NewsIndexFactory,
    TopicFactory,
    faq,
    section,
)
from tests.search.conftest import find, titles

URL = "/search/"


@pytest.fixture
def leaflet(health, write, author, topic):
    return write(
        health,
        "Read the <leaflet>",
        slug="leaflet",
        standfirst="Someone fought over every word & comma.",
        authors=[author],
        topics=[topic],
        body=[
            section("How a frequency is set", "Common means one in ten <b>patients</b> & fewer."),
            section("Who reads it", "Pharmacists, and patients who worry about frequency."),
            section("Who prints it", "Printers watch the frequency of errors."),
            faq(
                (
                    "Why is every side effect listed?",
                    "Because a list is a ranking, and not a forecast.",
                )
            ),
        ],
    )


def test_address(client, db):
    assert reverse("search") == URL
    assert client.get(URL).status_code == 200
    assert client.post(URL).status_code == 405


def test_before_a_search(client, db):
    response = client.get(URL)
    assert response.context["results"] is None


def test_shared_caches_store_nothing(client, db):
    assert client.get(URL, {"q": "a"})["Cache-Control"] == "private, no-cache"


def test_hit_leads_to_its_section(leaflet):
    (hit,) = find("pharmacists").hits
    assert hit.heading == "Who reads it"
    assert hit.url == f"{leaflet.url}#who-reads-it"
    assert hit.snippet.startswith("<mark>Pharmacists</mark>, and patients")
    assert hit.links == []


def test_further_sections_are_linked(leaflet):
    (hit,) = find("frequency").hits
    assert hit.url == f"{leaflet.url}#how-a-frequency-is-set"
    assert {link.url for link in hit.links} == {
        f"{leaflet.url}#who-reads-it",
        f"{leaflet.url}#who-prints-it",
    }


def test_title_that_holds_the_query_leads_to_the_top(leaflet):
    (hit,) = find("leaflet").hits
    assert hit.url == leaflet.url
    assert hit.title_html == "Read the &lt;<mark>leaflet</mark>&gt;"


def test_everything_but_the_marks_is_escaped(leaflet):
    (hit,) = find("common").hits
    assert hit.snippet == "<mark>Common</mark> means one in ten patients &amp; fewer."


def test_question_is_answered(leaflet):
    results = find("which side effects are listed")
    assert results.answer.question == "Why is every side effect listed?"
    assert results.answer.answer_html == "<p>Because a list is a ranking, and not a forecast.</p>"
    assert results.answer.url == f"{leaflet.url}#why-is-every-side-effect-listed"
    assert results.hits[0].is_question


def test_a_question_leaves_its_subject_to_the_title(health, write):
    pairs = (("How long does it last?", "About a week."), ("Is it safe?", "Mostly."))
    write(health, "Ketamine, explained", body=[faq(*pairs)])
    assert find("how long does ketamine last").answer.question == "How long does it last?"
    assert find("is ketamine safe").answer.question == "Is it safe?"
    assert find("ketamine").answer is None


def test_a_bare_subject_is_no_question_about_it(health, write):
    write(health, "Diabetes", body=[faq(("What causes diabetes?", "Too little insulin."))])
    assert find("diabetes").answer is None
    assert find("causes of diabetes").answer.question == "What causes diabetes?"


def test_a_question_that_leaves_out_a_word_has_to_answer_it(health, write):
    pairs = (("How is a heat pump fitted outside?", "By two people in a day."),)
    write(health, "Heat pumps", body=[faq(*pairs)])
    assert find("how is a heat pump fitted in a day").answer
    assert find("how is a heat pump fitted in winter").answer is None


def test_words_of_an_answer_are_not_its_question(leaflet):
    results = find("forecast ranking")
    assert results.hits[0].is_question
    assert results.answer is None


def test_anchors_exist_in_the_article(leaflet, client):
    html = client.get(leaflet.url).content.decode()
    (hit,) = find("frequency").hits
    for url in [hit.url, *(link.url for link in hit.links)]:
        assert f'id="{url.partition("#")[2]}"' in html


def test_long_sections_become_passages_with_one_anchor(health, write):
    words = " ".join(f"Sentence number {n} says nothing new." for n in range(120))
    article = write(health, "Long", body=[section("Tedium", f"{words} At last a zeppelin.")])
    passages = article.search_document.passages
    assert passages.count() > 4
    assert set(passages.exclude(anchor="").values_list("anchor", flat=True)) == {"tedium"}
    (hit,) = find("zeppelin").hits
    assert "<mark>zeppelin</mark>" in hit.snippet


@pytest.fixture
def archive(home, write):
    news = NewsIndexFactory(parent=home, title="News", slug="news")
    sport = NewsIndexFactory(parent=home, title="Sport", slug="sport")
    rowing = NewsIndexFactory(parent=sport, title="Rowing", slug="rowing")
    ada, ben = AuthorFactory(name="Ada"), AuthorFactory(name="Ben")
    rivers, towns = TopicFactory(name="Rivers"), TopicFactory(name="Towns")
    dates = {year: make_aware(datetime(year, 6, 1)) for year in (2023, 2024, 2025)}
    write(news, "Weir one", published_at=dates[2023], authors=[ada], topics=[rivers])
    write(news, "Weir two", published_at=dates[2024], authors=[ben], topics=[rivers, towns])
    write(rowing, "Weir three", published_at=dates[2025], authors=[ada, ben], topics=[towns])
    write(rowing, "Weir four", published_at=None, live=True)
    return home


def counts(results, title: str) -> dict[str, int]:
    facet = next(facet for facet in results.facets if facet.title == title)
    return {option.label: option.count for option in facet.options}


def test_facets_count_hits(archive):
    results = find("weir")
    assert counts(results, "Section") == {"All sections": 4, "News": 2, "Sport": 2}
    assert counts(results, "Topic") == {"All topics": 4, "Rivers": 2, "Towns": 2}
    assert counts(results, "Author") == {"All authors": 4, "Ada": 2, "Ben": 2}
    assert list(counts(results, "Year"))[:4] == ["All years", *years(results)]


def years(results) -> list[str]:
    return sorted((year for year in counts(results, "Year") if year.isdigit()), reverse=True)[:3]


FILTERED = [
    ({"section": "sport"}, {"Weir three", "Weir four"}),
    ({"topic": "rivers"}, {"Weir one", "Weir two"}),
    ({"author": "ada"}, {"Weir one", "Weir three"}),
    ({"author": "ada", "section": "news"}, {"Weir one"}),
    ({"year": "2024"}, {"Weir two"}),
    ({"topic": "rivers", "section": "sport"}, set()),
    ({"topic": "no-such-topic"}, set()),
]


def test_filters(archive):
    for filters, expected in FILTERED:
        assert set(titles("weir", **filters)) == expected
        # What lies beyond the cap is filtered by the database instead.
        lookup = engines.Lookup(parse("weir").terms, filters=Filters(**filters))
        found = engines.engine().search(lookup).found
        assert {match.title for match in found} == {title.lower() for title in expected}


def test_a_facet_ignores_its_own_filter(archive):
    results = find("weir", author="ada")
    assert counts(results, "Author") == {"All authors": 4, "Ada": 2, "Ben": 2}
    assert counts(results, "Section") == {"All sections": 2, "News": 1, "Sport": 1}


def test_links_of_facets_preserve_the_other_filters(archive, client):
    response = client.get(URL, {"q": "weir", "sort": "newest", "topic": "towns", "page": "1"})
    urls = [option.url for facet in response.context["facets"] for option in facet.options]
    assert "?q=weir&sort=newest&topic=towns&author=ada" in urls
    assert "?q=weir&sort=newest" in urls


def test_more_than_the_cap(archive, monkeypatch):
    for module in ("sqlite", "postgres", "database"):
        monkeypatch.setattr(f"search.engines.{module}.MOST_MATCHES", 2)
    results = find("weir")
    assert results.total_label == "2+ articles"
    assert titles("weir", year="2023") == ["Weir one"]
    assert titles("weir", sort="newest", topic="rivers") == ["Weir two", "Weir one"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's index has positions")
def test_a_phrase_of_common_words_is_looked_for_in_the_newest(health, write, monkeypatch):
    monkeypatch.setattr("search.engines.postgres.MOST_READ", 2)
    summaries = ("The tide is low.", "At low tide.", "Another low tide, a tide low.")
    for age, summary in enumerate(summaries):
        write(health, f"Report {age}", standfirst=summary, days_old=10 + age)
    results = find('"low tide"')
    assert [hit.article.title for hit in results.hits] == ["Report 1"]
    assert results.total_label == "1+ articles"
    # None of those read has it; an older one does.
    assert find('"tide low"').problem == "too-broad"
    assert find('"the low"').problem is None


def test_newest_first(archive):
    assert titles("weir", sort="newest")[1:] == ["Weir three", "Weir two", "Weir one"]
    links = {option.label: option for option in find("weir", sort="newest").sort}
    assert links["newest"].is_active
    assert links["relevance"].url == "?q=weir"


def test_any_word_follows_all_words(newsroom):
    found = titles("lighthouse radiators")
    assert set(found) == {"How a lighthouse keeps time", "Heat pumps in old houses"}
    assert titles("lighthouse fastnet")[0] == "How a lighthouse keeps time"


def test_excluded_words(newsroom):
    assert "Heat pumps in old houses" in titles("metres")
    assert "Heat pumps in old houses" not in titles('metre -"heat pump"')


def test_nothing_found(client, article):
    index_pages([article.pk])
    response = client.get(URL, {"q": "xylophone"})
    assert response.context["results"].total == 0
    assert [topic.name for topic in response.context["topics"]] == ["Sleep"]


def test_pages(client, health):
    index_pages([ArticlePageFactory(parent=health, title=f"Weir {n}").pk for n in range(12)])
    for page in ("1", "2", "abc", "", "-1", "0", "1.5", "\x00", "٣"):
        results = client.get(URL, {"q": "weir", "page": page}).context["results"]
        assert results.total_label == "12 articles"
        assert len(results.hits) == (2 if page == "2" else 10)
    for page in ("3", "999999999999"):
        assert client.get(URL, {"q": "weir", "page": page}).status_code == 404


# A correction costs one query, which checks that a public article has the word; beside words that
# are known it costs another, which counts the articles with both.
COSTS = [("weir", 14), ("weir boat", 14), ("weirr", 15), ("weir kayak", 14), ("weir boaat", 16)]


@pytest.mark.parametrize(("query", "most"), COSTS)
def test_queries_do_not_grow(client, health, query, most):
    picture = ImageFactory()
    promoted = Query.get(query)
    SearchPromotion.objects.create(query=promoted, page=health)
    SearchPromotion.objects.create(query=promoted, external_link_url="https://x.example/")
    SynonymSet.objects.create(words="boat, kayak, canoe")
    author, topic = AuthorFactory(), TopicFactory()

    def fill(number):
        created = [
            ArticlePageFactory(
                parent=health,
                title=f"Weir {number}-{n}",
                hero_image=picture,
                authors=[author],
                topics=[topic],
                body=[section("A boat", "By the weir.")],
            )
            for n in range(number)
        ]
        index_pages([article.pk for article in created])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL, {"q": query}).status_code == 200
        return len(captured)

    fill(3)
    client.get(URL, {"q": query})
    few = cost()
    fill(27)
    client.get(URL, {"q": query})
    many = cost()
    assert many <= few <= most


def test_a_hidden_hit_is_left_out_though_the_index_has_it(client, leaflet):
    """The index may be behind; the page checks the articles themselves."""
    with mock.patch("search.engines.database.is_findable", return_value=("TRUE", [])):
        type(leaflet).objects.filter(pk=leaflet.pk).update(live=False)
        assert find("pharmacists").hits == []


def test_page_renders(client, newsroom):
    html = client.get(URL, {"q": "side effects of ketamine"}).content.decode()
    assert "<mark>Ketamine</mark> therapy, explained" in html
    assert "#what-are-the-side-effects-of-ketamine-therapy" in html


def test_a_heading_keeps_what_looks_like_markup(client, health):
    blocks = [section("When BMI < 18 & age > 65", "Eat more."), faq(("Is 3<4?", "It is."))]
    article = ArticlePageFactory(parent=health, title="Numbers", body=blocks)
    index_pages([article.pk])
    html = client.get(URL, {"q": "BMI 18 age"}).content.decode()
    assert "When BMI &lt; 18 &amp; age &gt; 65" in html
    [question] = client.get("/search/suggest/", {"q": "is 3"}).json()["suggestions"]
    assert question["label"] == "Is 3<4?"


def test_a_snippet_separates_items(client, health):
    items = {"type": "paragraph", "value": "<ul><li>A wheel</li><li>A chain</li></ul>"}
    body = [section("Parts", items, "Then comes oil.", "Every sprocket needs it.")]
    index_pages([ArticlePageFactory(parent=health, title="A manual", body=body).pk])
    [hit] = find("sprocket").hits
    assert hit.snippet == (
        "A wheel · A chain · Then comes oil. Every <mark>sprocket</mark> needs it."
    )


def test_a_snippet_has_no_dots_before_the_beginning_of_a_sentence(client, health):
    before = "Nothing of any use to anybody was ever said about it here. " * 8
    body = [section("Parts", f"{before}Every sprocket needs oil. {before}")]
    index_pages([ArticlePageFactory(parent=health, title="A manual", body=body).pk])
    [hit] = find("sprocket").hits
    assert hit.snippet.startswith(("Every <mark>", "Nothing ")) and hit.snippet.endswith("…")


def test_a_figure_is_read_with_what_it_counts(client, health):
    figures = [{"value": "742", "label": "sprockets"}, {"value": "85%", "label": "of chains"}]
    block = {"type": "statistics", "value": {"title": "Counted", "figures": figures}}
    index_pages([ArticlePageFactory(parent=health, title="A manual", body=[block]).pk])
    [hit] = find("sprockets").hits
    assert hit.snippet.endswith("Counted · 742 <mark>sprockets</mark> · 85% of chains")


def test_a_facet_without_a_choice_is_none(client, health):
    index_pages([ArticlePageFactory(parent=health, title="Weir").pk])
    assert find("weir").facets == []
    assert [facet.title for facet in find("weir", section="health").facets] == ["Section"]
