"""The contract of Wagtail's search API: every page type, every way to narrow, nothing private."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db.models import F, TextField
from django.db.models.functions import Lower
from django.test.utils import register_lookup
from wagtail.models import Page, Site
from wagtail.search.backends.base import FilterFieldError, OrderByFieldError

from core.models.pages import BasePage
from home.models import ContactPage, HomePage, StandardPage
from news.models import ArticlePage, NewsIndex
from tests.factories import (
    ArticlePageFactory,
    ContactPageFactory,
    NewsIndexFactory,
    StandardPageFactory,
)
from tests.search.conftest import restrict

WORD = "heliograph"
FACTORIES = {
    ArticlePage: ArticlePageFactory,
    NewsIndex: NewsIndexFactory,
    StandardPage: StandardPageFactory,
    ContactPage: ContactPageFactory,
}
TYPES = [*FACTORIES, HomePage]
METHODS = {
    "search": lambda pages, **kwargs: pages.search(WORD, **kwargs),
    "autocomplete": lambda pages, **kwargs: pages.autocomplete(WORD[:5], **kwargs),
}
SPRING, AUTUMN = datetime(2023, 4, 2, tzinfo=UTC), datetime(2024, 10, 5, tzinfo=UTC)


@pytest.fixture
def tree(home):
    """A public, a draft and four restricted pages of each type, and a public one elsewhere."""
    site = {"public": NewsIndexFactory(parent=home, title="Open"), "hidden": {}}
    for kind in ("login", "groups", "password"):
        site["hidden"][kind] = NewsIndexFactory(parent=home, title=f"Of {kind}")
    for model, factory in FACTORIES.items():
        name = model.__name__
        created = {"public": factory(parent=site["public"], title=f"{WORD} {name}", slug=name)}
        for kind, section in site["hidden"].items():
            created[kind] = factory(parent=section, title=f"{WORD} {kind} {name}", slug=name)
        own = {"title": f"{WORD} own {name}", "slug": f"own-{name}"}
        created["own"] = factory(parent=site["public"], **own)
        draft = {"title": f"{WORD} draft {name}", "slug": f"draft-{name}"}
        created["draft"] = factory(parent=site["public"], publish=False, **draft)
        restrict(created["own"], "login")
        site[model] = created
    for kind, section in site["hidden"].items():
        restrict(section, kind)
    home.title = f"{WORD} HomePage"
    home.save()
    site[HomePage] = {"public": home}
    return site


def keys(pages) -> list[int]:
    return sorted(page.pk for page in pages)


def test_every_page_type_is_tried():
    assert {model for model in apps.get_models() if issubclass(model, BasePage)} == set(TYPES)


@pytest.mark.parametrize("method", METHODS)
def test_live_public_pages_are_found_and_no_others(tree, method):
    for model in TYPES:
        found = METHODS[method](model.objects.live().public())
        assert [page.pk for page in found] == [tree[model]["public"].pk]
        assert (found.count(), len(found)) == (1, 1)


@pytest.mark.parametrize("method", METHODS)
def test_not_public_is_all_that_a_restriction_covers(tree, method):
    for model in FACTORIES:
        hidden = keys(tree[model][kind] for kind in ("login", "groups", "password", "own"))
        assert keys(METHODS[method](model.objects.not_public())) == hidden
        assert keys(METHODS[method](model.objects.private())) == hidden
        not_live = METHODS[method](model.objects.not_live().public())
        assert keys(not_live) == [tree[model]["draft"].pk]


@pytest.mark.parametrize("method", METHODS)
def test_pages_of_all_types_together(tree, method):
    public = keys(tree[model]["public"] for model in TYPES)
    find = METHODS[method]
    assert keys(find(Page.objects.live().public())) == public
    assert keys(find(Page.objects.live().public().specific())) == public
    assert {type(page) for page in find(Page.objects.live().public().specific())} == set(TYPES)


@pytest.mark.parametrize("method", METHODS)
def test_types_narrow(tree, method):
    for model in TYPES:
        find, expected = METHODS[method], [tree[model]["public"].pk]
        public = Page.objects.live().public()
        assert keys(find(public.type(model))) == expected
        assert keys(find(public.exact_type(model))) == expected
        others = keys(tree[other]["public"] for other in TYPES if other is not model)
        assert keys(find(public.not_type(model))) == others


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("base", ["its own", "Page"])
def test_places_in_the_tree_narrow(tree, home, method, base):
    for model in FACTORIES:
        find, created = METHODS[method], tree[model]
        pages = model.objects.live() if base == "its own" else Page.objects.live().type(model)
        section, hidden = created["public"].get_parent(), created["groups"].get_parent()
        assert keys(find(pages.public().descendant_of(section))) == [created["public"].pk]
        assert keys(find(pages.descendant_of(hidden))) == [created["groups"].pk]
        assert keys(find(pages.public().descendant_of(hidden))) == []
        assert keys(find(pages.public().child_of(section))) == [created["public"].pk]
        inclusive = find(pages.public().descendant_of(created["public"], inclusive=True))
        assert keys(inclusive) == [created["public"].pk]
        assert keys(find(pages.public().not_descendant_of(section))) == []
        site = Site.objects.get()
        assert keys(find(pages.public().in_site(site))) == [created["public"].pk]
        elsewhere = Site(hostname="other.example", root_page=hidden)
        assert keys(find(pages.public().in_site(elsewhere))) == []


@pytest.mark.parametrize("method", METHODS)
def test_pages_are_counted_by_type(tree, method):
    for model in TYPES:
        find = METHODS[method]
        counted = find(model.objects.live().public()).facet("content_type_id")
        assert dict(counted) == {tree[model]["public"].content_type_id: 1}
        counted = find(Page.objects.live().public()).facet("content_type_id")
        assert set(counted.values()) == {1}
        assert len(counted) == len(TYPES)


@pytest.mark.parametrize("method", METHODS)
def test_an_order_of_its_own(tree, method):
    for model in FACTORIES:
        FACTORIES[model](parent=tree["public"], title=f"A {WORD}", slug=f"first-{model.__name__}")
        find, public = METHODS[method], model.objects.live().public()
        first, second = public.get(slug__startswith="first").pk, tree[model]["public"].pk
        for order in ("title", "-id", "-pk", "-path"):
            assert [page.pk for page in find(public, order_by=order)] == [first, second], order
        unranked = find(public.order_by("pk"), order_by_relevance=False)
        assert [page.pk for page in unranked] == [second, first]
        assert [page.pk for page in unranked[1:]] == [first]


@pytest.fixture
def dated(tree):
    """Two more articles, of other years and kinds."""
    parent, review = tree["public"], ArticlePage.Kind.values[-1]
    old = ArticlePageFactory(parent=parent, title=f"{WORD} old", published_at=SPRING, kind=review)
    new = ArticlePageFactory(parent=parent, title=f"{WORD} new", published_at=AUTUMN)
    return old, new


@pytest.mark.parametrize("method", METHODS)
def test_filters(dated, method):
    old, new = dated
    find, public = METHODS[method], ArticlePage.objects.live().public()
    for conditions, expected in (
        ({"kind": old.kind}, [old.pk]),
        ({"published_at__year": 2024}, [new.pk]),
        ({"published_at__month": 4}, [old.pk]),
        ({"published_at__lt": AUTUMN}, [old.pk]),
        ({"published_at__range": (SPRING, AUTUMN)}, keys(dated)),
        ({"title__icontains": "old"}, [old.pk]),
        ({"pk__in": [old.pk]}, [old.pk]),
        ({"path__startswith": new.path}, [new.pk]),
    ):
        assert keys(find(public.filter(**conditions))) == expected, conditions
    either = public.filter(kind=old.kind) | public.filter(published_at__year=2024)
    assert keys(find(either)) == keys(dated)
    assert old.pk not in keys(find(public.exclude(kind=old.kind)))


@pytest.mark.parametrize("method", METHODS)
def test_the_lists_of_articles_can_be_searched(dated, tree, method, django_assert_max_num_queries):
    find, (old, new) = METHODS[method], dated
    public = ArticlePage.objects.live().public()
    newest = [tree[ArticlePage]["public"].pk, new.pk, old.pk]
    for pages in (public.newest(), public.order_by(F("published_at").desc())):
        assert [page.pk for page in find(pages, order_by_relevance=False)] == newest
    listed = find(public.for_listing())
    with django_assert_max_num_queries(8):
        assert {page.section_title for page in listed} == {"Open"}
    assert dict(find(public).facet("kind")) == {new.kind: 2, old.kind: 1}


@pytest.mark.parametrize("method", METHODS)
def test_an_article_is_found_once_and_no_alias_of_a_hidden_one(tree, health, method):
    for kind in ("public", "own", "login"):
        tree[ArticlePage][kind].create_alias(parent=health, update_slug=f"alias-of-{kind}")
    found = METHODS[method](ArticlePage.objects.live().public())
    assert keys(found) == [tree[ArticlePage]["public"].pk]


@pytest.mark.parametrize("method", METHODS)
def test_a_field_that_is_not_declared_is_named(tree, method):
    public = ArticlePage.objects.live().public()
    with pytest.raises(FilterFieldError, match="standfirst"):
        METHODS[method](public.filter(standfirst="x"))
    with (
        register_lookup(TextField, Lower),
        pytest.raises(FilterFieldError, match="standfirst"),
    ):
        METHODS[method](public.filter(standfirst__lower="x"))
    with pytest.raises(OrderByFieldError, match="standfirst"):
        METHODS[method](public, order_by="standfirst")


@pytest.mark.parametrize("method", METHODS)
def test_a_restriction_made_after_the_queryset_hides_its_pages(tree, method):
    """Wagtail reads the restrictions when `public()` is called, we when the search runs."""
    public = ArticlePage.objects.live().public()
    restrict(tree["public"], "login")
    assert list(METHODS[method](public)) == []
