"""What editors put above the results."""

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from news.models import ArticlePage
from tests.search.conftest import find


@pytest.fixture
def pills(newsroom):
    return ArticlePage.objects.get(title="Why some pills must not be cut")


def promote(text: str, **kwargs) -> SearchPromotion:
    return SearchPromotion.objects.create(query=Query.get(text), **kwargs)


def test_a_promoted_page_comes_first_with_a_label(client, pills):
    promote("sleep", page=pills, description="Before you take one.")
    results = find("Sleep?")
    assert [item.title for item in results.promoted] == [pills.title]
    html = client.get("/search/", {"q": "sleep"}).content.decode()
    assert html.index("Picked by the editors") < html.index("Before you take one.")
    assert html.index("Before you take one.") < html.index("diary")


def test_a_promoted_page_is_listed_once(pills):
    promote("pills", page=pills)
    results = find("pills")
    assert [hit.article for hit in results.hits if hit.article == pills] == []
    assert results.total == 1


def test_it_shows_where_nothing_else_is_found(client, pills):
    promote("xylophone", page=pills)
    results = client.get("/search/", {"q": "xylophone"}).context["results"]
    assert (results.total, len(results.promoted)) == (1, 1)


def test_a_link_to_another_site(pills):
    promote("sleep", external_link_url="https://sleep.example/", external_link_text="Sleep centre")
    (item,) = find("sleep").promoted
    assert (item.title, item.url, item.page_id) == ("Sleep centre", "https://sleep.example/", None)


def test_in_the_order_of_the_editors_and_once_each(pills, home):
    other = ArticlePage.objects.exclude(pk=pills.pk).first()
    promote("sleep", page=pills, sort_order=1)
    promote("sleep", page=other, sort_order=0)
    promote("sleep", page=pills, sort_order=2)
    assert [item.page_id for item in find("sleep").promoted] == [other.pk, pills.pk]


def test_not_with_filters_or_another_order(pills):
    promote("sleep", page=pills)
    assert find("sleep", section="health").promoted == []
    assert find("sleep", sort="newest").promoted == []


@pytest.mark.parametrize("kind", ["login", "password", "unpublished"])
def test_a_hidden_page_is_not_promoted(client, pills, kind):
    promote("sleep", page=pills, description="A secret.")
    if kind == "unpublished":
        ArticlePage.objects.filter(pk=pills.pk).update(live=False)
    else:
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page=pills.get_parent(), restriction_type=kind)]
        )
    response = client.get("/search/", {"q": "sleep"})
    assert response.context["results"].promoted == []
    assert "A secret." not in response.content.decode()
