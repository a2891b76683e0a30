"""The contents of a feed entry, and the revalidation of feeds."""

import re
import xml.etree.ElementTree as ET

import pytest

from tests.factories import ArticlePageFactory, AuthorFactory, ImageFactory, faq, section

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"


def feed(client, url="/feed/"):
    return ET.fromstring(client.get(url).content)


def entry(client, url="/feed/"):
    return feed(client, url).find(f"{ATOM}entry")


def test_everyone_who_wrote_is_named_with_their_page(client, health):
    writers = [AuthorFactory(name="Ines Okafor"), AuthorFactory(name="Tomas Rehl")]
    ArticlePageFactory(parent=health, authors=writers)
    authors = entry(client).findall(f"{ATOM}author")
    assert [author.findtext(f"{ATOM}name") for author in authors] == ["Ines Okafor", "Tomas Rehl"]
    assert authors[0].findtext(f"{ATOM}uri") == "http://localhost/authors/ines-okafor/"


def test_an_unsigned_entry_is_by_the_publication(client, health):
    ArticlePageFactory(parent=health)
    assert entry(client).find(f"{ATOM}author") is None
    assert feed(client).findtext(f"{ATOM}author/{ATOM}name") == "Masthead"


def test_the_main_picture_is_in_the_text_and_beside_it(client, health):
    ArticlePageFactory(parent=health, hero_image=ImageFactory(), hero_alt="A tide gauge")
    found = entry(client)
    picture = found.find(f"{MEDIA}content")
    assert picture.get("url").startswith("http://localhost/media/")
    assert picture.get("medium") == "image" and picture.get("type").startswith("image/")
    assert picture.findtext(f"{MEDIA}description") == "A tide gauge"
    assert picture.findtext(f"{MEDIA}credit") == "Studio"
    assert '<img src="http://localhost/media/' in found.findtext(f"{ATOM}content")


def test_an_entry_without_a_picture_has_none(client, article):
    assert entry(client).find(f"{MEDIA}content") is None


@pytest.mark.parametrize("page", ["/", "/health/", "/topics/sleep/", "/authors/ines-okafor/"])
def test_a_feed_gives_its_own_address_and_that_of_its_page(client, article, page):
    found = feed(client, f"{page}feed/").findall(f"{ATOM}link")
    links = {link.get("rel"): link.get("href") for link in found}
    assert links == {
        "self": f"http://localhost{page}feed/",
        "alternate": f"http://localhost{page}",
    }


def test_a_feed_has_the_sites_addresses_whichever_host_was_requested(client, article, settings):
    settings.ALLOWED_HOSTS = ["other.example"]
    text = client.get("/feed/", headers={"host": "other.example"}).content.decode()
    assert "other.example" not in text


def test_a_feed_is_not_sent_again_unless_it_changed(client, article):
    first = client.get("/feed/")
    ask = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/feed/", headers=ask).status_code == 304
    article.unpublish()
    assert client.get("/feed/", headers=ask).status_code == 200


def test_no_date_hides_that_an_article_was_withdrawn(client, article, health):
    ArticlePageFactory(parent=health)
    assert "Last-Modified" not in client.get("/feed/").headers


def test_an_entry_has_no_marks_of_links_to_headings(client, health):
    body = [
        section("A heading", "Text.", {"type": "subheading", "value": {"heading": "Another"}}),
        faq(("Why?", "Because.")),
    ]
    ArticlePageFactory(parent=health, body=body)
    content = entry(client).findtext(f"{ATOM}content")
    assert re.search(r"A heading\s*</h2>", content) and re.search(r"Another\s*</h3>", content)
    assert "permalink" not in content and ">#<" not in content


def test_an_entry_has_takeaways_and_sources(client, health):
    takeaway = {"type": "takeaway", "value": {"text": "<p>One lamp is enough.</p>"}}
    value = {"title": "The ledger", "publisher": "River board", "url": "https://board.example/"}
    ArticlePageFactory(
        parent=health, takeaways=[takeaway], sources=[{"type": "source", "value": value}]
    )
    content = entry(client).findtext(f"{ATOM}content")
    assert "<h2>Key takeaways</h2>" in content and "One lamp is enough." in content
    assert "<h2>Sources</h2>" in content
    assert '<li><a href="https://board.example/">The ledger</a>, River board</li>' in content
