"""A developer's machine: debug pages, plain static files, mail on the console."""

from config.settings.base import *

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only"
ALLOWED_HOSTS = ["*"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PAGE_CACHE = False
VAR_DIR.mkdir(parents=True, exist_ok=True)
