"""Updates Wagtail's reference index once for each saved page.

Wagtail itself reads the whole page again after saving each of its children: six times for an
article with two authors and three topics.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from wagtail.models import Page


@contextmanager
def noted_once(page: Page, may_differ: bool) -> Iterator[None]:
    """Wrap the saving of a page and its children in this. `may_differ`: whether its references
    may change."""
    # These handlers can be imported only after the apps are ready.
    from wagtail import signal_handlers

    if getattr(signal_handlers.reference_index_auto_update_disabled, "value", False):
        yield
        return
    with signal_handlers.disable_reference_index_auto_update():
        yield
    if may_differ:
        signal_handlers.update_reference_index_on_save(page)
