"""The routes by which Wagtail itself changes public content, each as one publishing transaction.

Wagtail saves a page and sends its signals in several transactions: a process that is killed in
between would leave a page that was moved, withdrawn or restricted in lists and caches. Its views
use the actions below, and there is no hook around these, so their methods are wrapped.
"""

from functools import wraps

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import signals
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site
from wagtail.signals import pre_page_move

from core.media.renditions import renditions_made
from core.models.change import pages_changed, publishing, site_changed
from core.models.publication import Publication
from core.models.published import PublishedModel
from core.sharing import EVERYTHING

ACTIONS = (
    ConvertAliasPageAction,
    CopyPageAction,
    CopyPageForTranslationAction,
    CreatePageAliasAction,
    DeletePageAction,
    MovePageAction,
    PublishPageRevisionAction,
    UnpublishPageAction,
)
# Models without a save() of ours, and whether a change of them may withdraw pages. Wagtail adds
# redirects of a page that moves without signals; such a page changes the site anyway.
MODELS = {PageViewRestriction: True, Publication: False, Redirect: False, Site: True}

# A picture that more pages use invalidates the whole site.
MOST_USES = 100


def wrap(owner: type, name: str) -> None:
    """Has the method run within publishing()."""
    method = getattr(owner, name)
    if hasattr(method, "is_publishing"):
        return

    @wraps(method)
    def run(*args, **kwargs):
        with publishing():
            return method(*args, **kwargs)

    run.is_publishing = True
    setattr(owner, name, run)


def connect() -> None:
    """Called once, when the apps are ready. PublishedModel.save() is for rows that are saved; here
    are deletions, and everything else.
    """
    for action in ACTIONS:
        wrap(action, "execute")
    for model in MODELS:
        wrap(model, "save")
        wrap(model, "delete")
        signals.pre_save.connect(row_changes, sender=model, dispatch_uid=f"change_save_{model}")
        signals.pre_delete.connect(row_changes, sender=model, dispatch_uid=f"change_del_{model}")
    for model in apps.get_models():
        if issubclass(model, PublishedModel):
            signals.pre_delete.connect(
                row_is_deleted, sender=model, dispatch_uid=f"change_del_{model}"
            )
    pre_page_move.connect(page_moves, dispatch_uid="change_move")
    renditions_made.connect(picture_is_ready, dispatch_uid="change_renditions")


def row_changes(sender, **kwargs) -> None:
    # No CDN stores redirects.
    names = () if sender is Redirect else (EVERYTHING,)
    site_changed(*names, withdraws=MODELS[sender])


def row_is_deleted(instance, **kwargs) -> None:
    """Also for each row that a query deletes: Django deletes them in one transaction."""
    with publishing() as change:
        change.expect(EVERYTHING, instance.cache_tag)
        change.site(withdraws=True)


def page_moves(instance, **kwargs) -> None:
    with publishing() as change:
        change.expect(EVERYTHING, f"page:{instance.pk}")
        change.site(withdraws=True)


def picture_is_ready(image, **kwargs) -> None:
    """The pages that use the picture show it now, and so do the pages above them, which list them.
    Other lists show it as it was uploaded until they change or are too old.
    """
    uses = set(
        ReferenceIndex.get_references_to(image).values_list("base_content_type_id", "object_id")
    )
    page_type = ContentType.objects.get_for_model(Page).pk
    keys = [key for kind, key in uses if kind == page_type]
    if len(keys) < len(uses) or len(keys) > MOST_USES:
        site_changed(image.cache_tag)
        return
    paths = Page.objects.filter(pk__in=keys).values_list("path", flat=True)
    step = Page.steplen
    above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    if above:
        pages_changed(*Page.objects.filter(path__in=above).values_list("pk", flat=True))
