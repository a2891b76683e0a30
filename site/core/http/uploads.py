"""The addresses of uploads: documents, which may be for some readers only, and other media."""

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

# Where documents once were, and where Wagtail puts files that wait for an editor to name them.
CLOSED = (FOLDER, "wagtail_uploads")


def serve_document(request, document_id: int, document_filename: str):
    """Wagtail's document view.

    What is not everyone's is stored by no cache, also the redirect to the login. What is public may
    be, but has to be asked for again each time: it is gone at once when it is deleted or becomes
    private, and costs an answer without a body (304) otherwise.
    """
    document = get_object_or_404(get_document_model(), pk=document_id)
    is_public = not document.collection.get_view_restrictions()
    response = serve_wagtail_document(request, document_id, document_filename)
    response.headers["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Wagtail says "None" here. Files are sent as they are.
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
    """An upload that is everyone's. Http404 for what is in a folder that is not (CLOSED)."""
    if not is_plain(path) or is_closed(path.partition("/")[0]):
        raise Http404("No such file")
    return serve(request, path, document_root=settings.MEDIA_ROOT)


def is_plain(path: str) -> bool:
    """Whether this is the one spelling of the path of a file: no `//`, `.`, `..` or backslash."""
    return (
        path == posixpath.normpath(path)
        and not path.startswith(("/", "../"))
        and path not in {".", ".."}
        and "\\" not in path
    )


def is_closed(name: str) -> bool:
    """Whether the name is that of a folder in CLOSED, as any file system may read names: some
    ignore case, dots and blanks at the end, or invisible characters.
    """
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
