"""What we use of the private parts of Django, Wagtail and treebeard is still there, and still read.

A test fails here before the site behaves differently after an upgrade.
"""

import inspect
import re
import sys

import pytest
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from wagtail.blocks.base import BlockWidget
from wagtail.models import Page, ReferenceIndex, Site, WorkflowState
from wagtail.search.backends import database
from wagtail.url_routing import RouteResult

from core import compat
from news.models import Author
from tests.factories import ArticlePageFactory, AuthorFactory, ImageFactory, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_for_nothing():
    return RequestFactory().get("/", headers={"host": "nowhere.example"})


def test_wagtail_finds_the_site_that_was_set(request_for_nothing, django_assert_num_queries):
    site = Site(hostname="nowhere.example")
    assert not compat.has_site(request_for_nothing)
    compat.set_site(request_for_nothing, site)
    with django_assert_num_queries(0):
        assert Site.find_for_request(request_for_nothing) is site
    assert compat.has_site(request_for_nothing)
    assert compat.site_of(request_for_nothing) is site


def test_wagtail_uses_the_route_that_was_set(request_for_nothing, django_assert_num_queries):
    route = RouteResult(Page(title="Set"))
    compat.set_route(request_for_nothing, route)
    with django_assert_num_queries(0):
        assert Page.route_for_request(request_for_nothing, "/") is route


def test_wagtail_uses_the_workflow_states_that_were_set(article, django_assert_num_queries):
    state = WorkflowState(pk=7)
    compat.set_workflow_states(article, [state])
    with django_assert_num_queries(0):
        assert article.current_workflow_state is state


def test_children_get_the_paths_that_the_tree_gives_them(health):
    first, second = (ArticlePageFactory(parent=health) for _ in range(2))
    for number, page in enumerate((first, second), start=compat.child_number(first)):
        assert compat.child_path(health, number) == page.path
        assert compat.child_number(page) == number


def test_django_does_not_take_an_object_that_is_marked_as_stored_for_a_new_one():
    author = AuthorFactory()
    same = Author(pk=author.pk, name=author.name, slug=author.slug)
    with pytest.raises(ValidationError):
        same.validate_unique()
    compat.mark_stored(same)
    same.validate_unique()


def test_references_are_those_that_wagtail_stores(health):
    picture = {"type": "figure", "value": {"image": {"image": ImageFactory().pk}, "caption": "C"}}
    article = ArticlePageFactory(parent=health, body=[section("Heading", picture)])
    names = ("to_content_type", "to_object_id", "model_path", "content_path", "content_path_hash")
    stored = ReferenceIndex.objects.filter(object_id=str(article.pk)).values_list(*names)
    found = {(*each[:4], str(each[4])) for each in compat.references_of(article)}
    assert found == {(*each[:4], str(each[4])) for each in stored}
    assert found


# Of the search back-end, by the attribute of its class; otherwise of the class that is named.
OVERRIDDEN = [
    (BlockWidget, "_build_block_json"),
    (Sitemap, "_urls"),
    ("", "_search"),
    ("index_class", "_refresh_title_norms"),
    ("query_compiler_class", "_get_filters_from_where_node"),
    ("query_compiler_class", "_get_filterable_field"),
    ("results_class", "_do_search"),
]


@pytest.mark.parametrize(("owner", "name"), OVERRIDDEN, ids=lambda each: str(each))
def test_a_method_that_we_override_is_still_called(owner, name):
    if isinstance(owner, str):
        backend = type(database.SearchBackend({}))
        owner = getattr(backend, owner) if owner else backend
    assert callable(getattr(owner, name))
    classes = {*owner.__mro__, SitemapIndexItem} - {object}
    sources = {inspect.getsource(sys.modules[each.__module__]) for each in classes}
    assert any(re.search(rf"(?<!super\(\))\.{name}\(", source) for source in sources)
