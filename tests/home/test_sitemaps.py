"""Sitemaps, robots and icons."""

import datetime
import re
import xml.etree.ElementTree as ET

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from core.media.pictures import SHAPES
from core.models import Publication, Rendition
from home import sitemaps
from tests.factories import ArticlePageFactory, ImageFactory, StandardPageFactory

LOC = re.compile(r"<loc>([^<]*)</loc>")
PARTS = ["pages", "articles", "authors", "topics", "lists"]


def addresses(client, url) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200 and "xml" in response.headers["Content-Type"]
    ET.fromstring(response.content)
    return LOC.findall(response.content.decode())


def everything(client) -> list[str]:
    """All addresses of all parts."""
    parts = [part.removeprefix("http://localhost") for part in addresses(client, "/sitemap.xml")]
    return [address for part in parts for address in addresses(client, part)]


def test_the_index_leads_to_pages_articles_authors_topics_and_lists(client, article):
    StandardPageFactory(slug="about")
    found = everything(client)
    for path in ("/", "/about/", "/health/", article.url, "/authors/ines-okafor/", "/topics/sleep/",
                 "/authors/", "/topics/", "/archive/"):  # fmt: skip
        assert f"http://localhost{path}" in found
    assert len(found) == len(set(found))


def test_the_lists_hold_the_years_and_months_with_articles(client, health):
    for year, month in ((2024, 2), (2024, 11), (2025, 11)):
        moment = datetime.datetime(year, month, 9, 12, tzinfo=datetime.UTC)
        ArticlePageFactory(parent=health, published_at=moment)
    paths = [url.removeprefix("http://localhost/") for url in everything(client)]
    assert [path for path in paths if path.startswith("archive/")] == [
        "archive/", "archive/2025/", "archive/2025/11/", "archive/2024/", "archive/2024/11/",
        "archive/2024/02/",
    ]  # fmt: skip


def test_every_entry_has_its_date_of_change(client, article):
    for part in PARTS:
        text = client.get(f"/sitemap-{part}.xml").content.decode()
        assert text.count("<url>") == text.count("<lastmod>") > 0, part


def test_years_and_months_change_with_their_newest_article(client, health, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    # Each is a day later in Auckland: the third is of February.
    for day in ((2023, 6, 3), (2024, 1, 5), (2024, 1, 31), (2024, 2, 9), (2024, 2, 10)):
        moment = datetime.datetime(*day, 23, 30, tzinfo=datetime.UTC)
        ArticlePageFactory(parent=health, published_at=moment)
    text = client.get("/sitemap-lists.xml").content.decode()
    found = re.findall(r"/archive/(2[^<]*)</loc><lastmod>(.{10})", text)
    assert found == [
        ("2024/", "2024-02-11"), ("2024/02/", "2024-02-11"), ("2024/01/", "2024-01-06"),
        ("2023/", "2023-06-04"), ("2023/06/", "2023-06-04"),
    ]  # fmt: skip


def test_the_lists_cost_as_many_queries_for_ten_years_as_for_one(client, health):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/sitemap-lists.xml")
        return len(captured)

    for month in range(1, 4):
        moment = datetime.datetime(2025, month, 9, 12, tzinfo=datetime.UTC)
        ArticlePageFactory(parent=health, published_at=moment)
    queries()
    before = queries()
    for year in range(2015, 2025):
        moment = datetime.datetime(year, 7, 9, 12, tzinfo=datetime.UTC)
        ArticlePageFactory(parent=health, published_at=moment)
    assert queries() == before


def test_a_section_and_its_authors_and_topics_change_with_their_newest_article(
    client, health, author, topic
):
    moment = timezone.now() - datetime.timedelta(days=2)
    ArticlePageFactory(parent=health, authors=[author], topics=[topic], published_at=moment)
    before = moment - datetime.timedelta(days=9)
    Page.objects.update(last_published_at=before)
    for part, url in (("pages", health.url), ("authors", author.url), ("topics", topic.url)):
        text = client.get(f"/sitemap-{part}.xml").content.decode()
        entry = text.partition(f"<loc>http://localhost{url}</loc>")[2].partition("</url>")[0]
        assert f"<lastmod>{moment:%Y-%m-%d}" in entry, part


def test_a_large_site_has_several_files_of_a_kind(client, article, health, monkeypatch):
    monkeypatch.setattr(sitemaps.SiteSitemap, "limit", 2)
    for _number in range(4):
        ArticlePageFactory(parent=health)
    index = addresses(client, "/sitemap.xml")
    assert "http://localhost/sitemap-articles.xml?p=3" in index
    assert (
        len([url for url in everything(client) if url.startswith("http://localhost/health/")]) == 6
    )


def test_an_article_shows_its_picture(client, health):
    image = ImageFactory()
    ArticlePageFactory(parent=health, hero_image=image)
    assert "<image:loc>" not in client.get("/sitemap-articles.xml").content.decode()
    hero = SHAPES["hero"]
    url = image.get_rendition(hero.spec(hero.widths[1])).url
    xml = client.get("/sitemap-articles.xml").content.decode()
    assert f"<image:loc>http://localhost{url}</image:loc>" in xml
    assert Rendition.objects.count() == 1


def test_a_page_hidden_from_search_engines_is_in_no_sitemap(client, article):
    hidden = StandardPageFactory(slug="imprint", hide_from_search_engines=True)
    article.hide_from_search_engines = True
    article.save_revision().publish()
    found = [*everything(client), *addresses(client, "/news-sitemap.xml")]
    assert f"http://localhost{article.url}" not in found
    assert f"http://localhost{hidden.url}" not in found


def test_a_restricted_page_is_in_no_sitemap_and_its_author_neither(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    found = " ".join([*everything(client), *addresses(client, "/news-sitemap.xml")])
    assert "sleep-diary" not in found and "ines-okafor" not in found


@pytest.mark.parametrize("page", ["abc", "-1", "0", "2", "1.5", "9" * 5000, "%00", "1e9", ""])
def test_an_odd_part_is_not_found(client, article, page):
    assert client.get(f"/sitemap-articles.xml?p={page}").status_code in {200, 404}
    assert client.get(f"/sitemap.xml?p={page}").status_code == 200


def test_an_unknown_part_is_not_found(client, article):
    assert client.get("/sitemap-secrets.xml").status_code == 404


def test_a_sitemap_is_revalidated_by_its_etag_alone(client, article):
    for url in ("/sitemap.xml", "/sitemap-articles.xml", "/news-sitemap.xml"):
        response = client.get(url)
        assert "Last-Modified" not in response.headers
        again = client.get(url, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304


WITHOUT_A_SITE = [
    "/", "/sitemap.xml", "/sitemap-articles.xml", "/news-sitemap.xml", "/robots.txt", "/feed/",
    "/site.webmanifest", "/favicon.ico", "/share/1-a.png", "/search/", "/authors/", "/nowhere/",
]  # fmt: skip


@pytest.mark.parametrize("url", WITHOUT_A_SITE)
def test_an_installation_without_a_site_never_fails(client, home, url):
    Site.objects.all().delete()
    assert client.get(url).status_code in {200, 302, 404}


@pytest.mark.parametrize("url", [*[f"/sitemap-{part}.xml" for part in PARTS], "/sitemap.xml",
                                 "/news-sitemap.xml"])  # fmt: skip
def test_the_number_of_queries_does_not_grow_with_the_archive(client, health, author, url):
    counts = []
    for size in (3, 27):
        for _number in range(size):
            ArticlePageFactory(parent=health, authors=[author], hero_image=ImageFactory())
        client.get(url)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 13


# News


def test_the_news_sitemap_lists_two_days(client, health):
    Publication.objects.update_or_create(
        site=Site.objects.get(), defaults={"name": "The Quay & Co"}
    )
    now = timezone.now()
    ArticlePageFactory(parent=health, slug="fresh", title="Fish & <chips> \x0b")
    ArticlePageFactory(parent=health, slug="stale", published_at=now - datetime.timedelta(days=3))
    assert addresses(client, "/news-sitemap.xml") == ["http://localhost/health/fresh/"]
    xml = client.get("/news-sitemap.xml").content.decode()
    assert "<news:name>The Quay &amp; Co</news:name>" in xml
    assert "<news:language>en</news:language>" in xml
    assert "<news:title>Fish &amp; &lt;chips&gt; </news:title>" in xml


def test_a_day_without_news_is_an_empty_list(client, home):
    assert addresses(client, "/news-sitemap.xml") == []


# Robots and icons


def test_robots_names_both_sitemaps_and_disallows_the_admin(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Sitemap: http://localhost/news-sitemap.xml" in text


@pytest.mark.parametrize("name", ["favicon.ico", "apple-touch-icon.png"])
def test_an_icon_is_found_at_the_root(client, db, name):
    response = client.get(f"/{name}")
    assert response.status_code == 302 and response.url == f"/static/core/icons/{name}"


def test_the_manifest_names_the_publication_and_its_icons(client, db):
    manifest = client.get("/site.webmanifest").json()
    assert manifest["name"] == "Masthead"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
