"""Loads all images of a page in two queries: the images, and their renditions.

A page knows the ids of its images before it renders: those in its own fields, in listed pages and
in its stored body. They are loaded together, assigned to the image fields, and lent to the image
blocks while the body is converted.
"""

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Model
from wagtail.images import get_image_model

Pool = dict[int, Model]
_lent: ContextVar[Pool] = ContextVar("lent_images", default={})  # noqa: B039 - never written to


def load_images(ids: Iterable[int | None]) -> Pool:
    """The images by id, with their renditions. Ids without an image are left out."""
    wanted = {pk for pk in ids if pk}
    if not wanted:
        return {}
    return get_image_model().objects.prefetch_related("renditions").in_bulk(wanted)


def attach_images(objects: Iterable[Model], fields: Iterable[str], images: Pool) -> None:
    """Sets the image fields of the objects from the pool."""
    for item in objects:
        for field in fields:
            setattr(item, field, images.get(getattr(item, f"{field}_id")))


def image_ids(objects: Iterable[Model], fields: Iterable[str]) -> set[int]:
    return {getattr(item, f"{field}_id") for item in objects for field in fields} - {None}


def stored_image_ids(raw) -> Iterator[int]:
    """The image ids in stored stream data: {"image": id, "alt_text": …} at any depth."""
    if isinstance(raw, dict):
        if isinstance(raw.get("image"), int):
            yield raw["image"]
        for value in raw.values():
            yield from stored_image_ids(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from stored_image_ids(value)


@contextmanager
def lending(images: Pool):
    """Within this context, image blocks take their images from the pool."""
    token = _lent.set(images)
    try:
        yield
    finally:
        _lent.reset(token)


def borrow(pk: int) -> Model | None:
    """A copy of the lent image, because each use sets its own alt text on it."""
    image = _lent.get().get(pk)
    return copy.copy(image) if image is not None else None
