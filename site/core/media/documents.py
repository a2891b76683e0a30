"""Where documents are stored.

A document may be for some readers only, so its file lies where no address of a file leads: in the
storage "documents", outside MEDIA_ROOT. Only the document view (core.http.uploads) reads it, which
asks who may.
"""

from pathlib import Path

from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage, Storage, storages

# The folder that Wagtail puts documents into, within whichever storage.
FOLDER = "documents"


class PrivateStorage(FileSystemStorage):
    """Files without addresses."""

    def url(self, name: str | None) -> str:
        raise NotImplementedError("Files of this storage are served by a view.")

    def is_name_available(self, name: str, max_length: int | None = None) -> bool:
        """A name is also taken by a document that is still among the other uploads: once that has
        been moved here, its row must not show the file of another.
        """
        is_free = super().is_name_available(name, max_length)
        return is_free and not storages["default"].exists(name)


def document_storage() -> Storage:
    """The storage of documents, as the settings name it when it is asked for."""
    return storages["documents"]


def former_folder() -> Path | None:
    """Where earlier versions stored documents: MEDIA_ROOT/documents, if there is such a folder."""
    media = storages["default"]
    if not isinstance(media, FileSystemStorage):
        return None
    folder = Path(media.location) / FOLDER
    return folder if folder.is_dir() else None


def check_documents_are_moved(app_configs, **kwargs) -> list[CheckWarning]:
    """Asks for `move_documents` while files are in the former folder. Looks at one entry of it."""
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
