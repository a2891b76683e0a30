"""Where the pictures and documents of a manuscript come from, and how they enter the library."""

import hashlib
from copy import copy
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from core.media.files import Refused, check_picture
from news.manuscripts import model


class Folder:
    """The files beside a manuscript, within `root`. Finds files and stores nothing.

    Manuscripts are untrusted, so a path that leads out of `root` matches no file. Without a root
    (pasted text) there are no files at all.
    """

    def __init__(self, root: Path | None = None, base: Path | None = None):
        self.root = root.resolve() if root else None
        self.base = base.resolve() if base else self.root

    def beside(self, base: Path) -> "Folder":
        """A copy that resolves paths from a manuscript in the folder `base`."""
        seen = copy(self)
        seen.base = base.resolve()
        return seen

    def forget(self) -> None:
        """Clears the cache of stored files. Call this after a rollback."""

    def find(self, src: str) -> Path | None:
        """The file at a path of the manuscript: relative to its own folder, or else to the root."""
        name = src.strip().split("?")[0].split("#")[0].lstrip("/")
        if self.root is None or not name or ":" in name or "\0" in name:
            return None
        for folder in (self.base, self.root):
            path = (folder / name).resolve()
            if path.is_relative_to(self.root) and path.is_file():
                return path
        return None

    def fingerprint(self, src: str) -> str:
        path = self.find(src)
        return digest_of(path) if path else ""

    def picture(self, picture: model.Picture | model.Figure) -> int | None:
        path = self.find(picture.src)
        if path is None or refusal_of(path):
            return None
        return self.stored_picture(path, picture)

    def why_not(self, picture: model.Picture | model.Figure) -> str:
        """Why the existing file of a picture is refused; "" if the file does not exist."""
        path = self.find(picture.src)
        return refusal_of(path) if path else ""

    def document(self, document: model.Document) -> int | None:
        path = self.find(document.path)
        return self.stored_document(path, document) if path and is_document(path) else None

    def stored_picture(self, path: Path, picture: model.Picture | model.Figure) -> int:
        return 0

    def stored_document(self, path: Path, document: model.Document) -> int:
        return 0


class Library(Folder):
    """Puts the files that it finds into the image and document libraries, each file once."""

    def __init__(self, root: Path | None = None, base: Path | None = None):
        super().__init__(root, base)
        # Shared with every copy that beside() creates.
        self.known: dict[tuple[str, str], int] = {}

    def forget(self) -> None:
        self.known.clear()

    def stored_picture(self, path: Path, picture: model.Picture | model.Figure) -> int:
        alt = "" if getattr(picture, "decorative", False) else picture.alt
        return self.stored(
            get_image_model(),
            path,
            title=title_of(path),
            description=alt[:255],
            caption=picture.caption[:500],
            credit=picture.credit[:255],
        )

    def stored_document(self, path: Path, document: model.Document) -> int:
        return self.stored(get_document_model(), path, title=document.label[:255] or title_of(path))

    def stored(self, library, path: Path, **words: str) -> int:
        """The id of the library's object with this content; creates the object if needed."""
        digest = digest_of(path)
        key = (library.__name__, digest)
        if key not in self.known:
            found = library.objects.filter(file_hash=digest).order_by("pk").first()
            self.known[key] = (found or self.add(library, path, digest, words)).pk
        return self.known[key]

    def add(self, library, path: Path, digest: str, words: dict[str, str]):
        with path.open("rb") as opened:
            added = library(file=File(opened, name=path.name), file_hash=digest, **words)
            added.file_size = path.stat().st_size
            added.save()
        return added


def digest_of(path: Path) -> str:
    """The digest that Wagtail stores for a file: SHA-1 of its content."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha1").hexdigest()


def refusal_of(path: Path) -> str:
    """Why a file cannot be an image of the library, by the limits of every upload; "" if it can."""
    if extension(path) not in settings.WAGTAILIMAGES_EXTENSIONS:
        return _("not a kind of picture that is taken")
    try:
        with path.open("rb") as file:
            check_picture(file)
    except (Refused, OSError) as refused:
        return str(refused)
    return ""


def is_document(path: Path) -> bool:
    is_small = path.stat().st_size <= settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    return is_small and extension(path) in settings.WAGTAILDOCS_EXTENSIONS


def extension(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def title_of(path: Path) -> str:
    words = path.stem.replace("-", " ").replace("_", " ").strip()
    return (words[:1].upper() + words[1:])[:255] or path.name[:255]
