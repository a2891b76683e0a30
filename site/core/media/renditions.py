"""Renditions are made when something is published or a picture changes, never for a reader.

A thread of the process that published makes them; until it is done, readers get the picture as it
was uploaded (core.media.pictures). What is lost with a process, or arrives by import, is made by
`manage.py make_renditions`.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_save
from wagtail.images import get_image_model
from wagtail.images.models import AbstractRendition
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from core.cache.invalidation import purge
from core.media.pictures import hero_form, rendition_specs

logger = logging.getLogger(__name__)

# The shapes in which the picture of a field is shown; those of any other field stand in a story.
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
# By then Wagtail has noted where the picture is used; who saves twice is served once.
PAUSE_SECONDS = 1.0


class Maker:
    """The ids of images that wait, and a thread that lives while there are any.

    It is no daemon: a command that publishes, such as publish_scheduled, ends when they are made.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.waiting: set[int] = set()
        self.thread: threading.Thread | None = None

    def add(self, image_ids: set[int]) -> None:
        with self.lock:
            self.waiting |= image_ids
            if self.thread is None:
                thread = threading.Thread(target=self.run, name="renditions")
                thread.start()
                self.thread = thread

    def run(self) -> None:
        while image_ids := self.next():
            try:
                make_renditions(image_ids, gently=True)
            except Exception:
                logger.exception("Renditions could not be made of pictures %s", sorted(image_ids))
            finally:
                connection.close()

    def next(self) -> set[int]:
        time.sleep(PAUSE_SECONDS)
        with self.lock:
            image_ids, self.waiting = self.waiting, set()
            if not image_ids:
                self.thread = None
        return image_ids


maker = Maker()


def schedule(image_ids: Iterable[int | None]) -> None:
    """Has the renditions of the images made after the commit, in the background."""
    wanted = {pk for pk in image_ids if pk}
    if wanted and settings.MAKE_RENDITIONS:
        transaction.on_commit(lambda: maker.add(wanted), robust=True)


def make_renditions(image_ids: Iterable[int], gently: bool = False) -> int:
    """Makes what is missing, in every shape that the images are used in; returns the number of
    images whose file could not be read (logged).

    Gently: one at a time, which leaves the processor to readers, and works while a process ends,
    when no thread can be started any more.
    """
    shapes = shapes_in_use(image_ids)
    failed = 0
    for image in get_image_model().objects.filter(pk__in=shapes).iterator(chunk_size=50):
        names = {shape_for(image, shape) for shape in shapes[image.pk]}
        specs = sorted({spec for name in names for spec in rendition_specs(name)})
        try:
            if gently:
                for spec in specs:
                    image.get_rendition(spec)
            else:
                image.get_renditions(*specs)
            purge(image.cache_tag)
        except Exception:  # whatever is wrong with one file, the others get their renditions
            logger.exception("No renditions of picture %s", image.pk)
            failed += 1
    return failed


def shape_for(image, shape: str) -> str:
    """That of a main picture follows its size."""
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


def images_of(page_ids: Iterable[int]) -> set[int]:
    """The ids of the images that the pages use."""
    used = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(pk) for pk in page_ids],
        to_content_type=ContentType.objects.get_for_model(get_image_model()),
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


class Published(threading.local):
    """The ids of the pages that this thread's transaction publishes."""

    def __init__(self):
        self.page_ids: set[int] = set()


published = Published()


def on_publication(instance, **kwargs) -> None:
    # Asked after the commit, once for all: Wagtail notes what a page uses when its transaction is
    # over.
    published.page_ids.add(instance.pk)
    transaction.on_commit(after_publication, robust=True)


def after_publication() -> None:
    page_ids, published.page_ids = published.page_ids, set()
    if page_ids:
        schedule(images_of(page_ids))


def on_saved(instance, raw=False, **kwargs) -> None:
    if raw:
        return
    own = [instance.pk] if isinstance(instance, get_image_model()) else []
    fields = [field for field in instance._meta.concrete_fields if is_picture(field)]
    schedule([*own, *(getattr(instance, field.attname) for field in fields)])
