"""The settings of the publication are read once a request."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from core.models import Publication
from core.sites import publication_for, publication_or_none
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db
TABLE = f'FROM "{Publication._meta.db_table}"'


@pytest.mark.parametrize(
    "url", ["{url}", "/comments/{pk}/", "/comments/{pk}/reply/", "/feed/", "/"]
)
def test_a_page_reads_them_once(client, article, url):
    CommentFactory(article=article)
    Publication.for_site(Site.objects.get())  # creates the row
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url.format(url=article.url, pk=article.pk))
    assert response.status_code == 200
    assert len([query for query in queries if TABLE in query["sql"]]) == 1


def test_requests_get_those_of_their_own_site(rf, article):
    other = Site.objects.create(hostname="other.example", root_page=article.get_parent())
    Publication.objects.create(site=other, name="The Other")
    request = rf.get("/", headers={"host": "localhost"})
    elsewhere = rf.get("/", headers={"host": "localhost"})
    elsewhere._wagtail_site = other
    assert publication_for(elsewhere).name == "The Other"
    assert publication_for(request).name != "The Other"


def test_without_a_site_there_are_none(rf, home):
    Site.objects.all().delete()
    assert publication_or_none(rf.get("/")) is None
    with pytest.raises(Publication.DoesNotExist):
        publication_for(rf.get("/"))


@pytest.mark.parametrize("url", ["/site.webmanifest", "/search/opensearch.xml"])
def test_addresses_that_name_the_publication_are_404_without_a_site(client, home, url):
    Site.objects.all().delete()
    assert client.get(url).status_code == 404
