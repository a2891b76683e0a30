"""How a browser adds the site as a search engine."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse
from wagtail.models import Site

from core.models import Publication

URL = "/search/opensearch.xml"
NAMESPACE = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture
def publication(home):
    site = Site.objects.get()
    site.hostname, site.port = "news.example", 443
    site.save()
    return Publication.for_site(site)


def describe(client):
    response = client.get(URL)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def text(description, name: str) -> str:
    return description.findtext(f"o:{name}", namespaces=NAMESPACE)


def templates(description) -> dict[str, str]:
    found = description.findall("o:Url", NAMESPACE)
    return {url.get("type"): url.get("template") for url in found}


def test_address(client, publication):
    assert reverse("search_description") == URL
    response = client.get(URL)
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response.content.startswith(b"<?xml")
    assert client.head(URL).status_code == 200
    assert client.post(URL).status_code == 405


def test_every_page_names_it(client, publication):
    link = f'<link rel="search" type="application/opensearchdescription+xml" href="{URL}"'
    for path in ("/", "/search/", "/no-such-page/"):
        assert f'{link} title="Masthead">' in client.get(path).content.decode()


def test_searches_and_suggestions_at_the_sites_own_address(client, publication):
    description = describe(client)
    assert templates(description) == {
        "text/html": "https://news.example/search/?q={searchTerms}",
        "application/x-suggestions+json": (
            "https://news.example/search/suggest/?format=opensearch&q={searchTerms}"
        ),
        "application/opensearchdescription+xml": f"https://news.example{URL}",
    }
    assert text(description, "Image").startswith("https://news.example/static/core/icons/")
    assert text(description, "InputEncoding") == "UTF-8"


def test_its_templates_answer(client, publication):
    for template in templates(describe(client)).values():
        path = template.removeprefix("https://news.example").replace("{searchTerms}", "caf%C3%A9")
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Masthead", "Masthead"),
        ("The Northern Morning Courier", "The Northern"),
        ("Morgenlandfahrtzeitung", "Morgenlandfahrtz"),
        ("Law & <Order>", "Law & <Order>"),
    ],
)
def test_name(client, publication, name, short):
    publication.name = name
    publication.save()
    description = describe(client)
    assert text(description, "ShortName") == short
    assert text(description, "Description") == f"Articles and answers from {name}"


def test_without_a_site_there_is_none(client, publication):
    Site.objects.all().delete()
    assert client.get(URL).status_code == 404
    assert client.get("/search/suggest/?format=opensearch&q=ab").status_code == 200
