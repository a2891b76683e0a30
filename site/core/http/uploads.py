"""Serves uploads: documents, which may be restricted, and other media."""

import errno
import posixpath
import unicodedata
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.static import serve
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import authenticate_with_password as ask_password
from wagtail.documents.views.serve import serve as serve_wagtail_document

from core.media.documents import FOLDER

# The former folder of documents, and the folder for uploads that editors have yet to name.
CLOSED = (FOLDER, "wagtail_uploads")


def serve_document(request, document_id: int, document_filename: str):
    """Wagtail's document view with caching headers.

    No cache stores a restricted document or its redirect to the login. Caches may store a public
    document but must revalidate it: so it is gone at once after deletion or restriction, and
    otherwise costs a response without a body (304).
    """
    document = get_object_or_404(get_document_model(), pk=document_id)
    is_public = not document.collection.get_view_restrictions()
    response = serve_wagtail_document(request, document_id, document_filename)
    response.headers["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Wagtail sets "None" here. Files are sent without encoding.
    response.headers.pop("Content-Encoding", None)
    if "Content-Disposition" in response.headers:
        is_attachment = document.content_disposition != "inline"
        disposition = content_disposition_header(is_attachment, document.filename)
        response.headers["Content-Disposition"] = disposition or "inline"
    return response


@wraps(ask_password)
def authenticate_with_password(request, restriction_id: int):
    response = ask_password(request, restriction_id)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def serve_media(request, path: str):
    """A public upload. Raises Http404 for files in the folders of CLOSED."""
    if not is_plain(path) or is_closed(path.partition("/")[0]):
        raise Http404("No such file")
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Http404("No such file") from error
        raise


def is_plain(path: str) -> bool:
    """Whether the path is in canonical form: no `//`, `.`, `..` or backslash."""
    return (
        path == posixpath.normpath(path)
        and not path.startswith(("/", "../"))
        and path not in {".", ".."}
        and "\\" not in path
    )


def is_closed(name: str) -> bool:
    """Whether the name may refer to a folder in CLOSED on any file system. Some ignore case,
    trailing dots and blanks, or invisible characters."""
    visible = (each for each in name if unicodedata.category(each) not in {"Cc", "Cf"})
    folded = unicodedata.normalize("NFKC", "".join(visible)).casefold()
    if folded.rstrip(". ") in CLOSED:
        return True
    media = Path(settings.MEDIA_ROOT)
    try:
        return any((media / name).samefile(media / folder) for folder in present(media))
    except (OSError, ValueError):
        return False


def present(media: Path) -> list[str]:
    return [folder for folder in CLOSED if (media / folder).is_dir()]
