"""Settings read from the environment, with errors that name the variable."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name: str) -> str:
    """The value of the variable; raises ImproperlyConfigured if it is missing or empty."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def optional(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def listed(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without empty items."""
    return [item.strip() for item in optional(name, default).split(",") if item.strip()]


def integer(name: str, default: int) -> int:
    value = optional(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case)."""
    return optional(name, str(default)).lower() in {"1", "true", "yes", "on"}


def site_url(name: str = "SITE_URL", default: str = "http://localhost:8000") -> str:
    """The public address of the site, without a trailing slash."""
    value = optional(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(f"{name} must be an http(s) address, not {value!r}.")
    return value
