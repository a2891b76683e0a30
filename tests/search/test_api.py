"""Search for programs: the same results, filters and rules as the page, as plain data."""

import pytest

from tests.search.conftest import find

URL = "/api/search/"


def ask(client, **params):
    response = client.get(URL, params)
    assert response.status_code == 200
    return response.json()


def test_hits_and_answer(client, newsroom):
    reply = ask(client, q="side effects of ketamine")
    assert (reply["query"], reply["total"]) == ("side effects of ketamine", 1)
    hit = reply["hits"][0]
    assert hit["title"] == "Ketamine therapy, explained"
    assert hit["url"].endswith("/health/ketamine-therapy-explained/")
    assert hit["url"].startswith("http")
    assert hit["section"] == "Health"
    assert hit["byline"] == "Ines Okafor and Tomás Řehoř"
    assert reply["answer"]["question"] == "What are the side effects of ketamine therapy?"
    assert reply["answer"]["url"].endswith("#what-are-the-side-effects-of-ketamine-therapy")
    assert reply["answer"]["text"].startswith("Dizziness")


def test_the_same_hits_as_the_page(client, newsroom):
    for query in ("sleep", "heat pump", "ketemine", "the", "xylophone"):
        reply = ask(client, q=query)
        results = find(query)
        assert [hit["title"] for hit in reply["hits"]] == [
            hit.article.title for hit in results.hits
        ]
        assert reply["total"] == results.total


def test_filters_and_facets(client, newsroom):
    reply = ask(client, q="why", section="news")
    assert reply["filters"] == {"section": "news"}
    assert {hit["section"] for hit in reply["hits"]} == {"News"}
    section = {option["value"]: option["count"] for option in reply["facets"]["section"]}
    assert section.keys() == {"news", "health"}


def test_pages(client, newsroom):
    reply = ask(client, q="the of a in what")
    assert (reply["page"], reply["previous"]) == (1, None)
    assert client.get(URL, {"q": "sleep", "page": "99"}).status_code == 404
    assert client.get(URL, {"q": "sleep", "page": "99"}).json() == {
        "error": "There is no such page."
    }


def test_correction(client, newsroom):
    assert ask(client, q="ketemine")["correction"] == {
        "shown": "ketamine", "typed": "ketemine", "is_applied": True,
    }  # fmt: skip


def test_snippets_are_escaped_and_marked(client, newsroom):
    (hit,) = ask(client, q="numb mouth")["hits"]
    assert "<mark>numb</mark> <mark>mouth</mark>" in hit["snippet_html"]


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "\x00"}, {"q": "   "}])
def test_an_empty_query(client, db, params):
    assert ask(client, **params)["hits"] == []


def test_headers(client, db):
    response = client.get(URL, {"q": "a"})
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json"
    assert client.post(URL).status_code == 405


def test_the_parameter_of_wagtails_template_works_as_well(client, newsroom):
    def found(address, **params):
        response = client.get(address, params)
        assert response.status_code == 200
        return response.content

    for query in ("sleep", "ketemine", "xylophone"):
        assert found(URL, query=query) == found(URL, q=query)
        assert found("/search/", query=query) == found("/search/", q=query)
    assert found("/search/suggest/", query="sle") == found("/search/suggest/", q="sle")
    # Ours is the one that counts where both are filled.
    assert ask(client, q="sleep", query="ketamine")["query"] == "sleep"
    assert ask(client, q=" ", query="ketamine")["query"] == "ketamine"


def test_links_of_results_carry_our_parameter(client, newsroom):
    response = client.get("/search/", {"query": "why"})
    urls = [option.url for facet in response.context["facets"] for option in facet.options]
    assert urls and all(url.startswith("?q=why") for url in urls)
    assert b'<meta name="robots" content="noindex">' in response.content
    assert b'rel="canonical"' not in response.content
