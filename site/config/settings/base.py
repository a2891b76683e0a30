"""Settings shared by every environment; safe by default.

`dev` loosens, `test` isolates, `production` demands. Everything that differs between installations
comes from the environment (docs/operations.md lists the variables).
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
    # Has no address: wagtail-modeladmin takes the classes of its list filters from it.
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
    # Within the one before: what is unchanged says the same of caching.
    "core.http.middleware.AskAgain",
    "core.cache.pages.OfferPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Around all that may lead to a login.
    "accounts.interrupted.KeepPosts",
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

# SQLite: readers never wait for a writer (WAL), writers queue instead of failing (IMMEDIATE and a
# busy timeout), and a commit in WAL is durable enough with synchronous=NORMAL:
# https://www.sqlite.org/pragma.html#pragma_synchronous
# The cache is each connection's own, and each thread has one; beneath it is the system's.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
    ),
}


def postgres_options(connections: int, seconds: int) -> dict:
    """`connections`: how many a process shares at most, 0 for one a thread; `seconds`: how long a
    statement may take, and half of that wait for a lock, 0 for as long as they like.
    """
    # PostgreSQL would compile statements for a quarter of a second that run for a few milliseconds:
    # it takes the conditions of public pages for costly.
    limits = [("jit", "off")]
    if seconds:
        limits += [("statement_timeout", f"{seconds}s"), ("lock_timeout", f"{500 * seconds}ms")]
    options = {"options": " ".join(f"-c {name}={value}" for name, value in limits)}
    if connections:
        # A minute without use closes all but one: https://www.psycopg.org/psycopg3/docs/api/pool.html
        pool = {"min_size": 1, "max_size": connections, "timeout": seconds or 30, "max_idle": 60}
        options["pool"] = pool
        if environment.flag("DATABASE_PREPARED", default=True):
            # How often a statement that the server may keep (core.prepared) is run before it does.
            # https://www.psycopg.org/psycopg3/docs/advanced/prepare.html
            options["prepare_threshold"] = 2
    return options


def database(url: str) -> dict:
    """Django's settings of the database at `url`, with the options that each vendor wants."""
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
# In seconds: a session ends after this long without use, and this long after signing in.
SESSION_COOKIE_AGE = 3600 * environment.integer("SESSION_IDLE_HOURS", 12)
SESSION_ABSOLUTE_AGE = 86_400 * environment.integer("SESSION_DAYS", 7)
DEVICE_COOKIE_NAME = "device"

LANGUAGE_CODE = environment.optional("LANGUAGE_CODE", "en-gb")
TIME_ZONE = environment.optional("TIME_ZONE", "Europe/London")
USE_I18N = True
USE_TZ = True

# The dotted name of a search engine; empty: that of the database.
# Called with an article's headline, headings and a number: the keys of articles like it. Empty:
# articles are related by topics and sections alone.
RELATED_BY_CONTENT = "search.likeness.similar"
SEARCH_ENGINE = environment.optional("SEARCH_ENGINE")

STATIC_URL = environment.optional("STATIC_URL", "/static/")
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = environment.optional("MEDIA_URL", "/media/")
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Outside MEDIA_ROOT: which of them a reader may have is for a view to say
    # (core.media.documents).
    "documents": {
        "BACKEND": "core.media.documents.PrivateStorage",
        "OPTIONS": {"location": VAR_DIR / "private"},
    },
    # Drawn again where they are missing.
    "share_cards": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "share-cards"},
    },
}
# Hashed names never change their content.
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The server started by `make demo` also hands out uploaded media; production leaves that to its
# front server or object storage (docs/operations.md).
SERVE_MEDIA = environment.flag("SERVE_MEDIA", default=True)

# The body of a long explainer posts one field for each part of each block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# A pasted manuscript may have 5 MB, and comes form-encoded.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Readers wait while their letter is mailed.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.optional("DEFAULT_FROM_EMAIL", "newsroom@masthead.example")

WAGTAIL_SITE_NAME = environment.optional("PUBLICATION_NAME", "Masthead")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "core.forms.rich_text.LateRichTextArea"},
}
WAGTAILIMAGES_IMAGE_MODEL = "core.EditorialImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.EditorialDocument"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
# One limit for every way in: uploads, the chooser and the import (news.importing.media).
# Wagtail's own limit of 128 megapixels takes 400 MB of memory to decode.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.media.files.PictureForm"
# Line drawings and photographs alike look the same at 80, the default, and are a third larger.
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends"}}
# How often a process writes what readers searched for; 0: only when it is told to.
SEARCH_INSIGHT_SECONDS = environment.integer("SEARCH_INSIGHT_SECONDS", 5)
# Whether a publication has the sizes of its pictures made by a background task; otherwise
# `manage.py make_renditions` has to.
MAKE_RENDITIONS = environment.flag("MAKE_RENDITIONS", default=True)
# Whole pages are kept in each process (core.cache.pages); publishing tells the others of this host
# by the journal. PAGE_CACHE=0 leaves it out.
PAGE_CACHE = environment.flag("PAGE_CACHE", default=True)
PAGE_CACHE_MB = environment.integer("PAGE_CACHE_MB", 48)
# Beside whole pages, parts that pages are put together of (core.cache.fragments).
PAGE_PARTS_MB = environment.integer("PAGE_PARTS_MB", 32)
PAGE_CACHE_JOURNAL = VAR_DIR / "page-cache.journal"
PAGE_CACHE_REDIS = ""
# Shared caches before the site, by name (core.cache.cdn), and how long they may show a page.
WAGTAILFRONTENDCACHE = {}
CDN_SECONDS = environment.integer("CDN_SECONDS", 60)
PAGE_CACHE_LATE_PARTS = "news.pages.recent.shared_recent_news"
# Articles never load a third party by themselves: the embed block builds its own link.
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "pages/password_required.html"
LOGIN_REDIRECT_URL = "/"

# How many proxies of our own add to X-Forwarded-For; the rest of that header anybody can write.
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
        # Otherwise it has a line for each signal that ends a worker.
        "django_tasks_db": {"level": "ERROR"},
        # Every event around signing in (accounts.log).
        "masthead.security": {"level": "INFO"},
    },
}
