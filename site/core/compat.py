"""Every use of something private in Django, Wagtail and treebeard.

tests/core/test_compat.py fails when one of these is renamed, or is no longer read by the library.
Overridden methods with private names stay in their classes; they are tested there, too.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import Model
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.url_routing import RouteResult

# Requests


def has_site(request: HttpRequest) -> bool:
    """Whether the site of the request has been looked up."""
    return hasattr(request, "_wagtail_site")


def site_of(request: HttpRequest) -> Site | None:
    return request._wagtail_site


def set_site(request: HttpRequest, site: Site | None) -> None:
    """Site.find_for_request() returns this site from now on, without a query."""
    request._wagtail_site = site


def set_route(request: HttpRequest, route: RouteResult | None) -> None:
    """Page.route_for_request() returns this result from now on."""
    request._wagtail_route_for_request = route


# Pages


def set_workflow_states(page: Page, states: list) -> None:
    """Page.current_workflow_state returns the first of these from now on, without a query."""
    page._current_workflow_states = states


def child_path(parent: Page, number: int) -> str:
    """The path in the tree of a child of the page; the first one has the number 1."""
    return Page._get_path(parent.path, parent.depth + 1, number)


def child_number(page: Page) -> int:
    """The number with which child_path() gives the path of the page."""
    return Page._str2int(page.path[-Page.steplen :])


def mark_stored(instance: Model) -> None:
    """Tells a new object that its row has been written."""
    instance._state.adding = False


# The reference index


def references_of(instance: Model) -> Iterable[tuple]:
    """For each reference of an object: content type and key of what it refers to, model path,
    content path, and the digest of the latter, as ReferenceIndex stores them.
    """
    for reference in set(ReferenceIndex._extract_references_from_object(instance)):
        yield *reference, ReferenceIndex._get_content_path_hash(reference[-1])


@contextmanager
def references_updated_once(page: Page, may_differ: bool) -> Iterator[None]:
    """Updates the reference index once for the page and its children that are saved inside.

    Wagtail itself reads the whole page again after saving each child: six times for an article
    with two authors and three topics. `may_differ`: whether the references may change.
    """
    # It imports models, so it can be imported only after the apps are ready.
    from wagtail import signal_handlers

    if getattr(signal_handlers.reference_index_auto_update_disabled, "value", False):
        yield
        return
    with signal_handlers.disable_reference_index_auto_update():
        yield
    if may_differ:
        signal_handlers.update_reference_index_on_save(page)
