"""Renditions are made when something is published or a picture changes, never for a reader.

A background task makes them; until it is done, readers get the picture as it was uploaded
(core.media.pictures). `manage.py make_renditions` makes what is missing after an import or a
restored backup.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import post_save
from django.dispatch import Signal
from wagtail.images import get_image_model
from wagtail.images.models import AbstractRendition
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from core.media.pictures import hero_form, rendition_specs
from core.serving.processes import free_memory
from core.tasks import AFTER_OTHERS, after_commit, task

logger = logging.getLogger(__name__)

# Sent with `image` when renditions of it have been made.
renditions_made = Signal()

# The shapes in which the picture of a field is shown; any other field belongs to a story.
LISTED = ("lead", "wide", "card", "thumb", "tall", "social")
SHAPES_OF_FIELDS = {
    "hero_image": ("hero", *LISTED),
    "promo_image": LISTED,
    "social_image": ("social",),
    "portrait": ("portrait",),
    "logo": ("logo",),
    "logo_dark": ("logo",),
}
SHAPES_OF_STORIES = ("figure", "tall")


@task(priority=AFTER_OTHERS)
def make_renditions_of(app_label: str, model_name: str, pk: int) -> None:
    """Makes what is missing of an image, or of all images that an object uses: a page, an author,
    the publication.
    """
    instance = apps.get_model(app_label, model_name).objects.get(pk=pk)
    image_ids = {pk} if isinstance(instance, get_image_model()) else images_of(instance)
    failed = make_renditions(image_ids, gently=True)
    free_memory()
    if failed:
        raise RenditionsMissing(f"Of {len(image_ids)} images {failed} could not be read")


class RenditionsMissing(Exception):
    """Files of images could not be read."""


def schedule(instance: Model) -> None:
    """Enqueues make_renditions_of() for the object after the commit."""
    if settings.MAKE_RENDITIONS:
        meta = instance._meta
        after_commit(make_renditions_of, meta.app_label, meta.model_name, instance.pk)


def make_renditions(image_ids: Iterable[int], gently: bool = False) -> int:
    """Makes what is missing, in every shape that the images are used in; returns the number of
    images whose file could not be read (logged).

    `gently`: one at a time, which leaves a processor to readers and needs less memory.
    """
    shapes = shapes_in_use(image_ids)
    failed = 0
    for image in get_image_model().objects.filter(pk__in=shapes).iterator(chunk_size=50):
        names = {shape_for(image, shape) for shape in shapes[image.pk]}
        specs = sorted({spec for name in names for spec in rendition_specs(name)})
        before = image.renditions.count()
        try:
            if gently:
                for spec in specs:
                    image.get_rendition(spec)
            else:
                image.get_renditions(*specs)
            if image.renditions.count() > before:
                renditions_made.send(sender=type(image), image=image)
        except Exception:  # whatever is wrong with one file, the others must get their renditions
            logger.exception("No renditions of picture %s", image.pk)
            failed += 1
    return failed


def shape_for(image, shape: str) -> str:
    """The shape in which the image is shown; the shape of a main picture depends on its size."""
    return hero_form(image.width, image.height).shape if shape == "hero" else shape


def shapes_in_use(image_ids: Iterable[int]) -> dict[int, set[str]]:
    """By image id, the shapes in which pages, authors and the publication show the image."""
    shapes = defaultdict(set)
    used = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(get_image_model()),
        to_object_id__in=[str(pk) for pk in image_ids],
    )
    for key, field in used.values_list("to_object_id", "model_path").distinct():
        shapes[int(key)].update(SHAPES_OF_FIELDS.get(field, SHAPES_OF_STORIES))
    return shapes


def images_of(instance: Model) -> set[int]:
    """The ids of the images that the object uses."""
    # The task with which Wagtail does this may run at the same time, in another worker.
    ReferenceIndex.create_or_update_for_object(instance)
    used = ReferenceIndex.get_references_for_object(instance).filter(
        to_content_type=ContentType.objects.get_for_model(get_image_model())
    )
    return {int(key) for key in used.values_list("to_object_id", flat=True)}


def connect() -> None:
    page_published.connect(on_publication, dispatch_uid="renditions")
    for model in (get_image_model(), *owners()):
        post_save.connect(on_saved, sender=model, dispatch_uid=f"renditions {model.__name__}")


def owners() -> list[type[Model]]:
    """The models, beside pages, that have a picture: authors, the publication."""
    return [
        model
        for model in apps.get_models()
        if not issubclass(model, (Page, AbstractRendition))
        and any(is_picture(field) for field in model._meta.concrete_fields)
    ]


def is_picture(field) -> bool:
    return field.is_relation and field.related_model is get_image_model()


def on_publication(instance, **kwargs) -> None:
    schedule(instance)


def on_saved(instance, raw=False, **kwargs) -> None:
    fields = [field for field in instance._meta.concrete_fields if is_picture(field)]
    is_image = isinstance(instance, get_image_model())
    if not raw and (is_image or any(getattr(instance, field.attname) for field in fields)):
        schedule(instance)
