"""Structured data and share cards: they have the content that readers see."""

import datetime
import io
import json
import re

import pytest
from PIL import Image
from wagtail.models import PageViewRestriction, Site

from core.models import Publication
from news.models import ArticleAuthor, ArticlePage
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    ContactPageFactory,
    ImageFactory,
    NewsIndexFactory,
    StandardPageFactory,
    TopicFactory,
    faq,
    section,
)

ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')


def nodes(client, url) -> dict[str, dict]:
    """The nodes of the page by type."""
    (element,) = ELEMENT.findall(client.get(url).content.decode())
    data = json.loads(element)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def meta(client, url) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, content in META.findall(client.get(url).content.decode()):
        found.setdefault(name, []).append(content)
    return found


def test_an_article_names_its_authors_their_roles_and_its_dates(client, article):
    node = nodes(client, article.url)["NewsArticle"]
    assert node["headline"] == article.title
    assert node["mainEntityOfPage"] == f"http://localhost{article.url}"
    assert node["author"][0]["name"] == "Ines Okafor"
    assert node["author"][0]["url"] == "http://localhost/authors/ines-okafor/"
    assert node["keywords"] == ["Sleep"] and node["articleSection"] == "Health"
    assert datetime.datetime.fromisoformat(node["datePublished"]).tzinfo


@pytest.mark.parametrize(
    ("kind", "kind_of_article"),
    [("explainer", "BackgroundNewsArticle"), ("analysis", "AnalysisNewsArticle"),
     ("opinion", "OpinionNewsArticle"), ("review", "ReviewNewsArticle"),
     ("interview", "NewsArticle"), ("feature", "NewsArticle")],
)  # fmt: skip
def test_each_kind_of_article_has_its_word(client, health, kind, kind_of_article):
    page = ArticlePageFactory(parent=health, kind=kind)
    assert kind_of_article in nodes(client, page.url)


def test_an_article_was_never_changed_before_it_was_published(client, article):
    ArticlePage.objects.update(updated_at=article.published_at - datetime.timedelta(days=1))
    node = nodes(client, article.url)["NewsArticle"]
    assert node["dateModified"] == node["datePublished"]


def test_an_article_without_a_byline_is_by_the_publication(client, health):
    page = ArticlePageFactory(parent=health)
    assert nodes(client, page.url)["NewsArticle"]["author"][0]["@type"] == "NewsMediaOrganization"


def test_editors_and_illustrators_are_not_authors(client, article):
    editor, artist = AuthorFactory(name="Ed Itor"), AuthorFactory(name="Ill Ustrator")
    article.article_authors.add(
        ArticleAuthor(author=editor, role="editing"),
        ArticleAuthor(author=artist, role="illustration"),
    )
    article.save()
    node = nodes(client, article.url)["NewsArticle"]
    assert [person["name"] for person in node["author"]] == ["Ines Okafor"]
    assert [person["name"] for person in node["editor"]] == ["Ed Itor"]


def test_the_way_to_an_article_goes_through_its_sections(client, health):
    inner = NewsIndexFactory(parent=health, title="Sleep", slug="sleep")
    page = ArticlePageFactory(parent=inner, title="Naps")
    steps = nodes(client, page.url)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Masthead", "Health", "Sleep", "Naps"]
    assert steps[1]["item"] == "http://localhost/health/"


def test_questions_are_those_that_readers_see(client, health):
    body = [section("What?", "This."), faq(("Why?", "Because."), ("Unanswered?", ""))]
    page = ArticlePageFactory(parent=health, body=body)
    (question,) = nodes(client, page.url)["FAQPage"]["mainEntity"]
    assert question["name"] == "Why?" and question["acceptedAnswer"]["text"] == "Because."
    assert f'id="{question["url"].split("#")[1]}"' in client.get(page.url).content.decode()


def test_a_correction_is_in_the_structured_data_too(client, health):
    corrections = [
        {
            "type": "correction",
            "value": {"date": "2026-11-20", "kind": kind, "text": f"<p>{kind}.</p>"},
        }
        for kind in ("correction", "update")
    ]
    page = ArticlePageFactory(parent=health, corrections=corrections)
    assert nodes(client, page.url)["NewsArticle"]["correction"] == [
        {"@type": "CorrectionComment", "text": "correction.", "datePublished": "2026-11-20"}
    ]


def test_an_article_without_questions_is_no_list_of_them(client, article):
    assert "FAQPage" not in nodes(client, article.url)


def test_an_author_is_a_person_without_an_address(client, article, author):
    author.email = "private@newsroom.example"
    author.bio = "<p>Reads the <b>label</b> first.</p>"
    author.save()
    page = nodes(client, author.url)["ProfilePage"]
    assert page["mainEntity"]["name"] == "Ines Okafor"
    assert page["mainEntity"]["description"] == "Reads the label first."
    assert "private@newsroom.example" not in client.get(author.url).content.decode()


def test_the_front_page_has_the_search_action(client, article):
    found = nodes(client, "/")
    target = found["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://localhost/search/?q={words}"
    assert found["WebSite"]["publisher"]["logo"]["url"].startswith("http://localhost/static/")


def test_every_kind_of_page_has_its_schema_org_type(client, article, home, topic):
    StandardPageFactory(parent=home, slug="about")
    ContactPageFactory(parent=home)
    expected = {"/health/": "CollectionPage", topic.url: "CollectionPage", "/about/": "WebPage",
                "/contact/": "ContactPage", "/search/": "NewsMediaOrganization"}  # fmt: skip
    for url, kind in expected.items():
        assert kind in nodes(client, url), url


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!-- <script>", "]]> & \u2028 \"'\\", "\x0b\x1f"],
)
def test_no_text_breaks_out_of_the_element(client, health, text):
    author, topic = AuthorFactory(name=f"A {text}"), TopicFactory(name=f"T {text}")
    page = ArticlePageFactory(
        parent=health, title=f"Title {text}", standfirst=text, authors=[author], topics=[topic],
        slug="hostile", body=[faq((f"Why {text}?", "Because."))],
    )  # fmt: skip
    html = client.get("/health/hostile/").content.decode()
    (element,) = ELEMENT.findall(html)
    assert "<" not in element
    assert nodes(client, "/health/hostile/")["NewsArticle"]["headline"] == page.title


def test_a_preview_has_no_structured_data(article, rf):
    response = article.make_preview_request(preview_mode=article.default_preview_mode)
    response.render()
    assert response.status_code == 200 and not ELEMENT.search(response.content.decode())


def test_a_restricted_article_reveals_nothing_before_the_password(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="password", password="open")
    html = client.get(article.url).content.decode()
    assert not ELEMENT.search(html) and article.title not in html and "og:title" not in html


# Share cards


def test_a_shared_article_has_its_picture_times_section_topics_and_authors(
    client, health, author, topic
):
    page = ArticlePageFactory(
        parent=health,
        authors=[author],
        topics=[topic],
        hero_image=ImageFactory(),
        hero_alt="A “tide”",
    )
    found = meta(client, page.url)
    assert found["og:type"] == ["article"] and found["og:locale"] == ["en_GB"]
    (published,) = found["article:published_time"]
    assert datetime.datetime.fromisoformat(published) == page.published_at
    assert found["article:section"] == ["Health"] and found["article:tag"] == ["Sleep"]
    assert found["article:author"] == ["http://localhost/authors/ines-okafor/"]
    assert found["og:image:alt"] == ["A “tide”"] and "/share/" not in found["og:image"][0]


def card_url(client, url) -> str:
    (address,) = meta(client, url)["og:image"]
    assert address.startswith("http://localhost/share/")
    return address.removeprefix("http://localhost")


def test_an_article_without_a_picture_is_shared_with_its_headline_drawn(client, article):
    response = client.get(card_url(client, article.url))
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)


def test_a_card_is_drawn_once(client, article, monkeypatch):
    url = card_url(client, article.url)
    drawn = client.get(url).content
    monkeypatch.setattr("core.media.share_cards.ShareCard.png", None)
    assert client.get(url).content == drawn


def test_a_new_headline_is_a_new_card(client, article):
    old = card_url(client, article.url)
    client.get(old)
    article.title = "The sleep diary, again"
    article.save_revision().publish()
    assert card_url(client, article.url) != old
    assert client.get(old).status_code == 404


@pytest.mark.parametrize("state", ["withdrawn", "restricted"])
def test_a_page_that_is_no_longer_public_has_no_share_card(client, article, state):
    url = card_url(client, article.url)
    assert client.get(url).status_code == 200
    if state == "withdrawn":
        article.unpublish()
    else:
        PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert client.get(url).status_code == 404


def test_a_headline_in_other_letters_is_shared_without_a_picture(client, health):
    page = ArticlePageFactory(parent=health, title="Η παλίρροια", slug="tide")
    found = meta(client, page.url)
    assert "og:image" not in found and found["twitter:card"] == ["summary"]


@pytest.mark.parametrize("title", ["W" * 255, "word " * 50, "Łódź i Gdańsk", "a"])
def test_a_headline_of_any_length_is_drawn(client, health, title):
    page = ArticlePageFactory(parent=health, title=title, slug="long")
    assert client.get(card_url(client, page.url)).status_code == 200


def test_a_card_that_cannot_be_stored_is_shown_all_the_same(client, article, settings):
    settings.STORAGES = settings.STORAGES | {
        "share_cards": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": "/dev/null/nowhere"},
        }
    }
    assert client.get(card_url(client, article.url)).status_code == 200


@pytest.mark.parametrize("path", ["1-abc", "99999999999999999999-abc", "0-0"])
def test_an_unknown_card_is_not_found(client, article, path):
    assert client.get(f"/share/{path}.png").status_code == 404


def test_topics_and_lists_are_shared_with_the_publications_card(client, article, topic):
    site = Site.objects.get(is_default_site=True)
    Publication.objects.update_or_create(site=site, defaults={"tagline": "Slow news"})
    urls = {card_url(client, url) for url in ("/", "/authors/", topic.url)}
    assert len(urls) == 1 and client.get(urls.pop()).status_code == 200
    assert meta(client, "/authors/")["og:image:alt"] == ["Slow news"]


# Addresses


def test_a_filtered_list_is_not_indexed_by_search_engines(client, article):
    html = client.get("/health/?topic=sleep").content.decode()
    assert 'content="noindex"' in html and 'rel="canonical"' not in html
    assert "noindex" not in client.get("/health/").content.decode()


def test_tracking_does_not_change_the_address_of_a_page(client, article):
    html = client.get(f"{article.url}?utm_source=mail").content.decode()
    assert f'<link rel="canonical" href="http://localhost{article.url}">' in html


def test_a_section_describes_itself(client, health, article):
    health.introduction = "<p>What <b>helps</b> &amp; what does not.</p>"
    health.save_revision().publish()
    assert meta(client, "/health/")["description"] == ["What helps &amp; what does not."]
