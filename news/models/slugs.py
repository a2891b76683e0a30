"""Slugs that are derived from names and unique in their table."""

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

MAX_LENGTH = 80


def unique_slug(instance: models.Model, words: str) -> str:
    """An ASCII slug of `words` that no other row of the model has."""
    base = slugify(anyascii(words))[:MAX_LENGTH].strip("-") or instance._meta.model_name
    others = type(instance)._default_manager.exclude(pk=instance.pk)
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def refuse_feed_slug(page: Page) -> None:
    """Raises ValidationError for the slug that is the address of a section's feed."""
    if page.slug == "feed":
        raise ValidationError({"slug": _("“feed” is the address of the section's feed.")})
