"""The release of the running code, as far as it decides what a rendered article looks like.

It is a fingerprint of everything that is read while an article is rendered and is not in the
database. Rows of another release are not read. Releases are numbered in the order in which they
built their first row: while two of them run side by side, the older one does not overwrite rows of
the newer one.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import wagtail
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from wagtail.models import Site

import core
import news
from news.models import ProjectionRelease

# Parts of core and news that render no article. Anything else counts.
NO_RENDERING = frozenset(
    {
        *("admin", "forms", "management", "migrations", "serving", "http", "cache", "apps.py"),
        *("comments", "importing", "manuscripts", "newsroom", "wagtail_hooks.py", "urls.py"),
        *("lists.py", "refresh.py", "tasks.py", "styleguide.py", "article_form.py"),
    }
)
# Templates of other pages than articles.
NO_ARTICLE = frozenset({"accounts", "emails", "newsroom", "styleguide", "wagtailadmin"})
SETTINGS = (
    *("MEDIA_URL", "STATIC_URL", "LANGUAGE_CODE", "TIME_ZONE", "USE_I18N", "USE_TZ"),
    *("WAGTAIL_APPEND_SLASH", "RELATED_BY_CONTENT"),
)


def release_of(site: Site) -> str:
    """The release for the articles of a site; "" if it is not known. With DEBUG, templates change
    while the process runs, so rows are neither built nor read.
    """
    if settings.DEBUG:
        return ""
    return digest([code_release(), site.root_url])


def release_for(request) -> str:
    """The release of the rows that the request may show; "" if it may show none: a preview, in the
    language of the editor, or a request for no site.
    """
    site = Site.find_for_request(request)
    if site is None or getattr(request, "is_preview", False):
        return ""
    return release_of(site)


@cache
def code_release() -> str:
    """Read once a process: new code comes with a restart."""
    return digest(inputs())


def inputs() -> Iterator[str]:
    yield django.__version__
    yield wagtail.__version__
    # Of the storage with hashed names; other storages have none.
    yield getattr(staticfiles_storage, "manifest_hash", "")
    for name in SETTINGS:
        yield f"{name}={getattr(settings, name, None)}"
    for path in sources():
        yield hashlib.sha256(path.read_bytes()).hexdigest()


def sources() -> list[Path]:
    """The templates and modules that may take part in rendering an article."""
    found = [
        path
        for package in (Path(core.__file__).parent, Path(news.__file__).parent)
        for path in package.rglob("*.py")
        if not NO_RENDERING.intersection(path.relative_to(package).parts)
    ]
    found += [
        path
        for engine in engines.all()
        for folder in engine.dirs
        for path in Path(folder).rglob("*.html")
        if not NO_ARTICLE.intersection(path.relative_to(folder).parts)
    ]
    return sorted(found)


def digest(parts) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


# The order of releases


def is_newer(stored: str | None, running: str) -> bool:
    """Whether the stored row is of a release that began after the running one. Gives the running
    release its number if it has none yet.
    """
    found = ProjectionRelease.objects.filter(fingerprint__in={stored, running} - {None})
    numbers = dict(found.values_list("fingerprint", "pk"))
    if running not in numbers:
        ProjectionRelease.objects.get_or_create(fingerprint=running)
        return False
    return numbers.get(stored, 0) > numbers[running]


def make_newest(running: str) -> None:
    """Makes the running release the newest one: for an older one that is deployed again."""
    last = ProjectionRelease.objects.order_by("-pk").values_list("fingerprint", flat=True).first()
    if last != running:
        ProjectionRelease.objects.filter(fingerprint=running).delete()
        ProjectionRelease.objects.create(fingerprint=running)
