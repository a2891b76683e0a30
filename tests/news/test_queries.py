"""Every public page has a fixed number of queries, for 3 and for 30 articles."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import HomePageSection
from news.models import ArticlePage, ArticleRelation, NewsIndex
from search.indexing import index_pages
from tests.factories import (
    ArticlePageFactory,
    AuthorFactory,
    ImageFactory,
    TopicFactory,
    faq,
    section,
)

LIMITS = {
    "/health/article-0/": 14,
    "/health/": 16,
    "/health/?topic=sleep": 16,
    "/": 24,
    "/authors/": 10,
    "/authors/ines-okafor/": 14,
    "/topics/": 10,
    "/topics/sleep/": 14,
    "/feed/": 16,
    "/health/feed/": 16,
    "/search/?q=article": 14,
    "/sitemap.xml": 16,
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


def queries(client, url):
    client.get(url)  # renditions are created once, caches are warm
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(url)
        assert response.status_code == 200, url
        response.content  # noqa: B018 - a template response renders when it is read
    return captured


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_archive(
    client, home, health, news, author, topic
):
    home.chosen_sections = [
        HomePageSection(section=health, layout="picture"),
        HomePageSection(section=news, layout="trio"),
    ]
    home.save()
    counts = {}
    for size in (3, 30):
        for parent in (health, news):
            fill(parent, author, topic, size)
        index_pages(list(ArticlePage.objects.values_list("pk", flat=True)))
        counts[size] = {url: queries(client, url) for url in LIMITS}
    for url, limit in LIMITS.items():
        few, many = counts[3][url], counts[30][url]
        statements = "\n".join(query["sql"][:200] for query in many)
        assert len(few) == len(many), f"{url}: {len(few)} and {len(many)}\n{statements}"
        assert len(many) <= limit, f"{url}: {len(many)} queries\n{statements}"


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
