"""The storage of documents.

Documents may be restricted, so no URL leads to their files: the storage "documents" is outside
MEDIA_ROOT. Only the document view (core.http.uploads) reads them, and it checks permissions.
"""

from pathlib import Path

from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage, Storage, storages

# The folder in which Wagtail stores documents, in any storage.
FOLDER = "documents"


class PrivateStorage(FileSystemStorage):
    """Files without URLs."""

    def url(self, name: str | None) -> str:
        raise NotImplementedError("Files of this storage are served by a view.")

    def is_name_available(self, name: str, max_length: int | None = None) -> bool:
        """A name is also taken by a document that is still in the former folder: after the move,
        its row must not show another file."""
        is_free = super().is_name_available(name, max_length)
        return is_free and not storages["default"].exists(name)


def document_storage() -> Storage:
    """The current storage of documents, looked up in the settings at each call."""
    return storages["documents"]


def former_folder() -> Path | None:
    """The folder of earlier versions: MEDIA_ROOT/documents, if it exists."""
    media = storages["default"]
    if not isinstance(media, FileSystemStorage):
        return None
    folder = Path(media.location) / FOLDER
    return folder if folder.is_dir() else None


def check_documents_are_moved(app_configs, **kwargs) -> list[CheckWarning]:
    """Asks for `move_documents` while the former folder contains files. Reads one directory
    entry."""
    folder = former_folder()
    if folder is None or next(folder.iterdir(), None) is None:
        return []
    return [
        CheckWarning(
            f"There are documents in {folder}, where they are not served.",
            hint="Run manage.py move_documents.",
            id="core.W001",
        )
    ]
