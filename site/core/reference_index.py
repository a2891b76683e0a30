"""What refers to what: Wagtail's reference index, written once for each saved page.

By itself Wagtail reads a whole page again after each of its children is saved: an article with two
authors and three topics six times.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from wagtail.models import Page


@contextmanager
def noted_once(page: Page, may_differ: bool) -> Iterator[None]:
    """Around the saving of a page and its children; `may_differ`: what the page refers to."""
    # Not before the apps are ready, which these handlers want.
    from wagtail import signal_handlers

    if getattr(signal_handlers.reference_index_auto_update_disabled, "value", False):
        yield
        return
    with signal_handlers.disable_reference_index_auto_update():
        yield
    if may_differ:
        signal_handlers.update_reference_index_on_save(page)
