"""What readers may not read is in no result, count, facet, snippet or answer."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from news.models import ArticlePage
from search.indexing import index_pages
from search.models import Passage, SearchDocument
from tests.factories import ArticlePageFactory, AuthorFactory, NewsIndexFactory, TopicFactory, faq
from tests.search.conftest import find, restrict

MARKER = "quetzalcoatlus"


def secret(parent, number, **kwargs):
    return ArticlePageFactory(
        parent=parent,
        title=f"{MARKER} {number}",
        standfirst=f"{MARKER} in the standfirst",
        authors=[AuthorFactory(name=f"{MARKER} author {number}")],
        topics=[TopicFactory(name=f"{MARKER} topic {number}")],
        body=[faq((f"What is {MARKER}?", f"{MARKER} is a secret."))],
        **kwargs,
    )


@pytest.fixture
def secrets(home, health):
    """Articles of every hidden kind, indexed while they were public and then hidden."""
    pages = {kind: secret(health, kind) for kind in ("unpublished", "expired")}
    for kind in ("login", "groups", "password"):
        pages[kind] = secret(health, kind)
        section = NewsIndexFactory(parent=home, title=f"{kind} section")
        below = NewsIndexFactory(parent=section, title=f"below {kind}")
        pages[f"{kind} child"] = secret(section, f"{kind} child")
        pages[f"{kind} grandchild"] = secret(below, f"{kind} grandchild")
    pages["draft"] = secret(health, "draft", publish=False)
    later = timezone.now() + timedelta(days=1)
    pages["scheduled"] = secret(health, "scheduled", publish=False, go_live_at=later)
    pages["scheduled"].save_revision(approved_go_live_at=later)
    return pages


def hide(pages, committed):
    with committed():
        for kind in ("login", "groups", "password"):
            restrict(pages[kind], kind)
            restrict(pages[f"{kind} child"].get_parent(), kind)
        for kind in ("unpublished", "expired"):
            pages[kind].unpublish()


TYPO = "quetzalcoatlsu"
ASKED = (
    MARKER,
    f"What is {MARKER}",
    f'"{MARKER} is a secret"',
    f"{MARKER} nothing",
    TYPO,
    f"{TYPO} health",
    f"-{MARKER} health",
)


def assert_nothing_leaks(client, viewer=None):
    if viewer:
        client.force_login(viewer)
    for query in ASKED:
        response = client.get("/search/", {"q": query})
        results = response.context["results"]
        assert (results.total, results.hits, results.facets, results.answer) == (0, [], [], None)
        assert results.correction is None
        for url in ("/search/", "/api/search/", "/search/suggest/"):
            shown = client.get(url, {"q": query}).content.decode().lower()
            # The reader's own words come back; nothing else has the marker.
            for own in (query.lower(), escape(query.lower()), json.dumps(query.lower())[1:-1]):
                shown = shown.replace(own, "")
            assert MARKER not in shown.replace(quote(query.lower(), safe=""), ""), (url, query)
    for prefix in ("qu", "quetz", MARKER, f"what is {MARKER[:5]}", "secret"):
        assert client.get("/search/suggest/", {"q": prefix}).json()["suggestions"] == []


def test_hidden_articles_leave_the_index(client, secrets, committed, administrator):
    index_pages([page.pk for page in secrets.values()])
    assert SearchDocument.objects.count() == len(secrets) - 2
    hide(secrets, committed)
    assert not SearchDocument.objects.exists()
    assert not Passage.objects.exists()
    assert_nothing_leaks(client)
    assert_nothing_leaks(client, administrator)


def test_an_index_that_lags_leaks_nothing(client, secrets):
    """Hidden without any signal: the index still has the articles."""
    index_pages([page.pk for page in secrets.values()])
    PageViewRestriction.objects.bulk_create(
        [
            PageViewRestriction(page=page, restriction_type="login")
            for kind in ("login", "groups", "password")
            for page in (secrets[kind], secrets[f"{kind} child"].get_parent())
        ]
    )
    hidden = [secrets["unpublished"].pk, secrets["expired"].pk]
    ArticlePage.objects.filter(pk__in=hidden).update(live=False)
    assert SearchDocument.objects.exists()
    assert_nothing_leaks(client)


def test_public_neighbours_are_counted_alone(secrets, health, committed):
    index_pages([page.pk for page in secrets.values()])
    hide(secrets, committed)
    sport = NewsIndexFactory(parent=health.get_parent(), title="Sport", slug="sport")
    public = [
        ArticlePageFactory(parent=each, title=f"A public {MARKER}") for each in (health, sport)
    ]
    index_pages([page.pk for page in public])
    results = find(MARKER)
    assert (results.total, results.total_label) == (2, "2 articles")
    assert [option.count for facet in results.facets for option in facet.options] == [2, 1, 1]
