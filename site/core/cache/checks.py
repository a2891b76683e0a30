"""System checks of the page cache."""

from django.conf import settings
from django.core import checks

GONE = ("PAGE_CACHE_JOURNAL", "PAGE_CACHE_REDIS", "PAGE_PARTS_MB")


def check_settings_that_are_gone(**kwargs) -> list[checks.CheckMessage]:
    return [
        checks.Warning(
            f"The setting {name} has no effect any more.",
            hint="Remove it.",
            id="core.W003",
        )
        for name in GONE
        if hasattr(settings, name)
    ]
