"""An alias is a second address of an article, as public as the article itself."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from news.blocks import RelatedArticleBlock
from news.models import ArticlePage, ArticleRelation, Listed, NewsIndex
from search.indexing import index_pages
from search.models import SearchDocument
from tests.factories import ArticlePageFactory

SOURCE, ALIAS = "/news/ferry/", "/health/ferry-again/"
CANONICAL = '<link rel="canonical" href="http://localhost/news/ferry/">'


@pytest.fixture
def draft(news):
    return ArticlePageFactory(parent=news, title="The ferry", slug="ferry", publish=False)


@pytest.fixture
def source(news, author, topic):
    return ArticlePageFactory(
        parent=news, title="The ferry", slug="ferry", authors=[author], topics=[topic]
    )


def alias_of(article, parent: NewsIndex, slug="ferry-again") -> ArticlePage:
    return article.create_alias(parent=parent, update_slug=slug)


def statuses(client, *urls) -> list[int]:
    return [client.get(url).status_code for url in urls]


def test_an_alias_of_a_draft_is_not_public(client, draft, health):
    alias_of(draft, health)
    assert statuses(client, SOURCE, ALIAS) == [404, 404]


def test_an_alias_waits_with_its_scheduled_source(client, draft, health, monkeypatch):
    alias_of(draft, health)
    draft.go_live_at = later = timezone.now() + timedelta(days=2)
    draft.save_revision().publish()
    assert statuses(client, SOURCE, ALIAS) == [404, 404]
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    call_command("publish_scheduled")
    assert statuses(client, SOURCE, ALIAS) == [200, 200]


def test_an_alias_keeps_showing_the_public_version_while_a_new_one_waits(client, source, health):
    alias_of(source, health)
    draft = ArticlePage.objects.get(pk=source.pk)
    draft.title, draft.published_at = "The bridge", timezone.now() + timedelta(days=2)
    draft.save_revision().publish()
    assert "The bridge" not in client.get(ALIAS).content.decode()


def test_an_alias_that_is_live_by_mistake_shows_no_draft(client, draft, health):
    alias = alias_of(draft, health)
    Page.objects.filter(pk=alias.pk).update(live=True)
    assert statuses(client, ALIAS) == [404]


def test_an_alias_names_the_address_of_its_source(client, source, health):
    alias_of(source, health)
    page = client.get(ALIAS).content.decode()
    assert CANONICAL in page
    assert "ferry-again" not in page


def test_an_alias_of_an_alias_follows_the_source(client, source, health):
    second = alias_of(alias_of(source, health), health, "ferry-thrice")
    assert second.alias_of_id == source.pk
    assert CANONICAL in client.get("/health/ferry-thrice/").content.decode()
    source.unpublish()
    assert client.get("/health/ferry-thrice/").status_code == 410


def test_unpublishing_the_source_takes_its_aliases_along(client, source, health):
    alias_of(source, health)
    assert statuses(client, ALIAS) == [200]
    source.unpublish()
    assert statuses(client, SOURCE, ALIAS) == [410, 410]


def test_the_expiry_of_the_source_takes_its_aliases_along(client, source, health):
    alias_of(source, health)
    Page.objects.filter(pk=source.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert statuses(client, SOURCE, ALIAS) == [410, 410]


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("kind", ["login", "password"])
def test_restricting_the_source_restricts_its_aliases(client, source, news, health, kind, above):
    alias_of(source, health)
    restricted = news if above else source
    PageViewRestriction.objects.create(page=restricted, restriction_type=kind, password="open")
    answers = [client.get(url) for url in (SOURCE, ALIAS)]
    assert [each.status_code for each in answers] == ([302, 302] if kind == "login" else [200, 200])
    assert all("What happened" not in each.content.decode() for each in answers)


def test_the_password_of_the_source_opens_its_alias(client, source, health):
    alias_of(source, health)
    restriction = PageViewRestriction.objects.create(
        page=source, restriction_type="password", password="open"
    )
    address = f"/_util/authenticate_with_password/{restriction.pk}/{source.pk}/"
    client.post(address, {"password": "open", "return_url": ALIAS})
    assert "What happened" in client.get(ALIAS).content.decode()


@pytest.mark.parametrize(
    "url", ["/", "/feed/", "/sitemap-articles.xml", "/archive/", "/topics/sleep/",
            "/authors/ines-okafor/", "/search/?q=ferry", "/health/"]
)  # fmt: skip
def test_lists_show_the_source_alone(client, source, health, url):
    alias_of(source, health)
    index_pages(list(ArticlePage.objects.values_list("pk", flat=True)))
    page = client.get(url).content.decode()
    assert "/news/ferry/" in page
    assert "ferry-again" not in page


def test_the_section_of_an_alias_lists_its_source_as_long_as_the_alias_is_there(source, health):
    alias = alias_of(source, health)
    in_health = Listed.objects.filter(place=health.pk, topic=0, author=0)
    assert list(in_health.values_list("article", flat=True)) == [source.pk]
    alias.delete()
    assert not in_health.exists()


def test_the_section_to_which_an_alias_moves_lists_its_source(source, health, home):
    alias = alias_of(source, home)
    alias.move(health, pos="last-child")
    assert Listed.objects.filter(place=health.pk, article=source.pk).exists()


def test_search_holds_the_source_alone(source, health):
    alias = alias_of(source, health)
    index_pages([source.pk, alias.pk])
    assert list(SearchDocument.objects.values_list("page", flat=True)) == [source.pk]


# An alias that is chosen as a story


def leads(client, url) -> bool:
    """Whether the source is the first story of the page."""
    page = client.get(url).content.decode()
    assert "ferry-again" not in page
    first = re.search(r"/news/(?:ferry|crane)/", page.split("<main")[1])
    return bool(first) and first[0] == SOURCE


@pytest.fixture
def newer(source, news):
    """A story that leads where none is chosen."""
    return ArticlePageFactory(parent=news, title="The crane", slug="crane")


@pytest.mark.parametrize("url", ["/", "/news/"])
def test_an_alias_that_is_chosen_to_lead_shows_its_source(client, source, news, home, newer, url):
    page = {"/": home, "/news/": news}[url]
    assert not leads(client, url)
    page.lead = alias_of(source, news)
    page.save_revision().publish()
    assert leads(client, url)
    source.unpublish()
    assert not leads(client, url) and client.get(url).status_code == 200


def test_an_alias_that_is_chosen_as_related_shows_its_source(client, source, news, newer):
    newer.related_articles = [ArticleRelation(article=alias_of(source, news))]
    newer.save_revision().publish()
    assert ArticleRelation.objects.get().article_id == source.pk
    assert SOURCE in client.get("/news/crane/").content.decode()


def test_an_alias_in_a_pointer_shows_its_source(source, news):
    block = RelatedArticleBlock()
    cleaned = block.clean(block.to_python({"article": alias_of(source, news).pk, "label": ""}))
    assert cleaned["article"] == source


def test_an_alias_that_is_chosen_in_a_draft_is_its_source_already(source, home, news):
    home.lead = alias_of(source, news)
    home.full_clean()
    assert home.lead == source
