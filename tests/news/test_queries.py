"""The queries of public pages: a fixed number, for 3 and for 100 articles.

Nothing is cached but what surrounds the content of every page (core.cache.chrome), and Wagtail's
addresses of the sites.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from core.cache.versions import versions
from core.models import Publication
from home.models import HomePageSection
from news.models import ArticlePage, ArticleRelation, NewsIndex
from news.projection.build import build
from search.indexing import index_pages
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    ImageFactory,
    TopicFactory,
    faq,
    section,
)

# With stored rows, and without them: then articles are rendered live.
LIMITS = {
    "/health/article-0/": (8, 18),
    "/health/": (8, 14),
    "/health/?page=2": (8, 14),
    "/health/?topic=sleep": (8, 14),
    "/": (10, 14),
    "/authors/": (8, 8),
    "/authors/ines-okafor/": (8, 12),
    "/topics/": (8, 8),
    "/topics/sleep/": (8, 12),
    "/archive/": (8, 12),
    "/archive/{:%Y}/": (8, 12),
    "/archive/{:%Y/%m}/": (8, 12),
    "/feed/": (6, 16),
    "/health/feed/": (6, 16),
    "/search/?q=article": (14, 14),
    "/sitemap.xml": (16, 16),
}


def body(image):
    link = f'<a linktype="page" id="{NewsIndex.objects.first().pk}">there</a>'
    picture = {"image": {"image": image.pk, "alt_text": "A square", "decorative": False}}
    return [
        {"type": "paragraph", "value": f"<p>First of all, {link}.</p>"},
        section("What happened", f"It began {link}.", {"type": "figure", "value": picture}),
        section("What it means", {"type": "figure", "value": picture}, f"More {link}."),
        faq(("Why now?", "Because.")),
    ]


def fill(parent, author, topic, count):
    for number in range(parent.get_children().count(), count):
        image = ImageFactory()
        ArticlePageFactory(
            parent=parent,
            title=f"Article {number}",
            slug=f"article-{number}",
            authors=[author, AuthorFactory()],
            topics=[topic, TopicFactory()],
            hero_image=image,
            body=body(image),
        )


@pytest.fixture(autouse=True)
def _settings_exist(db):
    """The first reader of a new site creates the row of its settings, which changes the site."""
    Publication.for_site(Site.objects.get())


def queries(client, url: str) -> list[str]:
    url = url.format(timezone.now())
    # Otherwise the process might learn of the latest changes between the two requests.
    versions.look_now()
    client.get(url)  # What surrounds the content is remembered now.
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        response.content  # noqa: B018 - a template response renders when it is read
    assert response.status_code == 200, url
    # The process looks for changes at most ten times a second, not for each request.
    return [query["sql"] for query in captured if "core_change" not in query["sql"]]


@pytest.mark.parametrize("is_stored", [True, False], ids=["stored", "live"])
@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_archive(
    client, home, health, news, author, topic, page_cache, is_stored
):
    home.chosen_sections = [
        HomePageSection(section=health, layout="picture"),
        HomePageSection(section=news, layout="trio"),
    ]
    home.save()
    counts = {}
    for size in (21, 50):
        for parent in (health, news):
            fill(parent, author, topic, size)
        keys = list(ArticlePage.objects.values_list("pk", flat=True))
        index_pages(keys)
        if is_stored:
            assert all(map(build, keys))
        counts[size] = {url: queries(client, url) for url in LIMITS}
    for url, limits in LIMITS.items():
        few, many = counts[21][url], counts[50][url]
        statements = "\n".join(query[:200] for query in many)
        assert len(few) == len(many), f"{url}: {len(few)} and {len(many)}\n{statements}"
        limit = limits[0 if is_stored else 1]
        assert len(many) <= limit, f"{url}: {len(many)} queries\n{statements}"


@pytest.mark.django_db
def test_a_small_site_needs_no_more_queries(client, health, author, topic, page_cache):
    fill(health, author, topic, 3)
    keys = list(ArticlePage.objects.values_list("pk", flat=True))
    index_pages(keys)
    assert all(map(build, keys))
    for url in LIMITS.keys() - {"/health/?page=2"}:
        found = queries(client, url)
        assert len(found) <= LIMITS[url][0], "\n".join([url, *(query[:200] for query in found)])


@pytest.mark.django_db
def test_related_articles_by_hand_cost_no_more_the_more_there_are(client, health, author, topic):
    fill(health, author, topic, 6)
    pages = list(health.get_children().specific())
    pages[0].related_articles = [ArticleRelation(article=page) for page in pages[1:3]]
    pages[0].save()
    two = len(queries(client, pages[0].url))
    pages[0].related_articles = [ArticleRelation(article=page) for page in pages[1:5]]
    pages[0].save()
    assert len(queries(client, pages[0].url)) == two
