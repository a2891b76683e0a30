"""Moves documents from where earlier versions stored them to the storage that is theirs."""

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.documents import get_document_model

from core.media.documents import FOLDER, document_storage

UNFINISHED = ".moving"


class Command(BaseCommand):
    help = (
        "Moves documents out of MEDIA_ROOT, where any address of a file could lead to them. "
        "May be stopped at any moment and run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be moved.")

    def handle(self, *args, **options):
        try:
            source = Path(storages["default"].path(""))
            target = Path(document_storage().path(""))
        except NotImplementedError as error:
            raise CommandError(
                "These storages are no folders: move the documents with the tools of the storage."
            ) from error
        if source.resolve() == target.resolve():
            raise CommandError(f"Documents and other media are both stored in {source}.")
        names = sorted({*stored_names(source), *left_names(source)})
        if options["dry_run"]:
            for name in names:
                self.stdout.write(f"{name} would be moved.")
            self.stdout.write(f"{len(names)} documents would be moved from {source} to {target}.")
            return
        moved, problems = 0, []
        # disable=None: the bar shows on a terminal only.
        for name in tqdm(names, unit=" documents", disable=None):
            try:
                move(source / name, target / name)
                moved += 1
            except (OSError, Conflict) as error:
                problems.append(f"{name}: {error}")
        remove_empty_folders(source / FOLDER)
        self.stdout.write(f"{moved} documents were moved from {source} to {target}.")
        if problems:
            listed = "\n".join(problems)
            raise CommandError(f"{len(problems)} documents were left where they are:\n{listed}")


class Conflict(Exception):
    """There is another file at the place where a file should go."""


def stored_names(source: Path) -> Iterator[str]:
    """The documents of the library whose files are still among the other media."""
    for name in get_document_model().objects.order_by().values_list("file", flat=True).iterator():
        path = source / name
        if name and path.is_file() and path.resolve().is_relative_to(source.resolve()):
            yield path.relative_to(source).as_posix()


def left_names(source: Path) -> Iterator[str]:
    """All other files in the folder of documents: those of documents that are not in the library
    any more.
    """
    for folder, _folders, files in os.walk(source / FOLDER):
        for name in files:
            yield (Path(folder) / name).relative_to(source).as_posix()


def move(source: Path, target: Path) -> None:
    """Copies, compares, and only then removes. Stopped at any moment, it leaves the whole file at
    one of the two places at least, and never a part of a file at the target.
    """
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name[:200]}{UNFINISHED}")
        shutil.copyfile(source, unfinished)
        shutil.copystat(source, unfinished)
        flush(unfinished)
        if not is_same(source, unfinished):
            raise OSError("the copy differs from the file")
        # Nobody stores another file there meanwhile: PrivateStorage takes the name for taken.
        unfinished.rename(target)
        flush(target.parent)
    elif not is_same(source, target):
        raise Conflict(f"another file is at {target}")
    source.unlink()


def is_same(one: Path, other: Path) -> bool:
    filecmp.clear_cache()
    return filecmp.cmp(one, other, shallow=False)


def flush(path: Path) -> None:
    """Has the disk hold the file, or the names in the folder, before the original is removed."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def remove_empty_folders(top: Path) -> None:
    for folder, _folders, _files in os.walk(top, topdown=False):
        with suppress(OSError):  # not empty, or a link
            Path(folder).rmdir()
