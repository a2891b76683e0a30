"""Every route by which Wagtail changes public content is one transaction with one change."""

import inspect
import pkgutil
from importlib import import_module

import pytest
import wagtail.actions
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from core.models import Change, Publication
from core.models.routes import MODELS

# Those of models that are no pages, and those that save pages and drafts by our own methods alone.
OTHERS = {
    "BaseAction",
    "CopyForTranslationAction",
    "CreateAction",
    "CreatePageAction",
    "DeleteAction",
    "EditAction",
    "EditPageAction",
    "PublishRevisionAction",
    "RevertToPageRevisionAction",
    "RevertToRevisionAction",
    "UnpublishAction",
}


def actions() -> set[type]:
    modules = (
        import_module(f"wagtail.actions.{each.name}")
        for each in pkgutil.iter_modules(wagtail.actions.__path__)
    )
    return {
        found
        for module in modules
        for _name, found in inspect.getmembers(module, inspect.isclass)
        if found.__module__ == module.__name__ and hasattr(found, "execute")
    }


def test_no_action_is_new_or_gone():
    """A new one in Wagtail belongs into core.models.routes, or here."""
    plain = {each.__name__ for each in actions() if not hasattr(each.execute, "is_publishing")}
    assert plain == OTHERS


def test_the_models_without_a_save_of_ours_are_wrapped():
    for model in MODELS:
        assert hasattr(model.save, "is_publishing") and hasattr(model.delete, "is_publishing")


def restrict(page, other):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def set_up(page, other):
    publication = Publication.for_site(Site.objects.get())
    publication.name = "The Lighthouse"
    publication.save()


ROUTES = {
    "publication": lambda page, other: page.save_revision().publish(),
    "withdrawal": lambda page, other: page.unpublish(),
    "move": lambda page, other: page.move(other, pos="last-child"),
    "deletion": lambda page, other: page.delete(),
    "alias": lambda page, other: page.create_alias(parent=other),
    "copy": lambda page, other: page.copy(to=other),
    "restriction": restrict,
    "settings": set_up,
    "site": lambda page, other: Site.objects.get().save(),
    "redirect": lambda page, other: Redirect.add_redirect("/old", page),
}


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_writes_one_change(article, news, route):
    Publication.for_site(Site.objects.get())  # creates the row
    page, other = Page.objects.get(pk=article.pk).specific, Page.objects.get(pk=news.pk)
    before = Change.objects.count()
    ROUTES[route](page, other)
    assert Change.objects.count() == before + 1
