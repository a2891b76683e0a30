"""Tests: isolated files, fast password hashes, mail in memory. DATABASE_URL picks the database."""

import tempfile
from pathlib import Path

from config.settings.base import *

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = WAGTAILADMIN_BASE_URL = "http://localhost"
MEDIA_ROOT = tempfile.mkdtemp(prefix="masthead-media-")
STATIC_ROOT = tempfile.mkdtemp(prefix="masthead-static-")
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": {
        "BACKEND": "core.media.documents.PrivateStorage",
        "OPTIONS": {"location": tempfile.mkdtemp(prefix="masthead-private-")},
    },
    "share_cards": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
WHITENOISE_AUTOREFRESH = True
# The tests of the page cache enable it.
PAGE_CACHE = False
PAGE_CACHE_FIGURES = Path(tempfile.mkdtemp(prefix="masthead-cache-"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# In the caller; the tests of the worker set the database's.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MAKE_RENDITIONS = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file as in production: with an in-memory database, all threads of the live server share one
    # transaction.
    DATABASES["default"]["TEST"] = {
        "NAME": f"{tempfile.mkdtemp(prefix='masthead-db-')}/test.sqlite3"
    }
