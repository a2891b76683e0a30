"""The archive by year and month."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import ArticlePage
from news.pages.archive import span, years
from tests.factories import ArticlePageFactory


def published(parent, title: str, *moment: int):
    return ArticlePageFactory(
        parent=parent, title=title, published_at=datetime(*moment, tzinfo=UTC)
    )


@pytest.fixture
def archived(health):
    published(health, "A winter story", 2025, 1, 9)
    published(health, "A spring story", 2026, 5, 2)
    published(health, "Another spring story", 2026, 5, 28)
    return published(health, "An autumn story", 2026, 10, 30)


def text(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_the_archive_links_each_month_that_has_articles(client, archived):
    html = text(client, "/archive/")
    assert 'href="/archive/2026/05/"' in html and 'href="/archive/2025/01/"' in html
    assert 'href="/archive/2026/06/"' not in html


def test_the_archive_counts_by_year_and_month(archived):
    newest, oldest = years()
    assert (newest.number, newest.count, oldest.number, oldest.count) == (2026, 3, 2025, 1)
    assert [month.count for month in newest.months] == [0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0]


def test_a_year_holds_its_articles_and_no_others(client, archived):
    html = text(client, "/archive/2026/")
    main = html.split("<main")[1].split("</main>")[0]
    assert "A spring story" in main and "An autumn story" in main and "A winter story" not in main


def test_a_month_leads_to_the_ones_before_and_after_that_have_articles(client, archived):
    html = text(client, "/archive/2026/05/")
    assert 'href="/archive/2025/01/" rel="prev"' in html
    assert 'href="/archive/2026/10/" rel="next"' in html


def test_a_year_leads_to_the_one_before(client, archived):
    html = text(client, "/archive/2026/")
    assert 'href="/archive/2025/" rel="prev"' in html and 'rel="next"' not in html


def test_months_begin_at_midnight_where_the_paper_is(client, health):
    with timezone.override("Pacific/Auckland"):
        published(health, "New year in Auckland", 2025, 12, 31, 11, 30)
        (year,) = years()
    assert (year.number, year.months[0].count) == (2026, 1)


def test_a_month_of_summer_time_ends_at_local_midnight(client, health):
    published(health, "Late on the last of June", 2026, 6, 30, 22, 30)
    published(health, "Early on the first of July", 2026, 6, 30, 23, 30)
    assert "Late on the last" in text(client, "/archive/2026/06/").split("<main")[1]
    july = text(client, "/archive/2026/07/").split("<main")[1].split("<footer")[0]
    assert "Early on the first" in july and "Late on the last" not in july


def test_december_ends_with_the_year():
    begin, end = span(2026, 12)
    assert (begin.month, end.year, end.month) == (12, 2027, 1)
    assert end == span(2026)[1]


@pytest.mark.parametrize(
    "path",
    [
        "2024/", "2026/02/", "2026/5/", "2026/13/", "2026/00/", "0000/", "0999/", "9999/", "99999/",
        "2026/05/04/", "-1/", "abc/", "٢٠٢٦/", "2026/05/?page=2", "2026/?page=99999999999",
    ],
)  # fmt: skip
def test_an_odd_address_is_not_found(client, archived, path):
    assert client.get(f"/archive/{path}").status_code == 404


def test_an_odd_page_number_is_the_first_page(client, archived):
    assert "A spring story" in text(client, "/archive/2026/?page=abc")


def test_long_months_have_numbered_pages(client, health):
    for number in range(21):
        published(health, f"Story {number}", 2026, 5, 1 + number)
    assert "?page=2" in text(client, "/archive/2026/05/")
    assert "Story 0" in text(client, "/archive/2026/05/?page=2")


def test_an_empty_archive_shows_a_message(client, home):
    assert "Nothing is published yet" in text(client, "/archive/")


@pytest.mark.parametrize("state", ["draft", "unpublished", "restricted"])
def test_the_archive_shows_and_counts_only_what_is_public(client, health, state):
    secret = published(health, "Xylograph", 2026, 5, 2)
    if state == "restricted":
        PageViewRestriction.objects.create(page=secret, restriction_type="login")
    else:
        secret.unpublish()
    if state == "draft":
        ArticlePage.objects.filter(pk=secret.pk).update(first_published_at=None)
    assert "Xylograph" not in text(client, "/archive/")
    assert not years()
    assert client.get("/archive/2026/").status_code == 404
    assert client.get("/archive/2026/05/").status_code == 404


@pytest.mark.parametrize("path", ["/archive/", "/archive/2026/", "/authors/", "/topics/", "/feed/"])
def test_lists_are_only_read(client, archived, path):
    for method in ("POST", "TRACE", "DELETE"):
        assert client.generic(method, path).status_code == 405


def test_articles_of_impossible_years_break_nothing(client, archived, health):
    for year in (3, 9999):
        published(health, f"Of {year}", year, 6, 15)
    for path in ("/archive/", "/archive/2026/", "/archive/2026/05/", "/sitemap-lists.xml"):
        assert client.get(path).status_code == 200, path


def test_a_section_front_and_the_footer_lead_to_the_archive(client, archived):
    page, footer = text(client, "/health/").rsplit("<footer", 1)
    for part in (page[page.index("section-head__links") :], footer):
        assert 'href="/archive/"' in part


def queries(client, url: str) -> int:
    text(client, url)  # content types are looked up once
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        text(client, url)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_archive(client, health):
    urls = ["/archive/", "/archive/2026/", "/archive/2026/05/"]
    counts = []
    for size in (3, 30):
        for number in range(ArticlePage.objects.count(), size):
            published(health, f"Story {number}", 2026, 5, 1 + number % 28)
        counts.append([queries(client, url) for url in urls])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16
