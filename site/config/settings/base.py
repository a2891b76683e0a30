"""Settings shared by every environment, with safe defaults.

`dev` relaxes them, `test` isolates files and mail, `production` requires variables. Everything that
differs between installations comes from the environment (docs/operations.md lists the variables).
"""

from pathlib import Path

import dj_database_url

from config import environment

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = Path(environment.optional("VAR_DIR", str(BASE_DIR / "var")))

SECRET_KEY = environment.optional("SECRET_KEY")
DEBUG = False
MAINTENANCE = environment.flag("MAINTENANCE", default=False)
ALLOWED_HOSTS = environment.listed("ALLOWED_HOSTS")
SITE_URL = environment.site_url()

INSTALLED_APPS = [
    "home",
    "news",
    "search",
    "accounts",
    "core",
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    # Has no URLs: wagtail-modeladmin imports the classes of its list filters.
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "core.http.middleware.PagePolicies",
    "core.http.middleware.RefuseUnstorable",
    "django.middleware.security.SecurityMiddleware",
    "core.http.middleware.Maintenance",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.http.middleware.CompressTexts",
    "django.middleware.http.ConditionalGetMiddleware",
    # Inside ConditionalGetMiddleware, so that a 304 has the same caching headers.
    "core.http.middleware.AskAgain",
    "core.cache.pages.OfferPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Outside every middleware and view that may redirect to the login.
    "accounts.interrupted.PreservePosts",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.Accounts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.http.malformed.RefuseMalformed",
    "core.http.middleware.GonePages",
    "core.http.redirects.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.publication",
                "news.pages.recent.recent_news",
            ],
        },
    },
]

# SQLite: readers never wait for a writer (WAL); writers queue instead of failing (IMMEDIATE and a
# busy timeout); a commit in WAL is durable enough with synchronous=NORMAL:
# https://www.sqlite.org/pragma.html#pragma_synchronous
# Each thread has a connection with a page cache of its own, above that of the operating system.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
    ),
}


def postgres_options(connections: int, seconds: int) -> dict:
    """The OPTIONS of a connection to PostgreSQL.

    `connections`: the largest number in the pool of a process, or 0 for one connection a thread.
    `seconds`: the time limit of a statement, with half of it for locks, or 0 for no limit.
    """
    # With JIT, PostgreSQL compiles statements for a quarter of a second that run for milliseconds,
    # since it overestimates the cost of the conditions of public pages.
    limits = [("jit", "off")]
    if seconds:
        limits += [("statement_timeout", f"{seconds}s"), ("lock_timeout", f"{500 * seconds}ms")]
    options = {"options": " ".join(f"-c {name}={value}" for name, value in limits)}
    if connections:
        # Closes all connections but one after a minute:
        # https://www.psycopg.org/psycopg3/docs/api/pool.html
        pool = {"min_size": 1, "max_size": connections, "timeout": seconds or 30, "max_idle": 60}
        options["pool"] = pool
    return options


def database(url: str) -> dict:
    """Django's settings for the database at `url`, with the options of its vendor."""
    settings = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    options = SQLITE_OPTIONS
    if settings["ENGINE"] == "django.db.backends.postgresql":
        connections = environment.integer("DATABASE_CONNECTIONS", 0)
        options = postgres_options(connections, environment.integer("DATABASE_SECONDS", 0))
        if connections:
            settings["CONN_MAX_AGE"] = 0
    settings["OPTIONS"] = {**settings.get("OPTIONS", {}), **options}
    return settings


DATABASES = {
    "default": database(
        environment.optional("DATABASE_URL", f"sqlite:///{VAR_DIR / 'masthead.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Nothing needs a cache that processes share (ADR 25).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
# Background work, Wagtail's as well as ours; `manage.py background` runs it (core.tasks).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = ["accounts.backends.ThrottledBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LengthValidator"},
    {"NAME": "accounts.passwords.CommonValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "accounts.forms.ResetForm"
MESSAGE_STORAGE = "accounts.messages.NoticingStorage"

CSRF_FAILURE_VIEW = "accounts.interrupted.csrf_failure"

SESSION_ENGINE = "accounts.session_store"
# In seconds: a session ends this long after its last use, and this long after sign-in.
SESSION_COOKIE_AGE = 3600 * environment.integer("SESSION_IDLE_HOURS", 12)
SESSION_ABSOLUTE_AGE = 86_400 * environment.integer("SESSION_DAYS", 7)
DEVICE_COOKIE_NAME = "device"

LANGUAGE_CODE = environment.optional("LANGUAGE_CODE", "en-gb")
TIME_ZONE = environment.optional("TIME_ZONE", "Europe/London")
USE_I18N = True
USE_TZ = True

# A function that receives an article's headline, headings and a number, and returns the primary
# keys of similar articles. Empty: articles are related by topics and sections alone.
RELATED_BY_CONTENT = "search.likeness.similar"
# The dotted path of a search engine. Empty: the engine of the database.
SEARCH_ENGINE = environment.optional("SEARCH_ENGINE")

STATIC_URL = environment.optional("STATIC_URL", "/static/")
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = environment.optional("MEDIA_URL", "/media/")
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.stylesheets.JoiningStaticFilesStorage"},
    # Outside MEDIA_ROOT: a view decides which reader may have a document (core.media.documents).
    "documents": {
        "BACKEND": "core.media.documents.PrivateStorage",
        "OPTIONS": {"location": VAR_DIR / "private"},
    },
    # Missing cards are drawn again.
    "share_cards": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "share-cards"},
    },
}
# Files with hashed names never change.
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The server of `make demo` also serves uploaded media; in production the front server or object
# storage does (docs/operations.md).
SERVE_MEDIA = environment.flag("SERVE_MEDIA", default=True)

# A long explainer posts one field for each part of each block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# A pasted manuscript may have 5 MB, form-encoded.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Readers wait while their message is sent.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.optional("DEFAULT_FROM_EMAIL", "newsroom@masthead.example")

WAGTAIL_SITE_NAME = environment.optional("PUBLICATION_NAME", "Masthead")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "core.forms.rich_text.LazyRichTextArea"},
}
WAGTAILIMAGES_IMAGE_MODEL = "core.EditorialImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.EditorialDocument"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
# One limit for uploads, the chooser and the import (news.importing.media). Wagtail's default of 128
# megapixels needs 400 MB of memory to decode.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.media.files.PictureForm"
# At 80, the default, drawings and photographs look the same and are a third larger.
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends"}}
# Whether publishing enqueues a task that creates renditions; otherwise `manage.py make_renditions`
# must do it.
MAKE_RENDITIONS = environment.flag("MAKE_RENDITIONS", default=True)
# Each process caches whole pages (core.cache.pages). PAGE_CACHE=0 disables this cache.
PAGE_CACHE = environment.flag("PAGE_CACHE", default=True)
PAGE_CACHE_MB = environment.integer("PAGE_CACHE_MB", 48)
# The folder of the statistics that Newsroom > Page cache shows.
PAGE_CACHE_FIGURES = VAR_DIR / "page-cache"
# Shared caches in front of the site, by name (core.cache.cdn), and how long they may serve a page.
WAGTAILFRONTENDCACHE = {}
CDN_SECONDS = environment.integer("CDN_SECONDS", 60)
# Articles never load third-party content by themselves: the embed block builds its own link.
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "pages/password_required.html"
LOGIN_REDIRECT_URL = "/"

# The number of our own proxies that append to X-Forwarded-For; other entries cannot be trusted.
TRUSTED_PROXIES = environment.integer("TRUSTED_PROXIES", 0)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
X_FRAME_OPTIONS = "SAMEORIGIN"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # At lower levels it logs a line for each signal that ends a worker.
        "django_tasks_db": {"level": "ERROR"},
        # Security events (accounts.log).
        "masthead.security": {"level": "INFO"},
    },
}
